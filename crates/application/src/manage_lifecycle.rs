//! Manage accounts: suspend, reinstate and close other people's, and sign them out. Nobody does so to somebody who may do more than
//! they may themselves, and a tenant never loses its last administrator.

use std::sync::Arc;

use enroll_domain::Timestamp;
use enroll_domain::audit::{Action, AuditRecord};
use enroll_domain::id::UserId;
use enroll_domain::role::Needed;
use enroll_domain::tenant::Tenant;
use enroll_domain::user::{State, User};
use enroll_repository::{Moved, Notice, Stop, StoreError, Transaction};

use crate::acting::{Acting, Holding};
use crate::closing::{LastAdministrator, close, keep_an_administrator};
use crate::consequences::{ProvisionDraft, end_what_went_before, lock_user};
use crate::enrollment::Audited;
use crate::notices::MailDraft;
use crate::unavailable::unavailable;
use crate::{Caller, Enrollment, Unavailable, UserView};

/// Why an account stays as it is.
#[derive(Debug, thiserror::Error)]
pub enum ManageLifecycleError {
    /// The caller lacks the permission, or something that the user may do.
    #[error("the user is beyond the caller's own authority")]
    Forbidden,
    /// There is no such user in this tenant.
    #[error("there is no such user")]
    NotFound,
    /// It is the caller's own account.
    #[error("nobody shuts themselves out")]
    OwnAccount,
    /// The account is in a state in which this cannot be done: pending, or closed.
    #[error("the account is in another state")]
    OtherState,
    /// It would leave the tenant without an active administrator.
    #[error("the last administrator keeps the account")]
    LastAdministrator,
    /// enroll cannot serve the call now.
    #[error(transparent)]
    Unavailable(#[from] Unavailable),
}
unavailable!(ManageLifecycleError);

impl From<LastAdministrator> for ManageLifecycleError {
    fn from(_refused: LastAdministrator) -> Self {
        Self::LastAdministrator
    }
}

/// What is done to an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum LifecycleChange {
    SignOut,
    Suspend,
    Reinstate,
    Close,
}

impl LifecycleChange {
    const fn needed(self) -> Needed {
        match self {
            Self::SignOut | Self::Suspend | Self::Reinstate => Needed::SuspendUsers,
            Self::Close => Needed::CloseUsers,
        }
    }

    const fn action(self) -> Action {
        match self {
            Self::SignOut => Action::SignedOutEverywhere,
            Self::Suspend => Action::Suspended,
            Self::Reinstate => Action::Reinstated,
            Self::Close => Action::Closed,
        }
    }

    /// Whether somebody may do it to themselves.
    const fn is_for_oneself(self) -> bool {
        match self {
            Self::SignOut => true,
            Self::Suspend | Self::Reinstate | Self::Close => false,
        }
    }
}

/// What was drawn for a change, and who takes it.
struct Taking {
    change: LifecycleChange,
    tenant: Arc<Tenant>,
    taker: Acting,
    provision: ProvisionDraft,
    mail: MailDraft,
    audit: AuditRecord,
}

impl Enrollment {
    /// Shuts a user out until they are reinstated: sessions and open links end, here and at the identity provider. Needs
    /// `user.suspend`, and all that the user may do. Doing it again changes nothing.
    ///
    /// # Errors
    /// [`ManageLifecycleError`].
    pub async fn suspend_user(&self, caller: &Caller, id: UserId) -> Result<UserView, ManageLifecycleError> {
        self.change_lifecycle(caller, id, LifecycleChange::Suspend).await
    }

    /// Lets a suspended user in again, with the password of before. Needs `user.suspend`, and all that the user may do then. Doing it
    /// again changes nothing.
    ///
    /// # Errors
    /// [`ManageLifecycleError`].
    pub async fn reinstate_user(&self, caller: &Caller, id: UserId) -> Result<UserView, ManageLifecycleError> {
        self.change_lifecycle(caller, id, LifecycleChange::Reinstate).await
    }

    /// Closes a user's account for good, whatever state it is in: password, profile and roles are gone, and the user at the identity
    /// provider. Needs `user.close`, and all that the user may do. Doing it again changes nothing.
    ///
    /// # Errors
    /// [`ManageLifecycleError`].
    pub async fn close_user(&self, caller: &Caller, id: UserId) -> Result<UserView, ManageLifecycleError> {
        self.change_lifecycle(caller, id, LifecycleChange::Close).await
    }

    /// Ends all sessions of a user, here and at the identity provider. Needs `user.suspend`, and all that the user may do.
    ///
    /// # Errors
    /// [`ManageLifecycleError`].
    pub async fn sign_out_user(&self, caller: &Caller, id: UserId) -> Result<UserView, ManageLifecycleError> {
        self.change_lifecycle(caller, id, LifecycleChange::SignOut).await
    }

