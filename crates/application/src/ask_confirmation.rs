//! Ask confirmation: a user, or whoever may update users, asks for the mail whose link proves the user's address.

use enroll_domain::audit::Action;
use enroll_domain::id::UserId;
use enroll_domain::proof::{Landing, LandsWhen};
use enroll_domain::registration::examine_callback;
use enroll_domain::role::Needed;
use enroll_domain::user::{EmailProof, State, User};
use enroll_domain::{Gathered, Rejections};
use enroll_repository::{BudgetClass, Stop};

use crate::enrollment::Audited;
use crate::unavailable::unavailable;
use crate::{Caller, Enrollment, Unavailable};

/// Why no such mail is sent.
#[derive(Debug, thiserror::Error)]
pub enum AskConfirmationError {
    /// The place to go to is none of the tenant's.
    #[error(transparent)]
    Rejected(#[from] Rejections),
    /// The user is somebody else, and the caller lacks `user.update`.
    #[error("the caller may not ask this for others")]
    Forbidden,
    /// There is no such user in this tenant, or none who could use the link.
    #[error("there is no such user")]
    NotFound,
    /// The user has no address.
    #[error("the user has no address")]
    NoAddress,
    /// The address was proved before.
    #[error("the address was proved before")]
    ProvedBefore,
    /// enroll cannot serve the call now.
    #[error(transparent)]
    Unavailable(#[from] Unavailable),
}
unavailable!(AskConfirmationError);

impl Enrollment {
    /// Mails a user the link that proves their address. Without a place to go, or one to go to afterwards, it opens our own page.
    ///
    /// # Errors
    /// [`AskConfirmationError`].
    pub async fn ask_confirmation(
        &self,
        caller: &Caller,
        id: UserId,
        callback_url: Option<&str>,
        lands: LandsWhen,
    ) -> Result<(), AskConfirmationError> {
        if caller.user_id() != Some(id) && !caller.may(Needed::UpdateUsers) {
            return Err(AskConfirmationError::Forbidden);
        }
        let tenant = self.tenant(caller.tenant())?;
        let mut gathered = Gathered::new();
        let url = examine_callback(&mut gathered, &tenant.policy, callback_url);
        gathered.finish()?;
        let now = self.now();
        let landing = url.map(|url| Landing { url, when: lands });
        let link = self.draft_link(tenant.id, now)?.landing_at(landing);
        let audit = self.audit(&caller.call(), now, caller.actor(), Action::ActivationResent)?;
        let audit = audit.about(id);
        let tenant = tenant.id;
        let written = self.ports.store.atomically::<(), AskConfirmationError>(move |tx| {
            let known = tx.user(tenant, id)?;
            let user = known.ok_or(Stop::Because(AskConfirmationError::NotFound))?;
            unproved(&user).map_err(Stop::Because)?;
            link.mail_confirmation(tx, &user, BudgetClass::Registration)?;
            Ok(tx.record(&audit)?)
        });
        written.await
    }
}

/// Whether the user has an address that is not proved yet, and could prove it.
fn unproved(user: &User) -> Result<(), AskConfirmationError> {
    match (&user.state, &user.identifiers.email, user.identifiers.email_proof) {
        (State::Suspended { .. } | State::Closed { .. } | State::Pending { password: None }, _, _) => {
            Err(AskConfirmationError::NotFound)
        }
        (_, None, _) => Err(AskConfirmationError::NoAddress),
        (_, Some(_), EmailProof::Proved { .. }) => Err(AskConfirmationError::ProvedBefore),
        (_, Some(_), EmailProof::Unproved) => Ok(()),
    }
}
