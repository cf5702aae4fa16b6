//! Complete a password reset: a link from the mail sets a new password, and ends everything that went before.

use enroll_domain::audit::{Action, Actor};
use enroll_domain::id::{TenantId, UserId};
use enroll_domain::password::PasswordHash;
use enroll_domain::proof::{Proof, Purpose};
use enroll_domain::user::{ChosenBy, State};
use enroll_domain::{Input, Rejections, Timestamp};
use enroll_repository::{Moved, Stop, StoreError, Transaction};

use crate::consequences::{end_what_went_before, lock_user};
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
    /// Sets the password of the user of a link, who is active from now on if they had not confirmed their address yet: whoever chose
    /// the password at registration need not be who reads its mail. All their sessions and other links end, and their address is
    /// proved.
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
        self.reset_with(call, proof, password).await
    }

    /// The same, once it is known which link was used, and that it is good.
    pub(crate) async fn reset_with(
        &self,
        call: &Call,
        proof: Proof,
        password: &str,
    ) -> Result<(), CompletePasswordResetError> {
        let user = self.user_of(&proof).await?;
        match user.state {
            State::Active { .. } | State::Pending { password: Some(_) } => {}
            State::Pending { password: None } | State::Suspended { .. } | State::Closed { .. } => {
                return Err(LinkError::Expired.into());
            }
        }
        let policy = &self.tenant(user.tenant)?.policy;
        let password = self.examine_password(policy, Input::Password, password, &user.context_words())?;
        let salt = self.mint(self.now()).salt()?;
        let password = self.ports.hasher.hash(password, salt).await?;
        let now = self.now();
        let provision = self.draft_provision(user.tenant, now)?;
        let audit = self
            .audit(
                &call.within(user.tenant),
                now,
                Actor::User(user.id),
                Action::ResetCompleted,
            )?
            .about(user.id);
        let written = self.ports.store.atomically::<_, CompletePasswordResetError>(move |tx| {
            lock_user(tx, &user)?;
            let used = tx.use_proof(user.tenant, proof.id, now)?;
            let replaced = put_password(tx, user.tenant, user.id, &password, now)?;
            if (used, replaced) != (Moved::Yes, Moved::Yes) {
                return Err(Stop::Because(LinkError::Expired.into()));
            }
            let _proved_before = tx.prove_email(user.tenant, user.id, now)?;
            end_what_went_before(tx, &user, None, now)?;
            provision.want_signed_out(tx, user.id)?;
            tx.record(&audit)?;
            Ok(())
        });
        written.await
    }
}

/// Sets the password of a user who has one, whatever it is: whoever asks has proved themselves in another way. Somebody who had not
/// confirmed their address is active from now on. `Stale` for a user in any other state. A sign-in that hashes the present password anew meanwhile is no reason to give up.
fn put_password(
    tx: &mut dyn Transaction,
    tenant: TenantId,
    user: UserId,
    password: &PasswordHash,
    at: Timestamp,
) -> Result<Moved, StoreError> {
    let replaced = match tx.user(tenant, user)?.map(|user| user.state) {
        Some(State::Active { password: present, .. }) => tx.replace_password(tenant, user, &present, password)?,
        Some(State::Pending { password: Some(_) }) => tx.activate_user(tenant, user, Some(password), at)?,
        Some(State::Pending { password: None } | State::Suspended { .. } | State::Closed { .. }) | None => {
            return Ok(Moved::Stale);
        }
    };
    match replaced {
        Moved::Yes => {
            let _noted_before = tx.note_chosen_by(tenant, user, ChosenBy::Owner)?;
            Ok(Moved::Yes)
        }
        // Somebody was faster by a moment: run again, and read what is there by then.
        Moved::Stale => Err(StoreError::Busy),
    }
}
