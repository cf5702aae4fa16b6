//! Sign out: the caller's session ends, and with it its refresh tokens; or all their sessions do, wherever they are.

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

    /// Ends all sessions of the caller, the one that the token is of among them, here and at the identity provider.
    ///
    /// # Errors
    /// [`Unavailable`].
    pub async fn sign_out_everywhere(&self, caller: &Caller) -> Result<(), Unavailable> {
        let Some(user) = caller.user_id() else { return Ok(()) };
        let (call, now) = (caller.call(), self.now());
        let provision = self.draft_provision(call.tenant(), now)?;
        let audit = self
            .audit(&call, now, caller.actor(), Action::SignedOutEverywhere)?
            .about(user);
        let ended = self.ports.store.atomically::<(), StoreError>(move |tx| {
            tx.end_sessions(call.tenant(), user, None, now)?;
            provision.want_signed_out(tx, user)?;
            Ok(tx.record(&audit)?)
        });
        Ok(ended.await?)
    }
}
