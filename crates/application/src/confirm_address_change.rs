//! Confirm a change of address: the link that was mailed to the new address makes it the user's. What becomes theirs is the address
//! that the link was mailed to, whatever was asked for since.

use enroll_domain::Timestamp;
use enroll_domain::audit::{Action, Actor};
use enroll_domain::id::UserId;
use enroll_domain::proof::{Proof, ProofState, Purpose};
use enroll_domain::user::{State, User};
use enroll_repository::{Moved, Notice, Stop, StoreError, Transaction, Unique};

use crate::ask_address_change::{is_the_same, lock_addresses};
use crate::consequences::{end_attempts_for, end_what_went_before};
use crate::enrollment::Audited;
use crate::unavailable::unavailable;
use crate::{Call, Enrollment, LinkError, Unavailable, UserView};

/// Why the address was not changed.
#[derive(Debug, thiserror::Error)]
pub enum ConfirmAddressChangeError {
    /// The link is not accepted.
    #[error(transparent)]
    Link(#[from] LinkError),
    /// Somebody else has the address by now. Only whoever reads its mail is told.
    #[error("somebody else has the address by now")]
    Taken,
    /// enroll cannot serve the call now.
    #[error(transparent)]
    Unavailable(#[from] Unavailable),
}
unavailable!(ConfirmAddressChangeError);

impl Enrollment {
    /// Gives the user of a link the address that it was mailed to, proved, in the place of the one they have. All their sessions and
    /// other links end, and the address of before is told.
    ///
    /// # Errors
    /// [`ConfirmAddressChangeError`].
    pub async fn confirm_address_change(
        &self,
        call: &Call,
        token: &str,
    ) -> Result<UserView, ConfirmAddressChangeError> {
        let proof = self.proof_behind(call, token, Purpose::AddressChange).await?;
        let user = self.user_of(&proof).await?;
        let now = self.now();
        let provision = self.draft_provision(proof.tenant, now)?;
        let notice = self.draft_mail(proof.tenant, now)?;
        let audit = self
            .audit(
                &call.within(proof.tenant),
                now,
                Actor::User(user.id),
                Action::AddressChanged,
            )?
            .about(user.id);
        let written = self.ports.store.atomically::<_, ConfirmAddressChangeError>(move |tx| {
            let tenant = proof.tenant;
            lock_addresses(tx, tenant, user.identifiers.email.iter().chain([&proof.address]))?;
            let present = tx.user(tenant, user.id)?.filter(is_active);
            if let Some(why) = stands_in_the_way(tx, &proof, user.id, now)? {
                return Err(Stop::Because(why));
            }
            let present = present.ok_or(Stop::Because(LinkError::Expired.into()))?;
            if tx.use_proof(tenant, proof.id, now)? == Moved::Stale {
                return Err(Stop::Because(LinkError::Expired.into()));
            }
            match tx.change_email(tenant, user.id, &proof.address, now) {
                Ok(Moved::Yes) => {}
                Ok(Moved::Stale) => return Err(Stop::Because(LinkError::Expired.into())),
                Err(StoreError::Conflict(Unique::Email)) => {
                    return Err(Stop::Because(ConfirmAddressChangeError::Taken));
                }
                Err(error @ (StoreError::Conflict(_) | StoreError::Busy | StoreError::Broken(_))) => {
                    return Err(error.into());
                }
            }
            end_what_went_before(tx, &present, None, now)?;
            end_attempts_for(tx, tenant, &proof.address, now)?;
            if !is_the_same(&present, &proof.address) {
                notice.tell(tx, Notice::AddressChanged, &present)?;
            }
            provision.want_signed_out(tx, user.id)?;
            tx.record(&audit)?;
            Ok(UserView::read(tx, tenant, user.id)?)
        });
        written.await?.ok_or_else(|| LinkError::Expired.into())
    }
}

/// Why the link does not make the change, as far as that is known before it is used. Whoever claims an address ends the links to it,
/// so one that was ended may have been good until somebody else took the address; one whose time is over tells nothing.
fn stands_in_the_way(
    tx: &mut dyn Transaction,
    proof: &Proof,
    user: UserId,
    now: Timestamp,
) -> Result<Option<ConfirmAddressChangeError>, StoreError> {
    let spent = matches!(proof.state, ProofState::Used { .. });
    if spent || now >= proof.expires_at {
        return Ok(Some(LinkError::Expired.into()));
    }
    let holder = tx.user_by_email(proof.tenant, proof.address.key())?;
    let taken = holder.is_some_and(|holder| holder.id != user);
    Ok(taken.then_some(ConfirmAddressChangeError::Taken))
}

const fn is_active(user: &User) -> bool {
    match user.state {
        State::Active { .. } => true,
        State::Pending { .. } | State::Suspended { .. } | State::Closed { .. } => false,
    }
}
