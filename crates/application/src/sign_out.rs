//! Sign out: the caller's session ends, and with it its refresh tokens.

use enroll_domain::audit::Action;
use enroll_repository::StoreError;

use crate::enrollment::Audited;
use crate::{Caller, Enrollment, Unavailable};

impl Enrollment {
    /// Ends the session that the caller's token is of. Its access tokens are refused by enroll from now on.
    ///
    /// # Errors
    /// [`Unavailable`].
    pub async fn sign_out(&self, caller: &Caller) -> Result<(), Unavailable> {
        let Some(session) = caller.session() else { return Ok(()) };
        let (call, now) = (caller.call(), self.now());
        let audit = self
            .audit(&call, now, caller.actor(), Action::SignedOut)?
            .about(session);
        let ended = self.ports.store.atomically::<(), StoreError>(move |tx| {
            let _ended_before = tx.end_session(call.tenant(), session, now)?;
            Ok(tx.record(&audit)?)
        });
        Ok(ended.await?)
    }
}
