//! Limits: how often a client, a tenant and an account may be served what costs something. Counting is governor's; whose
//! budget a request is paid from, and that memory stays bounded, is decided here.

use std::hash::{BuildHasher, Hash, RandomState};
use std::net::IpAddr;
use std::num::NonZeroU32;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use enroll_domain::id::TenantId;
use governor::clock::{Clock, MonotonicClock};
use governor::middleware::NoOpMiddleware;
use governor::state::keyed::HashMapStateStore;
use governor::{Quota, RateLimiter};

use super::Spent;
use super::cost::Cost;

/// How often what costs something may be asked for. Each class of calls (registrations, sign-ins, mails, links and codes) has
/// budgets of this size of its own: the number may be used at once, and comes back evenly.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Calls a minute from one client: an IPv4 address, or a /64 of IPv6. What administrators do for others, 20 times as many.
    pub client_per_minute: NonZeroU32,
    /// Calls an hour that name one account, from wherever they come.
    pub account_per_hour: NonZeroU32,
    /// Calls a minute in one tenant, so that none takes all of the server.
    pub tenant_per_minute: NonZeroU32,
}

impl Default for Limits {
    /// 30 for a client, 30 for an account, 1200 for a tenant.
    fn default() -> Self {
        const fn number(number: u32) -> NonZeroU32 {
            match NonZeroU32::new(number) {
                Some(number) => number,
                None => NonZeroU32::MIN,
            }
        }
        Self {
            client_per_minute: number(30),
            account_per_hour: number(30),
            tenant_per_minute: number(1200),
        }
    }
}

/// How many budgets each kind has. Who comes to share one with somebody else is decided by a key that is drawn at the start, so
/// nobody can choose it; and memory is bounded whatever is sent.
const SLOTS: u64 = 1 << 17;

/// After how many calls the budgets that are full again are forgotten.
const SWEEP: u32 = 4096;

/// How much more is done for others than for oneself.
const DELEGATED: u32 = 20;

/// The budgets of everybody.
#[derive(Debug)]
pub(super) struct Budgets<C: Clock = MonotonicClock> {
    clients: Kind<C>,
    delegates: Kind<C>,
    accounts: Kind<C>,
    tenants: Kind<C>,
}

impl Budgets {
    /// Budgets of these sizes, all of them full.
    pub(super) fn new(limits: Limits) -> Self {
        Self::by(limits, &MonotonicClock)
    }
}

impl<C: Clock + Clone> Budgets<C> {
    fn by(limits: Limits, clock: &C) -> Self {
        let delegates = limits
            .client_per_minute
            .saturating_mul(NonZeroU32::MIN.saturating_add(DELEGATED - 1));
        let kind = |name, quota| Kind::new(name, quota, clock.clone());
        Self {
            clients: kind("client", Quota::per_minute(limits.client_per_minute)),
            delegates: kind("client", Quota::per_minute(delegates)),
            accounts: kind("account", Quota::per_hour(limits.account_per_hour)),
            tenants: kind("tenant", Quota::per_minute(limits.tenant_per_minute)),
        }
    }

    /// Takes from a client's budget.
    pub(super) fn of_client(&self, cost: Cost, network: IpAddr) -> Result<(), Spent> {
        match cost {
            Cost::Free => Ok(()),
            Cost::Registration | Cost::SignIn | Cost::Mail | Cost::Proof => self.clients.take(cost, network),
            Cost::Delegated => self.delegates.take(cost, network),
        }
    }

    /// Takes from a tenant's budget.
    pub(super) fn of_tenant(&self, cost: Cost, tenant: TenantId) -> Result<(), Spent> {
        self.tenants.take(cost, tenant)
    }

    /// Takes from an account's budget.
    pub(super) fn of_account(&self, cost: Cost, tenant: TenantId, key: &str) -> Result<(), Spent> {
        self.accounts.take(cost, (tenant, key))
    }
}

/// Budgets of one size.
#[derive(Debug)]
struct Kind<C: Clock> {
    name: &'static str,
    limiter: RateLimiter<u64, HashMapStateStore<u64>, C, NoOpMiddleware<C::Instant>>,
    // Whose budgets are counted cannot be told from memory: names and addresses are hashed under a key that is nowhere else.
    hashing: RandomState,
    calls: AtomicU32,
    clock: C,
}

