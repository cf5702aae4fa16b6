//! Change one's own password, knowing the present one.

use enroll_domain::audit::Action;
use enroll_domain::password::{Password, PasswordHash};
use enroll_domain::user::{ChosenBy, User};
use enroll_domain::{Gathered, Input, Rejection, Rejections, Rule};
use enroll_repository::Moved;

use crate::consequences::{end_what_went_before, lock_user};
use crate::enrollment::Audited;
use crate::present_password::{present, read_password};
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
        self.see_current(&current, stored).await?;
        let salt = self.mint(self.now()).salt()?;
        let new = self.ports.hasher.hash(new, salt).await?;
        if self.put_changed(caller, &user, stored, &new).await? == Moved::Yes {
            return Ok(());
        }
        // A sign-in may have hashed the same password anew. If it is another password by now, this one is wrong.
        let by_now = self.still(&user).await?;
        let stored = by_now.as_ref().and_then(present).ok_or(ChangePasswordError::Refused)?;
        self.see_current(&current, stored).await?;
        match self.put_changed(caller, &user, stored, &new).await? {
            Moved::Yes => Ok(()),
            Moved::Stale => Err(ChangePasswordError::Refused),
        }
    }

    async fn see_current(&self, current: &Password, stored: &PasswordHash) -> Result<(), ChangePasswordError> {
        self.see_password(Input::CurrentPassword, current, stored).await
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
        let present = read_password(&mut gathered, Input::CurrentPassword, current);
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
