//! Roles that administrators made.

use enroll_domain::id::TenantId;
use enroll_domain::role::{Authority, Role, RoleName};
use enroll_repository::{Moved, RoleQueries, Roles, StoreError, Unique};

use super::tables::Tables;

impl RoleQueries for Tables {
    fn roles_made(&mut self, tenant: TenantId) -> Result<Vec<Role>, StoreError> {
        let all = self.roles.rows().iter();
        let made = all.filter(|((within, _), _)| *within == tenant);
        Ok(made.map(|(_, role)| role.clone()).collect())
    }
}

impl Roles for Tables {
    fn add_role(&mut self, tenant: TenantId, role: &Role) -> Result<(), StoreError> {
        self.in_tenant(tenant)?;
        self.lists_permissions(role)?;
        let key = (tenant, role.name().clone());
        if self.roles.rows().contains_key(&key) {
            return self.fail(StoreError::Conflict(Unique::Role));
        }
        self.insert(|tables| &mut tables.roles, key, role.clone())
    }

    fn set_role(&mut self, tenant: TenantId, role: &Role) -> Result<Moved, StoreError> {
        self.lists_permissions(role)?;
        let made = self.roles.rows_mut().get_mut(&(tenant, role.name().clone()));
        Ok(made.map_or(Moved::Stale, |made| {
            *made = role.clone();
            Moved::Yes
        }))
    }

    fn remove_role(&mut self, tenant: TenantId, name: &RoleName) -> Result<Moved, StoreError> {
        if self.roles.rows_mut().remove(&(tenant, name.clone())).is_none() {
            return Ok(Moved::Stale);
        }
        self.grants
            .rows_mut()
            .retain(|(within, _, role), _| *within != tenant || role != name);
        Ok(Moved::Yes)
    }
}

impl Tables {
    /// A role that somebody made never allows what is thought of later.
    fn lists_permissions(&mut self, role: &Role) -> Result<(), StoreError> {
        match role.authority() {
            Authority::Only(_) => Ok(()),
            Authority::Everything => self.fail(StoreError::broken("a role that was made holds everything")),
        }
    }
}
