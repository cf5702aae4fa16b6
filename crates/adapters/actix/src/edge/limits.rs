//! Limits: how often a client, a tenant and an account may be served what costs something, and whose budget a request is paid
//! from. The counting itself is not here.

use std::net::IpAddr;
use std::num::NonZeroU32;

use enroll_domain::id::{TenantId, UserId};
use governor::Quota;
use governor::clock::{Clock, MonotonicClock};

use super::cost::Cost;
use super::counting::Kind;
use super::{Spent, client};

/// How often what costs something may be asked for. Each class of calls (registrations, sign-ins, mails, links and codes) has
/// budgets of this size of its own: the number may be used at once, and comes back evenly.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Calls a minute from one client: an IPv4 address, or a /64 of IPv6; all of a /48 together, 8 times as many. What
    /// administrators do for others, 20 times as many.
    pub client_per_minute: NonZeroU32,
    /// Calls an hour that name one account, from wherever they come; but tries of its password, from one IPv4 address or /48 of
    /// IPv6, and from everywhere together 10 times as many.
    pub account_per_hour: NonZeroU32,
    /// Registrations, tries of passwords and mails a minute that one tenant may take of the server. Whoever sends so many shuts
    /// the others of that tenant out, so it is to be more than the server can do, unless tenants are to be kept from each other.
    pub tenant_per_minute: NonZeroU32,
}

impl Default for Limits {
    /// 30 for a client, 30 for an account, 60 000 for a tenant: as many passwords as some sixteen cores hash.
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
            tenant_per_minute: number(60_000),
        }
    }
}

/// How much more is done for others than for oneself.
const DELEGATED: u32 = 20;

/// How much more all of a /48 does than one /64 of it.
const SITE: u32 = 8;

/// How much more often everybody together may try an account's password than one of them.
const EVERYBODY: u32 = 10;

/// The budgets of everybody.
#[derive(Debug)]
pub(super) struct Budgets<C: Clock = MonotonicClock> {
    clients: Clients<C>,
    delegates: Clients<C>,
    accounts: Kind<C>,
    tries: Tries<C>,
    tenants: Kind<C>,
}

/// The budgets of clients, and of what is around those of IPv6.
#[derive(Debug)]
struct Clients<C: Clock> {
    subscribers: Kind<C>,
    sites: Kind<C>,
}

/// The budgets for the password of an account: of each of those who try it, and of all of them.
#[derive(Debug)]
struct Tries<C: Clock> {
    of_one: Kind<C>,
    of_all: Kind<C>,
}

impl Budgets {
    /// Budgets of these sizes, all of them full.
    pub(super) fn new(limits: Limits) -> Self {
        Self::by(limits, &MonotonicClock)
    }
}

impl<C: Clock + Clone> Budgets<C> {
    fn by(limits: Limits, clock: &C) -> Self {
        let times = |number: NonZeroU32, factor| number.saturating_mul(NonZeroU32::MIN.saturating_add(factor - 1));
        let kind = |name, quota| Kind::new(name, quota, clock.clone());
        let clients = |number| Clients {
            subscribers: kind("client", Quota::per_minute(number)),
            sites: kind("client", Quota::per_minute(times(number, SITE))),
        };
        let account = limits.account_per_hour;
        Self {
            clients: clients(limits.client_per_minute),
            delegates: clients(times(limits.client_per_minute, DELEGATED)),
            accounts: kind("account", Quota::per_hour(account)),
            tries: Tries {
                of_one: kind("account", Quota::per_hour(account)),
                of_all: kind("account", Quota::per_hour(times(account, EVERYBODY))),
            },
            tenants: kind("tenant", Quota::per_minute(limits.tenant_per_minute)),
        }
    }

    /// Takes from a client's budget.
    pub(super) fn of_client(&self, cost: Cost, address: IpAddr) -> Result<(), Spent> {
        match cost {
            // Whose budget the latter takes from is known once the caller is.
            Cost::Free | Cost::Caller => Ok(()),
            Cost::Registration | Cost::SignIn | Cost::Mail | Cost::Proof => self.clients.take(cost, address),
            Cost::Delegated => self.delegates.take(cost, address),
        }
    }