impl<C: Clock + Clone> Kind<C> {
    fn new(name: &'static str, quota: Quota, clock: C) -> Self {
        Self {
            name,
            limiter: RateLimiter::new(quota, HashMapStateStore::default(), clock.clone()),
            hashing: RandomState::new(),
            calls: AtomicU32::new(0),
            clock,
        }
    }

    fn take(&self, cost: Cost, whose: impl Hash) -> Result<(), Spent> {
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
    use std::net::Ipv4Addr;

    use governor::clock::FakeRelativeClock;

    use super::*;

    fn budgets() -> (Budgets<FakeRelativeClock>, FakeRelativeClock) {
        let clock = FakeRelativeClock::default();
        (Budgets::by(Limits::default(), &clock), clock)
    }

    fn client(number: u32) -> IpAddr {
        IpAddr::V4(Ipv4Addr::from_bits(number))
    }

    fn served(mut take: impl FnMut() -> Result<(), Spent>) -> usize {
        (0..10_000).take_while(|_| take().is_ok()).count()
    }

    #[test]
    fn a_budget_is_used_up_says_for_how_long_and_comes_back() {
        let (budgets, clock) = budgets();
        let take = || budgets.of_client(Cost::SignIn, client(1));
        assert_eq!(served(take), 30);
        assert_eq!(
            take(),
            Err(Spent {
                retry_after: Duration::from_secs(2)
            })
        );
        clock.advance(Duration::from_secs(2));
        assert_eq!(served(take), 1);
        clock.advance(Duration::from_secs(60));
        assert_eq!(served(take), 30);
    }

    #[test]
    fn classes_clients_tenants_and_accounts_have_budgets_of_their_own() {
        let (budgets, _clock) = budgets();
        let tenants = [TenantId::DEFAULT, TenantId::from_uuid(uuid::Uuid::from_u128(7))];
        for cost in [Cost::SignIn, Cost::Registration, Cost::Mail, Cost::Proof] {
            assert_eq!(served(|| budgets.of_client(cost, client(1))), 30, "{cost:?}");
            assert_eq!(served(|| budgets.of_client(cost, client(2))), 30, "{cost:?}");
            for tenant in tenants {
                assert_eq!(served(|| budgets.of_account(cost, tenant, "ada")), 30, "{cost:?}");
                assert_eq!(served(|| budgets.of_account(cost, tenant, "bob")), 30, "{cost:?}");
                assert_eq!(served(|| budgets.of_tenant(cost, tenant)), 1200, "{cost:?}");
            }
        }
        assert_eq!(served(|| budgets.of_client(Cost::Delegated, client(1))), 600);
    }

    #[test]
    fn a_thousand_at_once_are_served_no_more_than_the_limit_says() {
        let budgets = Budgets::new(Limits::default());
        let (budgets, gate) = (&budgets, &std::sync::Barrier::new(8));
        let served: usize = std::thread::scope(|scope| {
            let threads: Vec<_> = (0..8)
                .map(|_| {
                    scope.spawn(move || {
                        gate.wait();
                        (0..125)
                            .filter(|_| budgets.of_account(Cost::SignIn, TenantId::DEFAULT, "ada").is_ok())
                            .count()
                    })
                })
                .collect();
            threads.into_iter().map(|thread| thread.join().unwrap()).sum()
        });
        assert_eq!(served, 30);
    }

    #[test]
    fn memory_is_bounded_and_given_back() {
        let (budgets, clock) = budgets();
        let seen = || budgets.clients.limiter.len();
        for number in 0..300_000 {
            let _spent = budgets.of_client(Cost::Mail, client(number));
        }
        assert!(u64::try_from(seen()).unwrap() <= SLOTS);
        clock.advance(Duration::from_secs(120));
        for _ in 0..SWEEP {
            let _spent = budgets.of_client(Cost::Mail, client(1));
        }
        assert!(seen() <= 1, "{} are left", seen());
    }
}
