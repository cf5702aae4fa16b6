//! Change one's own password, knowing the present one.

use enroll_credentials::Verification;
use enroll_domain::audit::Action;
use enroll_domain::password::{Password, PasswordHash};
use enroll_domain::user::{ChosenBy, State, User};
use enroll_domain::{Gathered, Input, Rejection, Rejections, Rule};
use enroll_repository::Moved;

use crate::consequences::{end_what_went_before, lock_user};
use crate::enrollment::Audited;
use crate::unavailable::unavailable;
use crate::{Caller, Enrollment, Unavailable};

/// Why the password was not changed.
#[derive(Debug, thiserror::Error)]
pub enum ChangePasswordError {
    /// The present password is wrong ([`Rule::Mismatch`]), or the new one breaks rules.
    #[error(transparent)]
    Rejected(#[from] Rejections),
    /// The caller has no password: it is the operator, or was shut out a moment ago.
    #[error("the caller has no password to change")]
    Refused,
    /// enroll cannot serve the call now.
    #[error(transparent)]
    Unavailable(#[from] Unavailable),
}
unavailable!(ChangePasswordError);

impl Enrollment {
    /// Sets the caller's password. All their other sessions, and all open links of theirs, end.
    ///
    /// # Errors
    /// [`ChangePasswordError`].
    pub async fn change_password(
        &self,
        caller: &Caller,
        current: Option<&str>,
        new: Option<&str>,
    ) -> Result<(), ChangePasswordError> {
        let user = caller
            .view()
            .map(|view| view.user.clone())
            .ok_or(ChangePasswordError::Refused)?;
        let (current, new) = self.examine_both(&user, current, new)?;
        let stored = present(&user).ok_or(ChangePasswordError::Refused)?;
        self.compare(&current, &stored).await?;
        let salt = self.mint(self.now()).salt()?;
        let new = self.ports.hasher.hash(new, salt).await?;
        if self.put_changed(caller, &user, &stored, &new).await? == Moved::Yes {
            return Ok(());
        }
        // A sign-in may have hashed the same password anew. If it is another password by now, this one is wrong.
        let (tenant, id) = (user.tenant, user.id);
        let now_there = self.ports.store.view(move |queries| queries.user(tenant, id)).await?;
        let stored = now_there
            .as_ref()
            .and_then(present)
            .ok_or(ChangePasswordError::Refused)?;
        self.compare(&current, &stored).await?;
        match self.put_changed(caller, &user, &stored, &new).await? {
            Moved::Yes => Ok(()),
            Moved::Stale => Err(ChangePasswordError::Refused),
        }
    }

    /// Sees that a text is the present password.
    async fn compare(&self, current: &Password, stored: &PasswordHash) -> Result<(), ChangePasswordError> {
        match self.ports.hasher.verify(current.clone(), stored.clone()).await? {
            Verification::Match(_) => Ok(()),
            Verification::Mismatch => {
                Err(Rejections::from(Rejection::new(Input::CurrentPassword, Rule::Mismatch)).into())
            }
        }
    }

    /// Writes the change, and all that ends with it. `Stale` if `stored` is not the present hash any more.
    async fn put_changed(
        &self,
        caller: &Caller,
        user: &User,
        stored: &PasswordHash,
        new: &PasswordHash,
    ) -> Result<Moved, ChangePasswordError> {
        let (call, now) = (caller.call(), self.now());
        let provision = self.draft_provision(call.tenant(), now)?;
        let audit = self
            .audit(&call, now, caller.actor(), Action::PasswordChanged)?
            .about(user.id);
        let session = caller.session();
        let (user, stored, new) = (user.clone(), stored.clone(), new.clone());
        let written = self.ports.store.atomically::<_, ChangePasswordError>(move |tx| {
            lock_user(tx, &user)?;
            // Whoever has another address by now is locked by that one, and their sessions have ended.
            let known = tx.user(user.tenant, user.id)?;
            if known.is_none_or(|known| known.identifiers.email != user.identifiers.email) {
                return Ok(Moved::Stale);
            }
            if tx.replace_password(user.tenant, user.id, &stored, &new)? == Moved::Stale {
                return Ok(Moved::Stale);
            }
            let _noted_before = tx.note_chosen_by(user.tenant, user.id, ChosenBy::Owner)?;
            end_what_went_before(tx, &user, session, now)?;
            provision.want_signed_out(tx, user.id)?;
            tx.record(&audit)?;
            Ok(Moved::Yes)
        });
        written.await
    }

    fn examine_both(
        &self,
        user: &User,
        current: Option<&str>,
        new: Option<&str>,
    ) -> Result<(Password, Password), ChangePasswordError> {
        let policy = &self.tenant(user.tenant)?.policy;
        let mut gathered = Gathered::new();
        let present = current
            .filter(|text| !text.is_empty())
            .ok_or(Rule::Required)
            .and_then(Password::parse);
        let present = gathered.take(Input::CurrentPassword, present);
        let chosen = self.examine_password(
            policy,
            Input::NewPassword,
            new.unwrap_or_default(),
            &user.context_words(),
        );
        let chosen = chosen.map_err(|rejections| gathered.add(Err(rejections))).ok();
        gathered.finish()?;
        match (present, chosen) {
            (Some(present), Some(chosen)) => Ok((present, chosen)),
            (None, _) => Err(Rejections::from(Rejection::new(Input::CurrentPassword, Rule::Required)).into()),
            (_, None) => Err(Rejections::from(Rejection::new(Input::NewPassword, Rule::Required)).into()),
        }
    }
}

fn present(user: &User) -> Option<PasswordHash> {
    match &user.state {
        State::Active { password, .. } => Some(password.clone()),
        State::Pending { .. } | State::Suspended { .. } | State::Closed { .. } => None,
    }
}
