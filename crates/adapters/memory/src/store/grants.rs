//! Grants.

use enroll_domain::id::{TenantId, UserId};
use enroll_domain::role::{Grant, RoleName};
use enroll_domain::user::State;
use enroll_repository::{GrantQueries, Grants, Moved, StoreError};

use super::tables::Tables;

impl GrantQueries for Tables {
    fn grants_of(&mut self, tenant: TenantId, user: UserId) -> Result<Vec<Grant>, StoreError> {
        let grants = self.grants.rows().iter();
        let theirs = grants.filter(|((within, holder, _), _)| *within == tenant && *holder == user);
        Ok(theirs.map(|(_, grant)| grant.clone()).collect())
    }

    fn active_holders(&mut self, tenant: TenantId, role: &RoleName) -> Result<usize, StoreError> {
        let users = self.users.rows();
        let active = |user: UserId| {
            users.get(&(tenant, user)).is_some_and(|user| match user.state {
                State::Active { .. } => true,
                State::Pending { .. } | State::Suspended { .. } | State::Closed { .. } => false,
            })
        };
        let grants = self.grants.rows().keys();
        Ok(grants
            .filter(|(within, holder, held)| *within == tenant && held == role && active(*holder))
            .count())
    }
}

impl Grants for Tables {
    fn grant(&mut self, tenant: TenantId, grant: &Grant) -> Result<Moved, StoreError> {
        self.of_user(tenant, grant.user)?;
        let key = (tenant, grant.user, grant.role.clone());
        if self.grants.rows().contains_key(&key) {
            return Ok(Moved::Stale);
        }
        self.grants.rows_mut().insert(key, grant.clone());
        Ok(Moved::Yes)
    }

    fn revoke(&mut self, tenant: TenantId, user: UserId, role: &RoleName) -> Result<Moved, StoreError> {
        let removed = self.grants.rows_mut().remove(&(tenant, user, role.clone()));
        Ok(removed.map_or(Moved::Stale, |_grant| Moved::Yes))
    }

    fn revoke_all(&mut self, tenant: TenantId, user: UserId) -> Result<usize, StoreError> {
        let held = self.grants_of(tenant, user)?.into_iter();
        let rows = self.grants.rows_mut();
        Ok(held
            .filter(|grant| rows.remove(&(tenant, user, grant.role.clone())).is_some())
            .count())
    }
}
