//! Update a profile: one's own, or as an administrator somebody else's.

use enroll_domain::audit::Action;
use enroll_domain::id::UserId;
use enroll_domain::profile::{Field, ProfileChanges};
use enroll_domain::registration::Policy;
use enroll_domain::role::Needed;
use enroll_domain::{Gathered, Input, Rejections};
use enroll_repository::{Moved, Stop};

use crate::consequences::lock_user;
use crate::enrollment::Audited;
use crate::unavailable::unavailable;
use crate::{Caller, Enrollment, Unavailable, UserView};

/// Why no profile was changed.
#[derive(Debug, thiserror::Error)]
pub enum UpdateProfileError {
    /// The changes break rules.
    #[error(transparent)]
    Rejected(#[from] Rejections),
    /// The caller lacks `user.update`.
    #[error("the caller may not change users")]
    Forbidden,
    /// There is no such user in this tenant, or the account is closed.
    #[error("there is no such user")]
    NotFound,
    /// enroll cannot serve the call now.
    #[error(transparent)]
    Unavailable(#[from] Unavailable),
}
unavailable!(UpdateProfileError);

impl Enrollment {
    /// Changes the caller's own profile: each field is set to a text, or removed by `None`.
    ///
    /// # Errors
    /// [`UpdateProfileError`].
    pub async fn update_own_profile(
        &self,
        caller: &Caller,
        changes: &[(Field, Option<String>)],
    ) -> Result<UserView, UpdateProfileError> {
        let id = caller.user_id().ok_or(UpdateProfileError::NotFound)?;
        self.change_profile(caller, id, changes).await
    }

    /// Changes the profile of a user. Needs `user.update`.
    ///
    /// # Errors
    /// [`UpdateProfileError`].
    pub async fn update_profile(
        &self,
        caller: &Caller,
        id: UserId,
        changes: &[(Field, Option<String>)],
    ) -> Result<UserView, UpdateProfileError> {
        if !caller.may(Needed::UpdateUsers) {
            return Err(UpdateProfileError::Forbidden);
        }
        self.change_profile(caller, id, changes).await
    }

    async fn change_profile(
        &self,
        caller: &Caller,
        id: UserId,
        changes: &[(Field, Option<String>)],
    ) -> Result<UserView, UpdateProfileError> {
        let changes = Self::read_changes(&self.tenant(caller.tenant())?.policy, changes)?;
        let (call, now) = (caller.call(), self.now());
        let audit = self
            .audit(&call, now, caller.actor(), Action::ProfileChanged)?
            .about(id);
        let provision = self.draft_provision(call.tenant(), now)?;
        let written = self.ports.store.atomically::<_, UpdateProfileError>(move |tx| {
            let known = tx
                .user(call.tenant(), id)?
                .ok_or(Stop::Because(UpdateProfileError::NotFound))?;
            // Two changes of different fields at once must both stay: read again under the lock.
            lock_user(tx, &known)?;
            let user = tx
                .user(call.tenant(), id)?
                .ok_or(Stop::Because(UpdateProfileError::NotFound))?;
            let merged = user.profile.merged(&changes);
            if tx.set_profile(call.tenant(), id, &merged)? == Moved::Stale {
                return Err(Stop::Because(UpdateProfileError::NotFound));
            }
            provision.want(tx, id)?;
            tx.record(&audit)?;
            Ok(UserView::read(tx, call.tenant(), id)?)
        });
        written.await?.ok_or(UpdateProfileError::NotFound)
    }

    /// Reads changes, and what breaks a rule of them.
    pub(crate) fn read_changes(
        policy: &Policy,
        changes: &[(Field, Option<String>)],
    ) -> Result<ProfileChanges, Rejections> {
        let mut gathered = Gathered::new();
        let read = ProfileChanges::read(changes, &mut gathered);
        for (field, value) in changes {
            let given = value.as_deref().is_some_and(|text| !text.trim().is_empty());
            let asked = policy.policy_of(*field);
            let too_long = value.as_deref().and_then(|text| asked.broken_by(text.trim()));
            if let Some(rule) = asked.presence.broken_by(given).or(too_long) {
                gathered.reject(Input::Profile(*field), rule);
            }
        }
        gathered.finish()?;
        Ok(read)
    }
}
