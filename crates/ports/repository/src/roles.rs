//! Roles that administrators made, beside those that are built in and those of the policy.

use enroll_domain::id::TenantId;
use enroll_domain::role::{Role, RoleName};

use crate::{Moved, StoreError};

/// Reading roles.
pub trait RoleQueries {
    /// The roles that were made in this tenant, in the order of their names.
    ///
    /// # Errors
    /// The store's own.
    fn roles_made(&mut self, tenant: TenantId) -> Result<Vec<Role>, StoreError>;
}

/// Changing roles.
pub trait Roles {
    /// Adds a role. Its authority is a list of permissions, never everything.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] with [`crate::Unique::Role`] where one of this name was made before.
    fn add_role(&mut self, tenant: TenantId, role: &Role) -> Result<(), StoreError>;

    /// Replaces authority, title and description of a role. `Stale` if none of this name was made.
    ///
    /// # Errors
    /// The store's own.
    fn set_role(&mut self, tenant: TenantId, role: &Role) -> Result<Moved, StoreError>;

    /// Removes a role with every grant of it, so that nobody holds a role that is made anew under the name. `Stale`, and nothing
    /// else is touched, if none of this name was made.
    ///
    /// # Errors
    /// The store's own.
    fn remove_role(&mut self, tenant: TenantId, name: &RoleName) -> Result<Moved, StoreError>;
}
