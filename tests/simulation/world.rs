//! The world: the adapters in memory, three tenants under different policies, and the servers that run over all of it.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::AtomicUsize;
use std::time::Duration;

use enroll::adapters::memory::{
    Faults, Mailbox, MemoryHasher, MemoryIdentityProvider, MemoryStore, MemoryStrength, MemoryTokens, SeededEntropy,
    SetClock, Waits,
};
use enroll::domain::Timestamp;
use enroll::domain::id::TenantId;
use enroll::domain::registration::{
    Admission, Claim, CodePolicy, Disclosure, Invited, Lifetimes, MailBudget, Policy, ProvisioningTarget, Use,
};
use enroll::domain::role::{Authority, Permission, Role, RoleName};
use enroll::domain::tenant::TenantName;
use enroll::ports::credentials::{PasswordHasher, ProofSigner};
use enroll::ports::identity_provider::IdentityProvider;
use enroll::ports::mailer::Mailer;
use enroll::ports::repository::UnitOfWork;
use enroll::{DeclaredTenant, Enrollment, Housekeeping, Ports, Relay, Settings};

use crate::controls::{Broken, Careless, Credulous, Idle, Talkative, Trusting};
use crate::plan::Plan;
use crate::watched::{Log, Watched};
use enroll::adapters::memory::Chance;

const URL: &str = "https://enroll.example";
/// How many tenants there are: one that keeps to itself who is known, one that claims identifiers at once, and one for invited people.
pub(crate) const TENANTS: usize = 3;
/// For how long a code is good.
pub(crate) const CODES_LAST: Duration = Duration::from_secs(10 * 60);
/// For how long an access token is good.
pub(crate) const ACCESS_LASTS: Duration = Duration::from_secs(40 * 60);
/// How long what a closed user was known by stays theirs.
pub(crate) const COOL_DOWN: Duration = Duration::from_secs(12 * 60 * 60);
/// The roles that people are given.
pub(crate) const ROLES: &[&str] = &["admin", "host", "support", "member"];

/// What outlives every server.
pub(crate) struct World {
    pub(crate) plan: Plan,
    pub(crate) clock: Arc<SetClock>,
    pub(crate) waits: Waits,
    pub(crate) faults: Faults,
    /// The store as it is.
    pub(crate) store: Arc<dyn UnitOfWork>,
    pub(crate) log: Log,
    pub(crate) mailbox: Mailbox,
    pub(crate) providers: BTreeMap<ProvisioningTarget, MemoryIdentityProvider>,
    pub(crate) policies: [(TenantName, Policy); TENANTS],
    /// Reads what a link says of itself, and never fails.
    pub(crate) reader: MemoryTokens,
    entropy: Arc<SeededEntropy>,
    broken: Broken,
}

/// One process.
pub(crate) struct Server {
    pub(crate) enrollment: Enrollment,
    pub(crate) relay: Relay,
    pub(crate) housekeeping: Housekeeping,
    pub(crate) is_ready: bool,
}

impl World {
    pub(crate) fn new(plan: Plan, broken: Broken, chance: &mut Chance) -> Self {
        let waits = Waits::new();
        let target = |name: &str| ProvisioningTarget::parse(name).unwrap();
        Self {
            clock: Arc::new(SetClock::at(Timestamp::from_micros(1_790_000_000_000_000))),
            faults: Faults::seeded(chance.any(), &waits),
            store: Arc::new(MemoryStore::new()),
            log: Log::default(),
            // What arrives is taken out after every poll, and no poll delivers more than one letter.
            mailbox: Mailbox::keeping(2),
            providers: ["first", "second"]
                .map(|name| (target(name), MemoryIdentityProvider::new()))
                .into(),
            policies: policies(&plan),
            reader: tokens(),
            entropy: Arc::new(SeededEntropy::new(chance.any())),
            waits,
            plan,
            broken,
        }
    }

    /// The tenants' ids, once a server has written them.
    pub(crate) fn tenants(enrollment: &Enrollment) -> Option<[TenantId; TENANTS]> {
        let known = ["default", "open", "invited"].map(|name| enrollment.tenant_named(name));
        match known {
            [Some(first), Some(second), Some(third)] => Some([first, second, third]),
            _ => None,
        }
    }