    /// Takes from a tenant's budget, for what takes much of the server and anybody may send.
    pub(super) fn of_tenant(&self, cost: Cost, tenant: TenantId) -> Result<(), Spent> {
        match cost {
            Cost::Registration | Cost::SignIn | Cost::Mail => self.tenants.take(cost, tenant),
            Cost::Free | Cost::Caller | Cost::Proof | Cost::Delegated => Ok(()),
        }
    }

    /// Takes from the budget of an account that somebody at an address named.
    pub(super) fn of_account(&self, cost: Cost, tenant: TenantId, key: &str, address: IpAddr) -> Result<(), Spent> {
        match cost {
            Cost::Free | Cost::Caller => Ok(()),
            Cost::SignIn => {
                // Who has nothing left takes nothing from everybody else.
                self.tries.of_one.take(cost, (tenant, key, client::site(address)))?;
                self.tries.of_all.take(cost, (tenant, key))
            }
            Cost::Registration | Cost::Mail | Cost::Proof | Cost::Delegated => self.accounts.take(cost, (tenant, key)),
        }
    }

    /// Takes from the budget of somebody who is signed in.
    pub(super) fn of_caller(&self, tenant: TenantId, user: UserId) -> Result<(), Spent> {
        self.accounts.take(Cost::Caller, (tenant, user))
    }
}

impl<C: Clock + Clone> Clients<C> {
    fn take(&self, cost: Cost, address: IpAddr) -> Result<(), Spent> {
        self.subscribers.take(cost, client::network(address))?;
        match client::site(address) {
            IpAddr::V4(_) => Ok(()),
            site @ IpAddr::V6(_) => self.sites.take(cost, site),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;
    use std::time::Duration;

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
        (0..100_000).take_while(|_| take().is_ok()).count()
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
                for name in ["ada", "bob"] {
                    let of_account = || budgets.of_account(cost, tenant, name, client(1));
                    assert_eq!(served(of_account), 30, "{cost:?}");
                }
                // What costs the server next to nothing must not be what shuts a tenant out.
                let most = if cost == Cost::Proof { 100_000 } else { 60_000 };
                assert_eq!(served(|| budgets.of_tenant(cost, tenant)), most, "{cost:?}");
            }
        }
        assert_eq!(served(|| budgets.of_client(Cost::Delegated, client(1))), 600);
        assert_eq!(served(|| budgets.of_tenant(Cost::Delegated, tenants[0])), 100_000);
        assert_eq!(served(|| budgets.of_client(Cost::Caller, client(1))), 100_000);
        assert_eq!(
            served(|| budgets.of_caller(tenants[0], UserId::from_uuid(uuid::Uuid::max()))),
            30
        );
    }

    #[test]
    fn a_48_has_eight_times_what_a_64_of_it_has() {
        let (budgets, _clock) = budgets();
        let of = |net: u16, host: u16| IpAddr::from([0x2001, 0xdb8, net, host, 0, 0, 0, 1]);
        let served_to = |net, host| served(|| budgets.of_client(Cost::SignIn, of(net, host)));
        // The first of them has the number of its /48.
        let each: Vec<_> = (0..9).map(|host| served_to(1, host)).collect();
        assert_eq!(each, [30, 30, 30, 30, 30, 30, 30, 30, 0]);
        assert_eq!(served_to(2, 0), 30);
    }

    #[test]
    fn a_password_is_tried_by_one_network_so_often_and_by_all_ten_times_as_often() {
        let (budgets, clock) = budgets();
        let tried = |from: IpAddr| served(|| budgets.of_account(Cost::SignIn, TenantId::DEFAULT, "ada", from));
        assert_eq!(tried(IpAddr::from([0x2001, 0xdb8, 1, 0, 0, 0, 0, 1])), 30);
        assert_eq!(tried(IpAddr::from([0x2001, 0xdb8, 1, 7, 0, 0, 0, 1])), 0);
        let each: Vec<_> = (0..10).map(|number| tried(client(number))).collect();
        assert_eq!(each, [30, 30, 30, 30, 30, 30, 30, 30, 30, 0]);
        clock.advance(Duration::from_secs(60 * 60));
        assert_eq!(tried(client(10)), 30);
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
                            .filter(|_| {
                                budgets
                                    .of_account(Cost::Registration, TenantId::DEFAULT, "ada", client(1))
                                    .is_ok()
                            })
                            .count()
                    })
                })
                .collect();
            threads.into_iter().map(|thread| thread.join().unwrap()).sum()
        });
        assert_eq!(served, 30);
    }
}
