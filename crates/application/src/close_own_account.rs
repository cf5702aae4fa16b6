//! Close one's own account, knowing the password.

use enroll_domain::audit::Action;
use enroll_domain::password::{Password, PasswordHash};
use enroll_domain::user::User;
use enroll_domain::{Gathered, Input, Rejection, Rejections, Rule};
use enroll_repository::Moved;

use crate::closing::{LastAdministrator, close};
use crate::consequences::lock_user;
use crate::enrollment::Audited;
use crate::present_password::{present, read_password};
use crate::unavailable::unavailable;
use crate::{Caller, Enrollment, Unavailable, UserView};

/// Why the account was not closed.
#[derive(Debug, thiserror::Error)]
pub enum CloseOwnAccountError {
    /// The password is wrong ([`Rule::Mismatch`]).
    #[error(transparent)]
    Rejected(#[from] Rejections),
    /// The caller has no password: it is the operator, or was shut out a moment ago.
    #[error("the caller has no password to close an account with")]
    Refused,
    /// It would leave the tenant without an active administrator.
    #[error("the last administrator keeps the account")]
    LastAdministrator,
    /// enroll cannot serve the call now.
    #[error(transparent)]
    Unavailable(#[from] Unavailable),
}
unavailable!(CloseOwnAccountError);

impl From<LastAdministrator> for CloseOwnAccountError {
    fn from(_refused: LastAdministrator) -> Self {
        Self::LastAdministrator
    }
}

impl Enrollment {
    /// Closes the caller's own account for good. What they are known by stays theirs for the tenant's cool-down, and is erased then.
    ///
    /// # Errors
    /// [`CloseOwnAccountError`].
    pub async fn close_own_account(&self, caller: &Caller, password: Option<&str>) -> Result<(), CloseOwnAccountError> {
        let password = Self::examine_closing(password)?;
        let mut user = caller
            .view()
            .map(|view| view.user.clone())
            .ok_or(CloseOwnAccountError::Refused)?;
        // As with a change of the password: what is there by then is looked at once more.
        for _ in 0..2 {
            let stored = present(&user).cloned().ok_or(CloseOwnAccountError::Refused)?;
            self.see_password::<CloseOwnAccountError>(Input::Password, &password, &stored)
                .await?;
            if self.put_closed(caller, &user, &stored).await? == Moved::Yes {
                return Ok(());
            }
            user = self.still(&user).await?.ok_or(CloseOwnAccountError::Refused)?;
        }
        Err(CloseOwnAccountError::Refused)
    }

    /// Reads what was given as the password, without asking whether it is right.
    ///
    /// # Errors
    /// What breaks a rule of it.
    pub fn examine_closing(password: Option<&str>) -> Result<Password, Rejections> {
        let mut gathered = Gathered::new();
        let password = read_password(&mut gathered, Input::Password, password);
        gathered.finish()?;
        password.ok_or_else(|| Rejection::new(Input::Password, Rule::Required).into())
    }

    /// Closes the account. `Stale` if the user is not any more what they were when the password was seen to be right.
    async fn put_closed(
        &self,
        caller: &Caller,
        user: &User,
        stored: &PasswordHash,
    ) -> Result<Moved, CloseOwnAccountError> {
        let (call, now) = (caller.call(), self.now());
        let provision = self.draft_provision(user.tenant, now)?;
        let mail = self.draft_mail(user.tenant, now)?;
        let audit = self.audit(&call, now, caller.actor(), Action::Closed)?.about(user.id);
        let (user, stored) = (user.clone(), stored.clone());
        let written = self.ports.store.atomically::<_, CloseOwnAccountError>(move |tx| {
            tx.lock_tenant(user.tenant)?;
            lock_user(tx, &user)?;
            let known = tx.user(user.tenant, user.id)?;
            let unchanged = known
                .filter(|known| present(known) == Some(&stored) && known.identifiers.email == user.identifiers.email);
            let Some(known) = unchanged else {
                return Ok(Moved::Stale);
            };
            let view = UserView::of(tx, known)?;
            close(tx, &view, &provision, &mail, now)?;
            tx.record(&audit)?;
            Ok(Moved::Yes)
        });
        written.await
    }
}
