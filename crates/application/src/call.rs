//! The call: in which tenant and as which request something is asked.

use enroll_domain::id::{RequestId, TenantId};

/// What every use case is told besides its own input.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Call {
    /// The tenant that the call names, if it names one. A token that is part of the input knows its own, which must be the same.
    pub named: Option<TenantId>,
    /// The tenant whose own host the call was sent to, if there is one: meant where nothing names another.
    pub hosted: Option<TenantId>,
    /// The request, for the audit.
    pub request: Option<RequestId>,
}

impl Call {
    /// A call in the default tenant that came with no request.
    #[must_use]
    pub const fn in_default_tenant() -> Self {
        Self::in_tenant(TenantId::DEFAULT)
    }

    /// A call in a tenant that came with no request.
    #[must_use]
    pub const fn in_tenant(tenant: TenantId) -> Self {
        Self {
            named: Some(tenant),
            hosted: None,
            request: None,
        }
    }

    /// The tenant, where no token knows another: the one that the call names, or whose host it was sent to, or else the default one.
    #[must_use]
    pub fn tenant(&self) -> TenantId {
        self.named.or(self.hosted).unwrap_or(TenantId::DEFAULT)
    }

    /// Whether a token of this tenant may be part of the call.
    pub(crate) fn agrees_with(&self, tenant: TenantId) -> bool {
        self.named.is_none_or(|named| named == tenant)
    }

    /// The same call, in the tenant that its token knows.
    pub(crate) const fn within(self, tenant: TenantId) -> Self {
        Self {
            named: Some(tenant),
            ..self
        }
    }
}
