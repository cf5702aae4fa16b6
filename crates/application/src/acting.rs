//! What whoever acts may do at the moment at which it is written. What they could do when they called may have been taken from them
//! since: the hash of a password alone takes as long as a few other calls.

use std::sync::Arc;

use enroll_domain::id::UserId;
use enroll_domain::role::{Authority, Roles};
use enroll_domain::tenant::Tenant;
use enroll_domain::user::State;
use enroll_repository::{Queries, StoreError};

use crate::read_membership::roles_of;
use crate::{Caller, UserView};

/// Somebody who is about to change something.
pub(crate) struct Acting {
    tenant: Arc<Tenant>,
    /// `None` for the operator, who may do everything at all times.
    user: Option<UserId>,
    called_with: Authority,
}

/// What somebody may do, and the roles that the tenant has at that moment.
pub(crate) struct Holding {
    pub(crate) authority: Authority,
    pub(crate) roles: Roles,
}

impl Acting {
    pub(crate) fn of(caller: &Caller, tenant: &Arc<Tenant>) -> Self {
        Self {
            tenant: Arc::clone(tenant),
            user: caller.user_id(),
            called_with: caller.authority().clone(),
        }
    }

    /// What they may do by now.
    pub(crate) fn now<Q: Queries + ?Sized>(&self, queries: &mut Q) -> Result<Holding, StoreError> {
        match self.user {
            Some(user) => Holding::of_user(queries, &self.tenant, user),
            None => Ok(Holding {
                authority: self.called_with.clone(),
                roles: roles_of(queries, &self.tenant)?,
            }),
        }
    }
}

impl Holding {
    /// What a user may do; nothing for whoever is shut out, or gone.
    pub(crate) fn of_user<Q: Queries + ?Sized>(
        queries: &mut Q,
        tenant: &Tenant,
        user: UserId,
    ) -> Result<Self, StoreError> {
        let roles = roles_of(queries, tenant)?;
        let view = UserView::read(queries, tenant.id, user)?;
        let active = view.filter(|view| matches!(view.user.state, State::Active { .. }));
        let authority = active.map_or_else(Authority::nothing, |view| roles.authority_of(&view.roles));
        Ok(Self { authority, roles })
    }
}
