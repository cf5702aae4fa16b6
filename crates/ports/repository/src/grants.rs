//! Who holds which role.

use enroll_domain::id::{TenantId, UserId};
use enroll_domain::role::{Grant, RoleName};

use crate::{Moved, StoreError};

/// Reading grants.
pub trait GrantQueries {
    /// The roles of a user, in the order of their names.
    ///
    /// # Errors
    /// The store's own.
    fn grants_of(&mut self, tenant: TenantId, user: UserId) -> Result<Vec<Grant>, StoreError>;

    /// How many active users hold this role. A rule built on it holds the lock of the tenant.
    ///
    /// # Errors
    /// The store's own.
    fn active_holders(&mut self, tenant: TenantId, role: &RoleName) -> Result<usize, StoreError>;
}

/// Changing grants.
pub trait Grants {
    /// Gives a role. `Stale` if the user has it: the first grant stays as it is.
    ///
    /// # Errors
    /// The store's own.
    fn grant(&mut self, tenant: TenantId, grant: &Grant) -> Result<Moved, StoreError>;

    /// Takes a role away. `Stale` if the user does not have it.
    ///
    /// # Errors
    /// The store's own.
    fn revoke(&mut self, tenant: TenantId, user: UserId, role: &RoleName) -> Result<Moved, StoreError>;

    /// Takes every role away from a user, and says how many there were.
    ///
    /// # Errors
    /// The store's own.
    fn revoke_all(&mut self, tenant: TenantId, user: UserId) -> Result<usize, StoreError>;
}
