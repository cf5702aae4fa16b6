//! How messages are settled: as they ended, or later where a store or another part was in the way.

use enroll_domain::Timestamp;
use enroll_repository::{Leased, Moved, Settlement, StoreError};

use super::backoff::next_try;
use super::claim::Known;
use super::owed::Debt;
use super::{LEASE, Relay, Step, Unsettled};
use crate::{Unavailable, causes};

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

    /// Settles a message, and notes in the step how it ended; or remembers that, if the store does not take it. Says whether it
    /// did.
    pub(super) async fn settle_or_owe(
        &self,
        step: &mut Step,
        until: Timestamp,
        leased: Leased,
        settlement: Settlement,
    ) -> bool {
        let mut run = 1;
        let settled = loop {
            match self.settle(&leased, &settlement).await {
                Err(StoreError::Busy) if run < SETTLED_AT_MOST => run += 1,
                settled => break settled,
            }
        };
        match settled {
            Ok(moved) => step.note(&leased, settlement, moved),
            Err(error) => {
                self.owe(
                    step,
                    Debt {
                        leased,
                        settlement,
                        until,
                    },
                    error,
                );
                return false;
            }
        }
        true
    }

    /// Settles a message that was claimed again while it was owed how it had ended: as it had, and it is not performed once more.
    pub(super) async fn settle_remembered(&self, step: &mut Step, leased: Leased, owed: Debt) {
        let debt = Debt { leased, ..owed };
        match self.settle(&debt.leased, &debt.settlement).await {
            Ok(moved) => {
                self.owed.remove(&debt);
                step.note(&debt.leased, debt.settlement, moved);
            }
            Err(error) => self.owe(step, debt, error),
        }
    }

    fn owe(&self, step: &mut Step, debt: Debt, error: StoreError) {
        step.unsettled.push(Unsettled {
            id: debt.leased.message.id,
            channel: debt.leased.message.intent.channel(),
            why: causes(&Unavailable::from(error)),
        });
        self.owed.add([debt]);
    }

    /// Gives back what was claimed and not performed. What was performed under an earlier lease is still owed as it ended.
    pub(super) fn put_back(&self, until: Timestamp, why: &str, claimed: impl Iterator<Item = (Leased, Known)>) {
        let at = self.enrollment.now();
        self.owed.add(claimed.map(|(leased, known)| match known {
            Known::Owed(owed) => Debt { leased, ..owed },
            Known::Nothing | Known::Granted(_) => Debt {
                leased,
                settlement: Settlement::Postponed {
                    at,
                    why: why.to_owned(),
                },
                until,
            },
        }));
    }

    /// Tries again what the store did not take, each once and until the first that it does not take now either: a store that is
    /// away or locked holds a step up for one wait, and one message that it always refuses comes after the others.
    pub(super) async fn settle_owed(&self, step: &mut Step) {
        while let Some(debt) = self.owed.first(self.enrollment.now()) {
            match self.settle(&debt.leased, &debt.settlement).await {
                Ok(moved) => {
                    self.owed.remove(&debt);
                    step.note(&debt.leased, debt.settlement, moved);
                }
                Err(_as_before) => return self.owed.move_back(&debt),
            }
        }
    }

    /// Settles a message. If another relay has it by now, this changes nothing: that one settles it.
    async fn settle(&self, leased: &Leased, settlement: &Settlement) -> Result<Moved, StoreError> {
        let at = self.enrollment.now();
        let (leased, settled) = (leased.clone(), settlement.clone());
        let done = self.enrollment.ports.store.atomically::<_, StoreError>(move |tx| {
            let moved = tx.settle(&leased, &settled, at)?;
            if moved == Moved::Yes && is_over(&settled) {
                let _noted_none = tx.forget_addressee(leased.message.tenant, leased.message.id)?;
            }
            Ok(moved)
        });
        done.await
    }
}

/// Whether nobody will need to know any more to whom a message goes. A dead one may be tried again.
const fn is_over(settlement: &Settlement) -> bool {
    match settlement {
        Settlement::Delivered | Settlement::Suppressed | Settlement::Moot => true,
        Settlement::Retry { .. } | Settlement::Postponed { .. } | Settlement::Dead { .. } => false,
    }
}
