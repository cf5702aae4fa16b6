//! How messages are settled: as they ended, or later where a store or another part was in the way.

use enroll_repository::{Leased, Moved, Settlement, StoreError};

use super::backoff::next_try;
use super::{LEASE, Relay, causes};
use crate::Unavailable;

/// How many times a message is tried that meets a part out of order each time: by the back-off that is about a day, as long as
/// a mail server that is away is waited for.
const TRIED_AT_MOST: u32 = 32;

/// How many times a settlement is tried while the store is busy, which waits by itself each time. What is not settled goes out
/// again when its lease ends.
const SETTLED_AT_MOST: u32 = 8;

impl Relay {
    /// How a message is settled that met an error of a store or of another part: later, so that it holds nobody up, and for so
    /// many times. A part that is busy is not the message's fault, and never the last word on it.
    pub(super) fn put_off(&self, leased: &Leased, error: &Unavailable) -> Settlement {
        let (now, tries, why) = (self.enrollment.now(), leased.tries.saturating_add(1), causes(error));
        let given_up = match error {
            Unavailable::Busy { .. } => false,
            Unavailable::Broken(_) => tries >= TRIED_AT_MOST,
        };
        if given_up {
            return Settlement::Dead { why };
        }
        let at = next_try(now, tries, self.enrollment.ports.entropy.as_ref());
        Settlement::Retry {
            at: at.unwrap_or_else(|_no_chance| now.plus(LEASE)),
            why,
        }
    }

    /// Settles a message. A lease that ran out meanwhile makes this a no-op: whoever has it now settles it.
    pub(super) async fn settle(&self, leased: &Leased, settlement: Settlement) -> Result<Settlement, Unavailable> {
        let at = self.enrollment.now();
        let store = &self.enrollment.ports.store;
        let mut run = 1;
        loop {
            let (leased, settled) = (leased.clone(), settlement.clone());
            let done = store.atomically::<(), StoreError>(move |tx| {
                let moved = tx.settle(&leased, &settled, at)?;
                if moved == Moved::Yes && is_over(&settled) {
                    let _noted_none = tx.forget_addressee(leased.message.tenant, leased.message.id)?;
                }
                Ok(())
            });
            match done.await {
                Err(StoreError::Busy) if run < SETTLED_AT_MOST => run += 1,
                done => return Ok(done.map(|()| settlement)?),
            }
        }
    }
}

/// Whether nobody will need to know any more to whom a message goes. A dead one may be tried again.
const fn is_over(settlement: &Settlement) -> bool {
    match settlement {
        Settlement::Delivered | Settlement::Suppressed | Settlement::Moot => true,
        Settlement::Retry { .. } | Settlement::Postponed { .. } | Settlement::Dead { .. } => false,
    }
}
