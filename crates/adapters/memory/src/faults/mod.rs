//! Faults on call: the n-th call of all ports together fails. What a fault means for each port stands in `ports.rs`, for the
//! calls within a transaction in `transaction.rs`.

mod ports;
mod transaction;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Counts the calls of every port that it is laid over, and makes one of them fail.
///
/// A test runs a whole journey once for each call of it, until the fault is no longer met:
///
/// ```
/// # use std::sync::Arc;
/// # use enroll_memory::{Faults, MemoryStore, SeededEntropy, When};
/// # use enroll_repository::UnitOfWork;
/// # use enroll_system::Entropy;
/// # fn journey(_: Arc<dyn UnitOfWork>, entropy: Arc<dyn Entropy>) { let _met_or_not = entropy.fill(&mut [0; 4]); }
/// for n in 1.. {
///     let faults = Faults::at(n, When::After);
///     let store = Arc::new(MemoryStore::new());
///     journey(faults.over(Arc::clone(&store)), faults.over(Arc::new(SeededEntropy::new(1))));
///     // Here the store must hold all of it or nothing.
///     if !faults.tripped() {
///         break;
///     }
/// }
/// ```
///
/// Calls that cannot fail, such as asking for public keys, do not count. In a unit of work the run counts as one call, and
/// each method that is called within it as one more.
#[derive(Debug, Clone)]
pub struct Faults(Arc<State>);

#[derive(Debug)]
struct State {
    calls: AtomicUsize,
    fails: Option<(usize, When)>,
}

/// On which side of its effect a call fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// Nothing happens, and the answer is an error.
    Before,
    /// All of it happens, and the answer is an error.
    After,
}

impl Faults {
    /// Counts, and lets every call through.
    #[must_use]
    pub fn none() -> Self {
        Self(Arc::new(State {
            calls: AtomicUsize::new(0),
            fails: None,
        }))
    }

    /// Makes call number `n` fail; the first is number 1. The calls before and after it go through.
    #[must_use]
    pub fn at(n: usize, when: When) -> Self {
        Self(Arc::new(State {
            calls: AtomicUsize::new(0),
            fails: Some((n, when)),
        }))
    }

    /// How many calls there were.
    #[must_use]
    pub fn calls(&self) -> usize {
        self.0.calls.load(Ordering::SeqCst)
    }

    /// Whether there were so many calls that one failed.
    #[must_use]
    pub fn tripped(&self) -> bool {
        self.0.fails.is_some_and(|(n, _)| (1..=self.calls()).contains(&n))
    }

    /// This port, with these faults.
    #[must_use]
    pub fn over<P: ?Sized>(&self, port: Arc<P>) -> Arc<Faulty<P>> {
        Arc::new(Faulty {
            faults: self.clone(),
            port,
        })
    }

    /// Counts one call, and says whether and how it fails.
    fn next(&self) -> Option<When> {
        let number = self.0.calls.fetch_add(1, Ordering::SeqCst).saturating_add(1);
        self.0.fails.and_then(|(n, when)| (n == number).then_some(when))
    }

    fn call<T, E>(&self, call: impl FnOnce() -> Result<T, E>, fault: impl FnOnce() -> E) -> Result<T, E> {
        match self.next() {
            None => call(),
            Some(When::Before) => Err(fault()),
            Some(When::After) => call().and_then(|_| Err(fault())),
        }
    }

    async fn await_call<T, E>(
        &self,
        call: impl Future<Output = Result<T, E>>,
        fault: impl FnOnce() -> E,
    ) -> Result<T, E> {
        match self.next() {
            None => call.await,
            Some(When::Before) => Err(fault()),
            Some(When::After) => call.await.and_then(|_| Err(fault())),
        }
    }
}

/// A port of which one call may fail.
#[derive(Debug)]
pub struct Faulty<P: ?Sized> {
    faults: Faults,
    port: Arc<P>,
}

/// What every fault is made of.
#[derive(Debug, Clone, Copy, thiserror::Error)]
#[error("this call was told to fail")]
struct ToldToFail;
