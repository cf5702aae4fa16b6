//! Grant and revoke a role, within the caller's own authority. A tenant never loses its last administrator.

use enroll_domain::audit::Action;
use enroll_domain::id::UserId;
use enroll_domain::role::{Grant, Refusal, RoleName, within_ceiling};
use enroll_domain::user::State;
use enroll_repository::{Moved, Stop, Transaction};

use crate::acting::{Acting, Holding};
use crate::consequences::ProvisionDraft;
use crate::enrollment::Audited;
use crate::unavailable::unavailable;
use crate::{Caller, Enrollment, Unavailable, UserView};

/// Why a role was neither given nor taken away.
#[derive(Debug, thiserror::Error)]
pub enum GrantRoleError {
    /// The caller lacks `role.grant`, or something that the role allows.
    #[error("the role is beyond the caller's own authority")]
    Forbidden,
    /// There is no such user, or no such role, in this tenant.
    #[error("there is no such user or role")]
    NotFound,
    /// It would leave the tenant without an active administrator.
    #[error("the last administrator keeps the role")]
    LastAdministrator,
    /// enroll cannot serve the call now.
    #[error(transparent)]
    Unavailable(#[from] Unavailable),
}
unavailable!(GrantRoleError);

impl From<Refusal> for GrantRoleError {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Beyond => Self::Forbidden,
            Refusal::Unknown => Self::NotFound,
        }
    }
}

impl Enrollment {
    /// Gives a user a role. Giving it again changes nothing.
    ///
    /// # Errors
    /// [`GrantRoleError`].
    pub async fn grant_role(&self, caller: &Caller, id: UserId, role: &RoleName) -> Result<UserView, GrantRoleError> {
        let (call, now, grantor) = (caller.call(), self.now(), caller.grantor());
        self.change_roles(caller, id, role, Action::RoleGranted, move |tx, role| {
            let grant = Grant {
                user: id,
                role: role.clone(),
                grantor,
                at: now,
            };
            Ok(tx.grant(call.tenant(), &grant)?)
        })
        .await
    }

    /// Takes a role away from a user. Taking it again changes nothing.
    ///
    /// # Errors
    /// [`GrantRoleError`].
    pub async fn revoke_role(&self, caller: &Caller, id: UserId, role: &RoleName) -> Result<UserView, GrantRoleError> {
        let tenant = caller.tenant();
        self.change_roles(caller, id, role, Action::RoleRevoked, move |tx, role| {
            let moved = tx.revoke(tenant, id, role)?;
            if moved == Moved::Yes && *role == RoleName::admin() && tx.active_holders(tenant, role)? == 0 {
                return Err(Stop::Because(GrantRoleError::LastAdministrator));
            }
            Ok(moved)
        })
        .await
    }

    async fn change_roles(
        &self,
        caller: &Caller,
        id: UserId,
        role: &RoleName,
        action: Action,
        change: impl Fn(&mut dyn Transaction, &RoleName) -> Result<Moved, Stop<GrantRoleError>> + Send + 'static,
    ) -> Result<UserView, GrantRoleError> {
        let role = within_ceiling(caller.roles(), caller.authority(), role)?.name().clone();
        let acting = Acting::of(caller, &self.tenant(caller.tenant())?);
        let (call, now) = (caller.call(), self.now());
        let provision: ProvisionDraft = self.draft_provision(call.tenant(), now)?;
        let audit = self
            .audit(&call, now, caller.actor(), action)?
            .about(id)
            .coded(format!("role:{role}"));
        let written = self.ports.store.atomically::<_, GrantRoleError>(move |tx| {
            // Two administrators who revoke each other at once must not both succeed; nor is a role given to whoever is being closed.
            tx.lock_tenant(call.tenant())?;
            let Holding { authority, roles } = acting.now(tx)?;
            within_ceiling(&roles, &authority, &role).map_err(|refusal| Stop::Because(refusal.into()))?;
            let user = tx
                .user(call.tenant(), id)?
                .filter(|user| !matches!(user.state, State::Closed { .. }))
                .ok_or(Stop::Because(GrantRoleError::NotFound))?;
            if change(tx, &role)? == Moved::Yes {
                provision.want(tx, id)?;
                tx.record(&audit)?;
            }
            Ok(UserView::of(tx, user)?)
        });
        written.await
    }
}
