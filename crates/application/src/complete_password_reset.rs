//! Complete a password reset: a link from the mail sets a new password, and ends everything that went before.

use enroll_domain::audit::{Action, Actor};
use enroll_domain::proof::Purpose;
use enroll_domain::user::State;
use enroll_domain::{Input, Rejections};
use enroll_repository::{Moved, Stop};

use crate::consequences::{end_what_went_before, put_password};
use crate::enrollment::Audited;
use crate::unavailable::unavailable;
use crate::{Call, Enrollment, LinkError, Unavailable};

/// Why no new password was set.
#[derive(Debug, thiserror::Error)]
pub enum CompletePasswordResetError {
    /// The password breaks rules.
    #[error(transparent)]
    Rejected(#[from] Rejections),
    /// The link is not accepted.
    #[error(transparent)]
    Link(#[from] LinkError),
    /// enroll cannot serve the call now.
    #[error(transparent)]
    Unavailable(#[from] Unavailable),
}
unavailable!(CompletePasswordResetError);

impl Enrollment {
    /// Sets the password of the active user of a link. All their sessions and other links end, and their address is proved.
    ///
    /// # Errors
    /// [`CompletePasswordResetError`].
    pub async fn complete_password_reset(
        &self,
        call: &Call,
        token: &str,
        password: &str,
    ) -> Result<(), CompletePasswordResetError> {
        let proof = self.good_link(call, token, Purpose::PasswordReset).await?;
        let user = self.user_of(&proof).await?;
        let State::Active { .. } = user.state else {
            return Err(LinkError::Expired.into());
        };
        let password = self.examine_password(Input::Password, password, &user.context_words())?;
        let salt = self.mint(self.now()).salt()?;
        let password = self.ports.hasher.hash(password, salt).await?;
        let now = self.now();
        let provision = self.draft_provision(user.tenant, now)?;
        let audit = self
            .audit(call, now, Actor::User(user.id), Action::ResetCompleted)?
            .about(user.id);
        let written = self.ports.store.atomically::<_, CompletePasswordResetError>(move |tx| {
            tx.lock_address(user.tenant, user.identifiers.email.key())?;
            let used = tx.use_proof(user.tenant, proof.id, now)?;
            let replaced = put_password(tx, user.tenant, user.id, &password)?;
            if (used, replaced) != (Moved::Yes, Moved::Yes) {
                return Err(Stop::Because(LinkError::Expired.into()));
            }
            let _proved_before = tx.prove_email(user.tenant, user.id, now)?;
            end_what_went_before(tx, &user, None, now)?;
            provision.want(tx, user.id)?;
            tx.record(&audit)?;
            Ok(())
        });
        written.await
    }
}
