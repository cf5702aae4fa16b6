//! One enroll in memory with two tenants, what each of them must hold, and what each was seen to hold last.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use enroll_application::{
    AuthenticateError, Call, Caller, DeclaredTenant, Enrollment, HandedPassword, Ports, ReadUserError, Relay, Settings,
    Tokens,
};
use enroll_domain::Timestamp;
use enroll_domain::id::{TenantId, UserId};
use enroll_domain::registration::{Beginning, Claim, Disclosure, MailBudget, Policy, Use};
use enroll_domain::tenant::TenantName;
use enroll_memory::{Mailbox, MemoryHasher, MemoryStore, MemoryStrength, MemoryTokens, SeededEntropy, SetClock};
use enroll_repository::UnitOfWork;
use enroll_system::Clock;

use crate::model::{EMAILS, Model, State};
use crate::rows::Rows;

const URL: &str = "https://id.example";
/// A call that names no tenant.
const NAMELESS: Call = Call {
    named: None,
    hosted: None,
    request: None,
};

pub(crate) struct World {
    pub(crate) enrollment: Enrollment,
    relay: Relay,
    mailbox: Mailbox,
    clock: Arc<SetClock>,
    store: Arc<dyn UnitOfWork>,
    tenants: [TenantId; 2],
    pub(crate) models: [Model; 2],
    seen: [Rows; 2],
    letters: usize,
}

/// One tenant keeps to itself who is known, the other claims at once and says so.
fn policies() -> [(&'static str, Policy); 2] {
    let mail_budget = MailBudget {
        registrations: 10_000,
        resets: 10_000,
        ..MailBudget::default()
    };
    let private = Policy {
        mail_budget,
        ..Policy::private()
    };
    let open = Policy {
        claim: Claim::AtRegistration(Beginning::Pending),
        disclosure: Disclosure::Open,
        numbers: Use::On,
        ..private.clone()
    };
    [("default", private), ("open", open)]
}

impl World {
    pub(crate) async fn new(seed: u64) -> Self {
        let clock = Arc::new(SetClock::at(Timestamp::from_micros(1_790_000_000_000_000)));
        let tokens = Arc::new(MemoryTokens::new([7; 32], None, URL, URL));
        let store: Arc<dyn UnitOfWork> = Arc::new(MemoryStore::new());
        let ports = Ports {
            store: Arc::clone(&store),
            hasher: Arc::new(MemoryHasher::new()),
            strength: Arc::new(MemoryStrength),
            tokens: tokens.clone(),
            signer: tokens,
            clock: clock.clone(),
            entropy: Arc::new(SeededEntropy::new(seed)),
        };
        let declared = policies().map(|(name, policy)| DeclaredTenant {
            name: TenantName::parse(name).unwrap(),
            policy,
        });
        let settings = Settings {
            public_url: URL.to_owned(),
            tenants: declared.to_vec(),
        };
        let enrollment = Enrollment::new(ports, settings);
        enrollment.prepare().await.unwrap();
        let mailbox = Mailbox::new();
        let relay = Relay::new(enrollment.clone(), Arc::new(mailbox.clone()), BTreeMap::new());
        let mut world = Self {
            tenants: policies().map(|(name, _)| enrollment.tenant_named(name).unwrap()),
            enrollment,
            relay,
            mailbox,
            clock,
            store,
            models: Default::default(),
            seen: Default::default(),
            letters: 0,
        };
        world.seen = world.look().await;
        world
    }

    /// A call in one of the tenants.
    pub(crate) const fn call(&self, here: usize) -> Call {
        Call::in_tenant(self.tenants[here])
    }

    pub(crate) async fn operator(&self, here: usize) -> Caller {
        self.enrollment.operator(&self.call(here)).await.unwrap()
    }

    /// The tokens of somebody who signs in, if they may.
    pub(crate) async fn sign_in(&self, here: usize, email: &str, password: &str) -> Option<Tokens> {
        let (call, handed) = (self.call(here), HandedPassword::Refused);
        let answer = self
            .enrollment
            .sign_in(&call, Some(email), Some(password), handed)
            .await;
        answer.ok()
    }

    /// Signs somebody in who is active; their token speaks for them here, and nowhere else.
    pub(crate) async fn caller(&self, here: usize, id: UserId) -> Option<Caller> {
        let person = self.models[here].people.get(&id)?;
        if person.state == State::Pending {
            return None;
        }
        let tokens = self
            .sign_in(here, person.email, person.password?)
            .await
            .expect("their password");
        let there = self.call(1 - here);
        let refused = self.enrollment.authenticate(&there, &tokens.access_token).await;
        assert!(matches!(refused, Err(AuthenticateError::OtherTenant)));
        let caller = self
            .enrollment
            .authenticate(&NAMELESS, &tokens.access_token)
            .await
            .unwrap();
        assert_eq!(caller.tenant(), self.tenants[here]);
        Some(caller)
    }

    /// Delivers what is due, and keeps the links.
    async fn deliver(&mut self, here: usize) {
        while !self.relay.step().await.unwrap().performed.is_empty() {}
        for received in self.mailbox.letters().into_iter().skip(self.letters) {
            self.letters += 1;
            let text = &received.letter.text;
            let Some((before, rest)) = text.split_once("?token=") else {
                continue;
            };
            let page = before.rsplit('/').next().unwrap().to_owned();
            let token = rest.split_whitespace().next().unwrap().to_owned();
            let tenant = self.enrollment.tenant_of_link(&NAMELESS, &token);
            assert_eq!(tenant, self.tenants[here], "a mail of another tenant");
            let to = received.letter.to.as_str();
            let email = EMAILS.iter().find(|email| **email == to).expect("somebody who asked");
            self.models[here].links.insert((email, page), token);
        }
    }

    /// What both tenants hold now. No id of the one is found in the other.
    async fn look(&self) -> [Rows; 2] {
        let (tenants, now) = (self.tenants, self.clock.now());
        let before = self.seen.clone();
        let read = self.store.view(move |queries| {
            let mut rows = [Rows::default(), Rows::default()];
            for place in 0..2 {
                rows[place] = Rows::read(queries, tenants[place], now, &before[place])?;
                let strangers = before[1 - place].users.iter().chain(&rows[place].users);
                let strangers: Vec<_> = strangers.filter(|user| user.tenant != tenants[place]).collect();
                for stranger in strangers {
                    assert!(queries.user(tenants[place], stranger.id)?.is_none());
                }
            }
            Ok(rows)
        });
        read.await.unwrap()
    }

    /// Sees that the tenant in which something happened holds what its model says, that the other holds what it held, and that no
    /// read in the one shows anybody of the other.
    pub(crate) async fn check(&mut self, here: usize) -> Result<(), String> {
        self.deliver(here).await;
        let rows = self.look().await;
        rows[here].agree_with(&self.models[here])?;
        rows[1 - here].unchanged_since(&self.seen[1 - here])?;
        self.seen = rows;
        self.clock.advance(Duration::from_secs(1));
        Ok(())
    }

    /// Somebody of the other tenant, read from this one.
    pub(crate) async fn sees_no_stranger(&self, here: usize, caller: &Caller) {
        for id in self.models[1 - here].people.keys() {
            let answer = self.enrollment.read_user(caller, *id).await;
            assert!(matches!(answer, Err(ReadUserError::NotFound)));
        }
    }
}
