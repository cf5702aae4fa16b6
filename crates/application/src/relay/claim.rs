//! Claiming: what is due on a channel is leased and, in the same transaction, the first mail of it is granted, since it is
//! performed at once. Most claims are of one mail, for which that saves a transaction and the way to the store and back.

use std::sync::Arc;

use enroll_domain::Timestamp;
use enroll_repository::{Channel, Intent, Leased, Stop, StoreError, Transaction};

use super::mail::{Granted, Ungranted, judge};
use super::owed::{Debt, Owed};
use super::{BATCH, Relay};
use crate::{Enrollment, Unavailable};

/// What was claimed.
pub(super) struct Claimed {
    /// The messages in the order in which they are performed.
    pub(super) batch: Vec<(Leased, Known)>,
    /// When the next message of the channel may be claimed, those of the batch among them: until then a lane may rest.
    pub(super) due: Option<Timestamp>,
}

/// What is known of a message that was claimed.
pub(super) enum Known {
    /// Nothing yet.
    Nothing,
    /// How it is to be settled, from an earlier lease.
    Owed(Debt),
    /// Whether it is to be sent.
    Granted(Granted),
}

/// Why nothing was claimed.
enum Unclaimed {
    Store(StoreError),
    /// What the first mail is about could not be read, or somebody has the address whose budget it spends.
    Ungranted,
}

impl From<StoreError> for Unclaimed {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

/// Whether the first mail is granted with the claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum First {
    Granted,
    Later,
}

impl Relay {
    /// Claims a batch.
    pub(super) async fn claim(
        &self,
        channel: Channel,
        now: Timestamp,
        until: Timestamp,
    ) -> Result<Claimed, Unavailable> {
        let claimed = match self.claim_with(channel, now, until, First::Granted).await {
            // That is seen when the mail is performed, and must not hold up all others.
            Err(Unclaimed::Ungranted) => self.claim_with(channel, now, until, First::Later).await,
            claimed => claimed,
        };
        claimed.map_err(|unclaimed| match unclaimed {
            Unclaimed::Store(error) => error.into(),
            Unclaimed::Ungranted => StoreError::broken("nothing was to be read").into(),
        })
    }

    async fn claim_with(
        &self,
        channel: Channel,
        now: Timestamp,
        until: Timestamp,
        first: First,
    ) -> Result<Claimed, Unclaimed> {
        let (owed, enrollment) = (Arc::clone(&self.owed), self.enrollment.clone());
        let claimed = self.enrollment.ports.store.atomically(move |tx| {
            let leased = tx.claim(channel, now, until, BATCH)?;
            let due = tx.next_due(channel)?;
            // Inside the transaction, which whoever settles one of them at this very moment has to wait for: until then it is owed.
            let mut batch: Vec<_> = leased.into_iter().map(|leased| known(&owed, leased)).collect();
            if let (First::Granted, Some((leased, known))) = (first, batch.first_mut()) {
                grant(&enrollment, tx, leased, known, now)?;
            }
            Ok(Claimed { batch, due })
        });
        claimed.await
    }
}

fn known(owed: &Owed, leased: Leased) -> (Leased, Known) {
    let debt = owed.of(&leased);
    (leased, debt.map_or(Known::Nothing, Known::Owed))
}

/// Grants a mail whose tenant this process knows.
fn grant(
    enrollment: &Enrollment,
    tx: &mut dyn Transaction,
    leased: &Leased,
    known: &mut Known,
    now: Timestamp,
) -> Result<(), Stop<Unclaimed>> {
    if let (Known::Nothing, Intent::Mail(mail)) = (&known, leased.message.intent)
        && let Ok(tenant) = enrollment.tenant(leased.message.tenant)
    {
        let granted = judge(tx, leased, mail, tenant.policy.mail_budget, now).map_err(|stop| match stop {
            Stop::Store(_) | Stop::Because(Ungranted::Store(_) | Ungranted::TakenOver) => {
                Stop::Because(Unclaimed::Ungranted)
            }
        });
        *known = Known::Granted(granted?);
    }
    Ok(())
}