    async fn change_lifecycle(
        &self,
        caller: &Caller,
        id: UserId,
        change: LifecycleChange,
    ) -> Result<UserView, ManageLifecycleError> {
        if !caller.may(change.needed()) {
            return Err(ManageLifecycleError::Forbidden);
        }
        if caller.user_id() == Some(id) && !change.is_for_oneself() {
            return Err(ManageLifecycleError::OwnAccount);
        }
        let (call, now) = (caller.call(), self.now());
        let tenant = self.tenant(call.tenant())?;
        let taking = Taking {
            change,
            taker: Acting::of(caller, &tenant),
            tenant,
            provision: self.draft_provision(call.tenant(), now)?,
            mail: self.draft_mail(call.tenant(), now)?,
            audit: self.audit(&call, now, caller.actor(), change.action())?.about(id),
        };
        let written = self
            .ports
            .store
            .atomically::<_, ManageLifecycleError>(move |tx| taking.take(tx, id));
        written.await
    }
}

impl Taking {
    fn take(&self, tx: &mut dyn Transaction, id: UserId) -> Result<UserView, Stop<ManageLifecycleError>> {
        let tenant = self.tenant.id;
        // Administrators who shut each other out at once must not all succeed.
        tx.lock_tenant(tenant)?;
        let seen = tx
            .user(tenant, id)?
            .ok_or(Stop::Because(ManageLifecycleError::NotFound))?;
        lock_user(tx, &seen)?;
        let user = tx
            .user(tenant, id)?
            .ok_or(Stop::Because(ManageLifecycleError::NotFound))?;
        if user.identifiers.email != seen.identifiers.email {
            return Err(StoreError::Busy.into());
        }
        let view = UserView::of(tx, user)?;
        let Holding { authority, roles } = self.taker.now(tx)?;
        if !authority.allows(self.change.needed()) || !authority.covers(&roles.authority_of(&view.roles)) {
            return Err(Stop::Because(ManageLifecycleError::Forbidden));
        }
        match self.change(tx, &view, self.audit.at)? {
            Moved::Yes => tx.record(&self.audit)?,
            Moved::Stale => {}
        }
        let after = UserView::read(tx, tenant, id)?;
        after.ok_or(Stop::Because(ManageLifecycleError::NotFound))
    }

    /// Changes the account and all that follows; `Stale` if it was so before.
    fn change(
        &self,
        tx: &mut dyn Transaction,
        view: &UserView,
        at: Timestamp,
    ) -> Result<Moved, Stop<ManageLifecycleError>> {
        let user = &view.user;
        match (self.change, &user.state) {
            (LifecycleChange::Suspend, State::Suspended { .. })
            | (LifecycleChange::Reinstate, State::Active { .. })
            | (LifecycleChange::Close, State::Closed { .. }) => return Ok(Moved::Stale),
            (LifecycleChange::Suspend | LifecycleChange::Reinstate, State::Pending { .. })
            | (
                LifecycleChange::SignOut | LifecycleChange::Suspend | LifecycleChange::Reinstate,
                State::Closed { .. },
            ) => {
                return Err(Stop::Because(ManageLifecycleError::OtherState));
            }
            (LifecycleChange::SignOut, State::Pending { .. } | State::Active { .. } | State::Suspended { .. }) => {
                tx.end_sessions(user.tenant, user.id, None, at)?;
                self.provision.want_signed_out(tx, user.id)?;
            }
            (LifecycleChange::Suspend, State::Active { .. }) => self.suspend(tx, view, at)?,
            (LifecycleChange::Reinstate, State::Suspended { .. }) => self.reinstate(tx, user, at)?,
            (LifecycleChange::Close, State::Pending { .. } | State::Active { .. } | State::Suspended { .. }) => {
                close(tx, view, &self.provision, &self.mail, at)?;
            }
        }
        Ok(Moved::Yes)
    }

    fn suspend(
        &self,
        tx: &mut dyn Transaction,
        view: &UserView,
        at: Timestamp,
    ) -> Result<(), Stop<ManageLifecycleError>> {
        let user = &view.user;
        moved(tx.suspend_user(user.tenant, user.id, at)?)?;
        keep_an_administrator(tx, view)?;
        end_what_went_before(tx, user, None, at)?;
        self.provision.want_signed_out(tx, user.id)?;
        Ok(self.mail.tell(tx, Notice::AccountSuspended, user)?)
    }

    fn reinstate(&self, tx: &mut dyn Transaction, user: &User, at: Timestamp) -> Result<(), StoreError> {
        moved(tx.reinstate_user(user.tenant, user.id, at)?)?;
        self.provision.want(tx, user.id)?;
        self.mail.tell(tx, Notice::AccountReinstated, user)
    }
}

/// Sees that a user was in the state that was read; else somebody was faster by a moment, and what is there by now is read.
pub(crate) const fn moved(moved: Moved) -> Result<(), StoreError> {
    match moved {
        Moved::Yes => Ok(()),
        Moved::Stale => Err(StoreError::Busy),
    }
}
