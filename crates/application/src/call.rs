//! The call: in which tenant and as which request something is asked.

use enroll_domain::id::{RequestId, TenantId};

/// What every use case is told besides its own input.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Call {
    /// The tenant. A token that is part of the input must be of the same one.
    pub tenant: TenantId,
    /// The request, for the audit.
    pub request: Option<RequestId>,
}

impl Call {
    /// A call in the default tenant that came with no request.
    #[must_use]
    pub const fn in_default_tenant() -> Self {
        Self {
            tenant: TenantId::DEFAULT,
            request: None,
        }
    }
}