    /// A server that has just begun. The second one hashes as one did in the past, so that the first one hashes anew.
    pub(crate) fn server(&self, place: usize) -> Server {
        let tokens = Arc::new(tokens());
        let hasher = if place == 0 {
            MemoryHasher::new()
        } else {
            MemoryHasher::outdated()
        };
        let (mut hasher, mut signer): (Arc<dyn PasswordHasher>, Arc<dyn ProofSigner>) =
            (Arc::new(hasher), tokens.clone());
        if self.broken == Broken::Trusting {
            hasher = Arc::new(Trusting(hasher));
        }
        if self.broken == Broken::Talkative {
            hasher = Arc::new(Talkative {
                hasher,
                compared: AtomicUsize::new(0),
            });
        }
        if self.broken == Broken::Credulous {
            signer = Arc::new(Credulous(signer));
        }
        let watched = Watched::over(Arc::clone(&self.store), &self.log, self.broken);
        let ports = Ports {
            store: self.faults.over(Arc::new(watched)),
            hasher: self.faults.over(hasher),
            strength: Arc::new(MemoryStrength),
            tokens: self.faults.over(tokens),
            signer: self.faults.over(signer),
            clock: self.clock.clone(),
            entropy: self.faults.over(Arc::clone(&self.entropy)),
        };
        let tenants = self.policies.iter().map(|(name, policy)| DeclaredTenant {
            name: name.clone(),
            policy: policy.clone(),
        });
        let settings = Settings {
            public_url: URL.to_owned(),
            tenants: tenants.collect(),
        };
        let enrollment = Enrollment::new(ports, settings);
        Server {
            relay: Relay::new(enrollment.clone(), self.mailer(), self.providers()),
            housekeeping: Housekeeping::new(enrollment.clone()),
            enrollment,
            is_ready: false,
        }
    }

    fn mailer(&self) -> Arc<dyn Mailer> {
        let mailer = self.mailbox.clone();
        match self.broken {
            Broken::ThrowsLettersAway => self.faults.over(Arc::new(Careless {
                mailer,
                delivered: AtomicUsize::new(0),
            })),
            _ => self.faults.over(Arc::new(mailer)),
        }
    }

    fn providers(&self) -> BTreeMap<ProvisioningTarget, Arc<dyn IdentityProvider>> {
        let over = |provider: &MemoryIdentityProvider| -> Arc<dyn IdentityProvider> {
            match self.broken {
                Broken::ClaimsToProvision => self.faults.over(Arc::new(Idle)),
                _ => self.faults.over(Arc::new(provider.clone())),
            }
        };
        self.providers
            .iter()
            .map(|(target, provider)| (target.clone(), over(provider)))
            .collect()
    }
}

/// The tokens of every server, which has the same root secret as the others.
fn tokens() -> MemoryTokens {
    MemoryTokens::new([7; 32], None, URL, URL)
}

/// What holds in each tenant.
fn policies(plan: &Plan) -> [(TenantName, Policy); TENANTS] {
    let role = |name: &str, permissions: &[&str]| {
        let held = permissions
            .iter()
            .map(|text| Permission::parse(text).unwrap())
            .collect();
        Role::new(RoleName::parse(name).unwrap(), Authority::Only(held))
    };
    let mut private = Policy {
        mail_budget: MailBudget {
            registrations: plan.budget,
            resets: plan.budget,
            ..MailBudget::default()
        },
        codes: CodePolicy {
            purposes: CodePolicy::POSSIBLE.to_vec(),
            lifetime: CODES_LAST,
            tries: plan.tries,
        },
        lifetimes: Lifetimes {
            access_token: ACCESS_LASTS,
            cool_down: COOL_DOWN,
            ..Lifetimes::default()
        },
        ..Policy::private()
    };
    let host = [
        "user.create",
        "user.read",
        "user.suspend",
        "role.grant",
        "invitation.manage",
    ];
    private.roles = private
        .roles
        .with(role("support", &["user.read", "role.grant"]))
        .with(role("host", &host));
    let open = Policy {
        claim: Claim::AtRegistration(plan.beginning),
        disclosure: Disclosure::Open,
        codes: CodePolicy::default(),
        numbers: Use::On,
        referrals: Use::On,
        provisioning: vec![ProvisioningTarget::parse("first").unwrap()],
        ..private.clone()
    };
    let invited = Policy {
        admission: Admission::Invited(Invited::Always),
        provisioning: vec![ProvisioningTarget::parse("second").unwrap()],
        ..private.clone()
    };
    let name = |name: &str| TenantName::parse(name).unwrap();
    [
        (name("default"), private),
        (name("open"), open),
        (name("invited"), invited),
    ]
}
