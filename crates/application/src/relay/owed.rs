//! Settlements that the store did not take: what was performed is remembered here until it is noted, so that a store that was
//! away, or whose disk was full, makes no mail go out twice, however long that lasts.

use std::sync::{Mutex, MutexGuard, PoisonError};

use enroll_domain::Timestamp;
use enroll_repository::{Leased, Settlement};

use super::LEASE;

/// The settlements that this process owes the store, at most one for each message. None leaves before the store has answered,
/// so that every lane sees those that another one is about.
#[derive(Default)]
pub(super) struct Owed(Mutex<Vec<Debt>>);

/// One of them.
#[derive(Clone)]
pub(super) struct Debt {
    pub(super) leased: Leased,
    pub(super) settlement: Settlement,
    /// When the lease ends under which it was performed. Until then nothing else is claimed; then others go out again, for the
    /// store may be well and refuse this one alone.
    pub(super) until: Timestamp,
}

impl Debt {
    /// Whether it says how something ended. What was only put off may be claimed like any other when its lease is over.
    const fn tells(&self) -> bool {
        !matches!(self.settlement, Settlement::Postponed { .. })
    }

    fn is_about(&self, leased: &Leased) -> bool {
        (self.leased.message.tenant, self.leased.message.id) == (leased.message.tenant, leased.message.id)
    }
}

impl Owed {
    /// Keeps them, in the place of those of earlier leases.
    pub(super) fn add(&self, debts: impl IntoIterator<Item = Debt>) {
        let mut owed = self.lock();
        for debt in debts {
            owed.retain(|other| !other.is_about(&debt.leased));
            owed.push(debt);
        }
    }

    /// The one that was not tried for longest. It stays.
    pub(super) fn first(&self, now: Timestamp) -> Option<Debt> {
        let mut owed = self.lock();
        owed.retain(|debt| debt.tells() || now < debt.until);
        owed.first().cloned()
    }

    /// Lets the others go before one that was tried in vain.
    pub(super) fn move_back(&self, debt: &Debt) {
        let mut owed = self.lock();
        if let Some(place) = owed.iter().position(|other| other.leased == debt.leased) {
            let debt = owed.remove(place);
            owed.push(debt);
        }
    }

    /// Forgets one that the store has answered, and what was owed from earlier leases.
    pub(super) fn remove(&self, debt: &Debt) {
        let leased = &debt.leased;
        self.lock()
            .retain(|other| !other.is_about(leased) || other.leased.fence > leased.fence);
    }

    /// What is known of a message from an earlier lease.
    pub(super) fn of(&self, leased: &Leased) -> Option<Debt> {
        let owed = self.lock();
        owed.iter().find(|debt| debt.tells() && debt.is_about(leased)).cloned()
    }

    /// Whether nothing may be claimed now: what went out could not be noted either.
    pub(super) fn hold(&self, now: Timestamp) -> bool {
        // One that ends later than any lease can was begun before the clock was set back.
        let lasts = |debt: &Debt| now < debt.until && debt.until <= now.plus(LEASE);
        self.lock().iter().any(lasts)
    }

    /// How many there are.
    pub(super) fn count(&self) -> usize {
        self.lock().len()
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Debt>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
