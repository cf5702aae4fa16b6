//! A bench for the relay: the application over SQLite with a set clock, and the real mailer over real SMTP, so that hours of
//! waiting pass at once. What is done on it stands in the rows.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use enroll::adapters::diesel::{DieselStore, Options};
use enroll::adapters::memory::{MemoryHasher, MemoryStrength, MemoryTokens, SeededEntropy, SetClock};
use enroll::adapters::smtp::{PlainSmtp, SmtpMailer};
use enroll::domain::Timestamp;
use enroll::domain::registration::{Policy, RegistrationForm};
use enroll::domain::tenant::TenantName;
use enroll::ports::repository::{Settlement, UnitOfWork};
use enroll::ports::system::Clock as _;
use enroll::{Call, DeclaredTenant, Enrollment, Ports, Relay, Settings};
use enroll_tests::smtp_catcher::SmtpCatcher;
use tempfile::TempDir;

use crate::clients::{Contract, PASSWORD, Person, Said};
use crate::database::Database;
use crate::evidence::Evidence;

/// The bench.
pub(crate) struct Bench {
    pub(crate) relay: Relay,
    pub(crate) clock: Arc<SetClock>,
    enrollment: Enrollment,
    folder: TempDir,
}

impl Bench {
    /// A bench that sends to this server.
    pub(crate) async fn new(smtp_url: &str, seed: u64) -> Self {
        Self::over(smtp_url, seed, |store| store).await
    }

    /// The same, with something over its store.
    pub(crate) async fn over(
        smtp_url: &str,
        seed: u64,
        over: impl FnOnce(Arc<dyn UnitOfWork>) -> Arc<dyn UnitOfWork>,
    ) -> Self {
        let folder = TempDir::new().unwrap();
        let url = url(&folder);
        DieselStore::migrate(&url).unwrap();
        let here = "https://enroll.example";
        let tokens = Arc::new(MemoryTokens::new([7; 32], None, here, here));
        let clock = Arc::new(SetClock::at(Timestamp::from_micros(1_790_000_000_000_000)));
        let ports = Ports {
            store: over(Arc::new(DieselStore::open(&url, Options::default()).unwrap())),
            hasher: Arc::new(MemoryHasher::default()),
            strength: Arc::new(MemoryStrength),
            tokens: tokens.clone(),
            signer: tokens,
            clock: clock.clone(),
            entropy: Arc::new(SeededEntropy::new(seed)),
        };
        let settings = Settings {
            public_url: here.to_owned(),
            tenants: vec![DeclaredTenant {
                name: TenantName::default_name(),
                policy: Policy::private(),
            }],
        };
        let enrollment = Enrollment::new(ports, settings);
        enrollment.prepare().await.unwrap();
        Self {
            relay: relay(&enrollment, smtp_url),
            clock,
            enrollment,
            folder,
        }
    }

    /// A relay that remembers nothing, as after a start.
    pub(crate) fn another_relay(&self, smtp_url: &str) -> Relay {
        relay(&self.enrollment, smtp_url)
    }

    /// Somebody registers.
    pub(crate) async fn register(&self, name: &str) -> Person {
        let mut person = Person::new(Contract::Own, name);
        let form = RegistrationForm {
            email: Some(person.email.clone()),
            password: Some(PASSWORD.to_owned()),
            ..RegistrationForm::default()
        };
        let call = Call::in_default_tenant();
        self.clock.advance(Duration::from_millis(1));
        self.enrollment.register(&call, &form, None).await.unwrap();
        person.acknowledged = Some(Said::Answer(202, String::new()));
        person
    }

    /// Performs what is due now, and says how each ended.
    pub(crate) async fn deliver(&self) -> Vec<Settlement> {
        let mut ended = Vec::new();
        loop {
            let step = self.relay.step().await.unwrap();
            if step.performed.is_empty() {
                return ended;
            }
            ended.extend(step.performed.into_iter().map(|performed| performed.settlement));
        }
    }

    /// Lets time pass until the next message is due; nothing if none is open.
    pub(crate) async fn wait(&self) -> Option<Duration> {
        let due = self.relay.next_due().await.unwrap()?;
        let waited = due.since(self.clock.now());
        self.clock.set(due);
        Some(waited)
    }

    /// Performs everything, and lets time pass as it must, until every message is settled.
    pub(crate) async fn deliver_all(&self) -> Vec<Settlement> {
        let mut ended = self.deliver().await;
        for _ in 0..200 {
            if self.wait().await.is_none() {
                break;
            }
            ended.extend(self.deliver().await);
        }
        ended
    }

    /// The database, past the store.
    pub(crate) fn database(&self) -> Database {
        Database::open(&url(&self.folder))
    }

    /// What is left.
    pub(crate) fn evidence(&self, mails: &SmtpCatcher) -> Evidence {
        Evidence::read(&mut self.database(), mails)
    }
}

fn relay(enrollment: &Enrollment, smtp_url: &str) -> Relay {
    let mailer = SmtpMailer::connect(smtp_url, "enroll <enroll@localhost>", PlainSmtp::LoopbackOnly).unwrap();
    Relay::new(enrollment.clone(), Arc::new(mailer), BTreeMap::new())
}

fn url(folder: &TempDir) -> String {
    format!("sqlite:{}", folder.path().join("enroll.db").display())
}
