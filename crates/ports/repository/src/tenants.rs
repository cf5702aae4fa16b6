//! Tenants and their policies.

use enroll_domain::Timestamp;
use enroll_domain::id::TenantId;
use enroll_domain::registration::Policy;
use enroll_domain::tenant::{Tenant, TenantName};

use crate::{Moved, StoreError};

/// Reading tenants.
pub trait TenantQueries {
    /// Every tenant, in the order of their ids. The default one is always there.
    ///
    /// # Errors
    /// The store's own.
    fn tenants(&mut self) -> Result<Vec<StoredTenant>, StoreError>;
}

/// A tenant as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredTenant {
    /// Its id.
    pub id: TenantId,
    /// Its name.
    pub name: TenantName,
    /// Its policy; `None` as long as none was written, and then the program's own holds.
    pub policy: Option<Policy>,
    /// When its policy was last written, or the tenant made.
    pub changed_at: Timestamp,
}

impl StoredTenant {
    /// The tenant, under its own policy or else this one.
    #[must_use]
    pub fn or_under(self, policy: &Policy) -> Tenant {
        Tenant {
            id: self.id,
            name: self.name,
            policy: self.policy.unwrap_or_else(|| policy.clone()),
        }
    }
}

/// Changing tenants.
pub trait Tenants {
    /// Adds a tenant with its policy.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] with [`crate::Unique::TenantName`], or with [`crate::Unique::Host`] where another tenant has one of
    /// the policy's hosts.
    fn add_tenant(&mut self, tenant: &Tenant, at: Timestamp) -> Result<(), StoreError>;

    /// Writes the policy of a tenant, whose hosts take the place of those before. `Stale` if there is no such tenant.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] with [`crate::Unique::Host`].
    fn set_policy(&mut self, tenant: TenantId, policy: &Policy, at: Timestamp) -> Result<Moved, StoreError>;
}
