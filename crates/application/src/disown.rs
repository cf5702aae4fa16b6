//! Disown: the owner of an address says that a registration was not theirs.

use enroll_domain::audit::{Action, Actor};
use enroll_domain::proof::Purpose;
use enroll_repository::{Moved, Stop};

use crate::consequences::end_attempts_for;
use crate::{Call, Enrollment, LinkError};

/// Why nothing was disowned.
pub type DisownError = LinkError;

impl Enrollment {
    /// Ends every registration attempt for the address that an activation link was mailed to, and every open link to it.
    ///
    /// # Errors
    /// [`LinkError`].
    pub async fn disown(&self, call: &Call, token: &str) -> Result<(), DisownError> {
        let proof = self.good_link(call, token, Purpose::Activation).await?;
        let now = self.now();
        let audit = self.audit(&call.within(proof.tenant), now, Actor::Anybody, Action::Disowned)?;
        let done = self.ports.store.atomically::<(), LinkError>(move |tx| {
            tx.lock_address(proof.tenant, proof.address.key())?;
            // Whatever was read before, only a link that is still good says so.
            if tx.use_proof(proof.tenant, proof.id, now)? == Moved::Stale {
                return Err(Stop::Because(LinkError::Expired));
            }
            end_attempts_for(tx, proof.tenant, &proof.address, now)?;
            Ok(tx.record(&audit)?)
        });
        done.await
    }
}
