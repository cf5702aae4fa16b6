//! Counting: budgets of one size, in bounded memory that does not tell whose they are. Counting itself is governor's; which
//! budgets there are, and who pays from which, is decided elsewhere.

use std::hash::{BuildHasher, Hash, RandomState};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use governor::clock::{Clock, MonotonicClock};
use governor::middleware::NoOpMiddleware;
use governor::state::keyed::HashMapStateStore;
use governor::{Quota, RateLimiter};

use super::Spent;
use super::cost::Cost;

/// How many budgets each kind has. Who comes to share one with somebody else is decided by a key that is drawn at the start, so
/// nobody can choose it; and memory is bounded whatever is sent.
const SLOTS: u64 = 1 << 17;

/// After how many calls the budgets that are full again are forgotten.
const SWEEP: u32 = 4096;

/// Budgets of one size.
#[derive(Debug)]
pub(super) struct Kind<C: Clock = MonotonicClock> {
    name: &'static str,
    limiter: RateLimiter<u64, HashMapStateStore<u64>, C, NoOpMiddleware<C::Instant>>,
    // Whose budgets are counted cannot be told from memory: names and addresses are hashed under a key that is nowhere else.
    hashing: RandomState,
    calls: AtomicU32,
    clock: C,
}

impl<C: Clock + Clone> Kind<C> {
    /// Budgets of this size, all of them full.
    pub(super) fn new(name: &'static str, quota: Quota, clock: C) -> Self {
        Self {
            name,
            limiter: RateLimiter::new(quota, HashMapStateStore::default(), clock.clone()),
            hashing: RandomState::new(),
            calls: AtomicU32::new(0),
            clock,
        }
    }

    /// Takes from the budget that somebody has for a class.
    ///
    /// # Errors
    /// It is spent.
    pub(super) fn take(&self, cost: Cost, whose: impl Hash) -> Result<(), Spent> {
        if self.calls.fetch_add(1, Ordering::Relaxed) % SWEEP == SWEEP - 1 {
            self.limiter.retain_recent();
            self.limiter.shrink_to_fit();
        }
        let slot = self.hashing.hash_one((cost, whose)) % SLOTS;
        self.limiter.check_key(&slot).map_err(|until| {
            metrics::counter!("enroll_http_limited_total", "cost" => cost.name(), "by" => self.name).increment(1);
            let wait = until.wait_time_from(self.clock.now());
            Spent {
                retry_after: wait.max(Duration::from_secs(1)),
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use governor::clock::FakeRelativeClock;

    use super::*;

    #[test]
    fn memory_is_bounded_and_given_back() {
        let clock = FakeRelativeClock::default();
        let kind = Kind::new("client", Quota::per_minute(30.try_into().unwrap()), clock.clone());
        for number in 0..300_000 {
            let _spent = kind.take(Cost::Mail, number);
        }
        assert!(u64::try_from(kind.limiter.len()).unwrap() <= SLOTS);
        clock.advance(Duration::from_secs(120));
        for _ in 0..SWEEP {
            let _spent = kind.take(Cost::Mail, 1);
        }
        assert!(kind.limiter.len() <= 1, "{} are left", kind.limiter.len());
    }
}
