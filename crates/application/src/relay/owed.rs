//! Settlements that the store did not take: what was performed is remembered here until it can be noted, so that a store that
//! was away for a while, or whose disk was full, makes no mail go out twice.

use std::sync::{Mutex, MutexGuard, PoisonError};

use enroll_domain::Timestamp;
use enroll_repository::{Leased, Settlement};

/// The settlements that this process owes the store.
#[derive(Default)]
pub(super) struct Owed(Mutex<Vec<Debt>>);

/// One of them.
pub(super) struct Debt {
    pub(super) leased: Leased,
    pub(super) settlement: Settlement,
    /// When the lease ends.
    pub(super) until: Timestamp,
}

impl Owed {
    /// Keeps them.
    pub(super) fn add(&self, debts: impl IntoIterator<Item = Debt>) {
        self.lock().extend(debts);
    }

    /// Hands out all of them; whoever takes them adds again what cannot be settled.
    pub(super) fn take(&self) -> Vec<Debt> {
        std::mem::take(&mut self.lock())
    }

    /// How many there are.
    pub(super) fn count(&self) -> usize {
        self.lock().len()
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Debt>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
