//! How messages are settled: as they ended, or later where a store or another part was in the way.

use enroll_domain::Timestamp;
use enroll_repository::{Leased, Moved, Settlement, StoreError};

use super::backoff::next_try;
use super::owed::Debt;
use super::{LEASE, Performed, Relay, Step, Unsettled, causes};
use crate::Unavailable;

/// How many times a message is tried that meets a part out of order each time: by the back-off that is about a day, as long as
/// a mail server that is away is waited for.
const TRIED_AT_MOST: u32 = 32;

/// How many times a settlement is tried at once while the store is busy, which waits by itself each time.
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

    /// Settles a message, and notes in the step how it ended.
    pub(super) async fn settle_into(
        &self,
        step: &mut Step,
        leased: &Leased,
        settlement: &Settlement,
    ) -> Result<(), Unavailable> {
        self.settle(leased, settlement).await?;
        step.performed.push(Performed {
            id: leased.message.id,
            channel: leased.message.intent.channel(),
            settlement: settlement.clone(),
        });
        Ok(())
    }

    /// Keeps a settlement that the store did not take.
    pub(super) fn owe(&self, step: &mut Step, until: Timestamp, leased: Leased, settlement: Settlement, why: String) {
        step.unsettled.push(Unsettled {
            id: leased.message.id,
            channel: leased.message.intent.channel(),
            why,
        });
        self.owed.add([Debt {
            leased,
            settlement,
            until,
        }]);
    }

    /// Gives back what was claimed and not performed.
    pub(super) fn put_back(&self, until: Timestamp, claimed: impl Iterator<Item = Leased>) {
        let at = self.enrollment.now();
        self.owed.add(claimed.map(|leased| Debt {
            leased,
            settlement: Settlement::Postponed {
                at,
                why: "the store did not take the settlement of another".to_owned(),
            },
            until,
        }));
    }

    /// Tries again what the store did not take. Past the end of a lease it is the last time: somebody else may have the
    /// message by now, and then this changes nothing.
    pub(super) async fn settle_owed(&self, step: &mut Step) {
        for debt in self.owed.take() {
            let settled = self.settle_into(step, &debt.leased, &debt.settlement).await;
            if settled.is_err() && self.enrollment.now() < debt.until {
                self.owed.add([debt]);
            }
        }
    }

    /// Settles a message. A lease that ran out meanwhile makes this a no-op: whoever has it now settles it.
    async fn settle(&self, leased: &Leased, settlement: &Settlement) -> Result<(), Unavailable> {
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
                done => return Ok(done?),
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
