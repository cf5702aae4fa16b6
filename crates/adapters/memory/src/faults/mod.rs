//! Faults on call: the n-th call of all ports together fails. What a fault means for each port stands in `ports.rs`, for the
//! calls within a transaction in `transaction.rs`.

mod odds;
mod ports;
mod transaction;
mod waits;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use odds::{Delay, Odds};
pub use odds::{Mishap, Port};
pub use waits::{Turn, Wait, Waits};

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
///
/// [`Faults::seeded`] makes calls fail by chance instead, and lets others go first at each of them.
#[derive(Debug, Clone)]
pub struct Faults(Arc<State>);

#[derive(Debug)]
struct State {
    calls: AtomicUsize,
    plan: Plan,
}

#[derive(Debug)]
enum Plan {
    Never,
    Once(usize, When),
    ByChance(Odds),
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
        Self::planned(Plan::Never)
    }

    /// Makes call number `n` fail; the first is number 1. The calls before and after it go through.
    #[must_use]
    pub fn at(n: usize, when: When) -> Self {
        Self::planned(Plan::Once(n, when))
    }

    /// Makes calls fail by a chance that follows from `seed`, once [`Faults::set`] has said how often; and makes every call that is
    /// awaited give way twice, before its effect and before its answer, so that whoever polls decides who goes on, and whoever
    /// drops the future there has seen a crash. Slow calls wait in `waits`.
    #[must_use]
    pub fn seeded(seed: u64, waits: &Waits) -> Self {
        Self::planned(Plan::ByChance(Odds::new(seed, waits)))
    }

    fn planned(plan: Plan) -> Self {
        Self(Arc::new(State {
            calls: AtomicUsize::new(0),
            plan,
        }))
    }

    /// From now on, so many of a thousand calls of this port meet something, each of [`Port::mishaps`] as often as another.
    /// It changes nothing where calls do not fail by chance.
    pub fn set(&self, port: Port, per_mille: u16) {
        match &self.0.plan {
            Plan::Never | Plan::Once(..) => {}
            Plan::ByChance(odds) => odds.set(port, per_mille),
        }
    }

    /// How often something happened by chance, for each port.
    #[must_use]
    pub fn injected(&self) -> BTreeMap<(Port, Mishap), usize> {
        match &self.0.plan {
            Plan::Never | Plan::Once(..) => BTreeMap::new(),
            Plan::ByChance(odds) => odds.injected(),
        }
    }

    /// How many calls there were.
    #[must_use]
    pub fn calls(&self) -> usize {
        self.0.calls.load(Ordering::SeqCst)
    }

    /// Whether a call failed: there were so many calls, or something happened by chance.
    #[must_use]
    pub fn tripped(&self) -> bool {
        match &self.0.plan {
            Plan::Never => false,
            Plan::Once(n, _) => (1..=self.calls()).contains(n),
            Plan::ByChance(odds) => !odds.injected().is_empty(),
        }
    }

    /// This port, with these faults.
    #[must_use]
    pub fn over<P: ?Sized>(&self, port: Arc<P>) -> Arc<Faulty<P>> {
        Arc::new(Faulty {
            faults: self.clone(),
            port,
        })
    }

    /// Counts one call, and says what happens to it.
    fn next(&self, port: Port) -> Option<Mishap> {
        let number = self.0.calls.fetch_add(1, Ordering::SeqCst).saturating_add(1);
        match &self.0.plan {
            Plan::Never => None,
            Plan::Once(n, when) => (*n == number).then_some(match when {
                When::Before => Mishap::Down,
                When::After => Mishap::Lost,
            }),
            Plan::ByChance(odds) => odds.draw(port),
        }
    }

    fn call<T, E>(
        &self,
        port: Port,
        call: impl FnOnce() -> Result<T, E>,
        fault: impl FnOnce(Mishap) -> E,
    ) -> Result<T, E> {
        match self.next(port) {
            // Nobody can give way within a call that is not awaited.
            None | Some(Mishap::Slow) => call(),
            Some(Mishap::Lost) => call().and_then(|_| Err(fault(Mishap::Lost))),
            Some(mishap) => Err(fault(mishap)),
        }
    }

    async fn await_call<T, E>(
        &self,
        port: Port,
        call: impl Future<Output = Result<T, E>>,
        fault: impl FnOnce(Mishap) -> E,
    ) -> Result<T, E> {
        self.give_way().await;
        let answer = match self.next(port) {
            None => call.await,
            Some(Mishap::Slow) => self.slowly(call).await,
            Some(Mishap::Lost) => call.await.and_then(|_| Err(fault(Mishap::Lost))),
            Some(mishap) => Err(fault(mishap)),
        };
        self.give_way().await;
        answer
    }

    async fn give_way(&self) {
        match &self.0.plan {
            Plan::Never | Plan::Once(..) => {}
            Plan::ByChance(_) => Waits::turn().await,
        }
    }

    async fn slowly<T>(&self, call: impl Future<Output = T>) -> T {
        match &self.0.plan {
            Plan::Never | Plan::Once(..) => call.await,
            Plan::ByChance(odds) => match odds.draw_delay() {
                Delay::Before(delay) => {
                    odds.waits().wait(delay).await;
                    call.await
                }
                Delay::After(delay) => {
                    let answer = call.await;
                    odds.waits().wait(delay).await;
                    answer
                }
            },
        }
    }
}

/// A port of which calls may fail.
#[derive(Debug)]
pub struct Faulty<P: ?Sized> {
    faults: Faults,
    port: Arc<P>,
}

/// What every fault is made of.
#[derive(Debug, Clone, Copy, thiserror::Error)]
#[error("this call was told to fail")]
struct ToldToFail;
