//! A world to live in: a server over HTTP, a mail server, and the store behind both, on memory, on SQLite or on PostgreSQL.
//! The first is wired in this process through the facade; the others are the real program.

use std::net::TcpListener;
use std::sync::Arc;

use enroll::adapters::actix::{Options as Surroundings, Server};
use enroll::adapters::diesel::{DieselStore, Options};
use enroll::adapters::memory::{MemoryHasher, MemoryStore, MemoryStrength};
use enroll::adapters::smtp::{PlainSmtp, SmtpMailer};
use enroll::adapters::tokens::{RootSecret, Tokens};
use enroll::domain::id::TenantId;
use enroll::domain::identifier::EmailAddress;
use enroll::domain::proof::Purpose;
use enroll::domain::registration::{Attempt, Policy};
use enroll::domain::role::{Authority, Permission, Role, RoleName};
use enroll::ports::repository::{Channel, Message, MessageStatus, UnitOfWork};
use enroll::{Call, Enroll, FirstCredential, NewUserForm};
use enroll_tests::api::Api;
use enroll_tests::program::{Program, Running};
use enroll_tests::smtp_catcher::SmtpCatcher;
use enroll_tests::until::until;

use crate::mail::Arrived;

/// More rows than any journey makes.
const ALL: usize = 10_000;

/// A root secret that guards nothing.
const SECRET: &str = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";

/// One world.
pub(crate) struct World {
    pub(crate) api: Api,
    pub(crate) mails: SmtpCatcher,
    pub(crate) store: Arc<dyn UnitOfWork>,
    inside: Inside,
}

enum Inside {
    /// The real program.
    Program { program: Program, _running: Box<Running> },
    /// The facade, in this process.
    Process {
        enroll: Box<Enroll>,
        _running: enroll::Running,
    },
}

impl World {
    /// Everything in memory, wired through the facade. One role has a little authority.
    pub(crate) async fn in_memory() -> Self {
        let mails = SmtpCatcher::start().await.unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let store: Arc<dyn UnitOfWork> = Arc::new(MemoryStore::new());
        let tokens = Arc::new(Tokens::new(
            &RootSecret::parse(SECRET).unwrap(),
            None,
            url.clone(),
            url.clone(),
        ));
        let mailer = SmtpMailer::connect(&mails.url(), "enroll <enroll@localhost>", PlainSmtp::LoopbackOnly).unwrap();
        let enroll = Enroll::builder()
            .public_url(url.clone())
            .policy(policy())
            .store(Arc::clone(&store))
            .hasher(Arc::new(MemoryHasher::new()))
            .strength(Arc::new(MemoryStrength))
            .tokens(tokens.clone(), tokens)
            .mailer(Arc::new(mailer))
            .build()
            .unwrap();
        enroll.prepare().await.unwrap();
        let server = Server::on(listener, enroll.enrollment().clone(), Surroundings::new()).unwrap();
        tokio::spawn(async move { server.run().await.unwrap() });
        let running = enroll.start();
        Self {
            api: Api::new(&url),
            mails,
            store,
            inside: Inside::Process {
                enroll: Box::new(enroll),
                _running: running,
            },
        }
    }

    /// The program, over a database.
    pub(crate) async fn of_program(program: Program, database_url: &str) -> Self {
        let mails = SmtpCatcher::start().await.unwrap();
        let program = set_up(program, database_url, &mails);
        let running = program.serve(SERVE).await;
        let api = running.api.clone();
        let store = open(database_url);
        Self {
            api,
            mails,
            store,
            inside: Inside::Program {
                program,
                _running: Box::new(running),
            },
        }
    }

    /// The program of this world.
    pub(crate) fn program(&self) -> Option<&Program> {
        match &self.inside {
            Inside::Program { program, .. } => Some(program),
            Inside::Process { .. } => None,
        }
    }

    /// Makes a user with a role who is active at once: the operator does, at the command line where there is one.
    pub(crate) async fn make(&self, email: &str, password: &str, role: &str) {
        match &self.inside {
            Inside::Program { program, .. } => {
                let arguments = ["user", "create", "--email", email, "--role", role, "--password-stdin"];
                let done = program.run(&arguments, &format!("{password}\n")).await;
                assert!(done.status.success(), "{done:?}");
            }
            Inside::Process { enroll, .. } => {
                let form = NewUserForm {
                    email: Some(email.to_owned()),
                    roles: vec![role.to_owned()],
                    ..NewUserForm::default()
                };
                let operator = enroll.enrollment().operator(&Call::in_default_tenant()).await.unwrap();
                let credential = FirstCredential::Password(password);
                enroll
                    .enrollment()
                    .create_user(&operator, &form, credential, None)
                    .await
                    .unwrap();
            }
        }
    }

    /// Waits until so many mails have come to an address, and reads them, oldest first.
    pub(crate) async fn mails_to(&self, email: &str, count: usize) -> Vec<Arrived> {
        until(format!("{count} mails to one address"), || async {
            let found = self.mails_so_far(email);
            (found.len() >= count).then_some(found)
        })
        .await
    }

    /// The mails that have come to an address by now, oldest first.
    pub(crate) fn mails_so_far(&self, email: &str) -> Vec<Arrived> {
        let same = |to: &String| EmailAddress::parse(to).is_ok_and(|to| to.key() == address(email).key());
        let mails = self.mails.received();
        mails
            .iter()
            .filter(|mail| mail.recipients.iter().any(same))
            .map(Arrived::read)
            .collect()
    }

    /// Every message of the outbox, with where it stands.
    pub(crate) async fn messages(&self) -> Vec<(Message, MessageStatus)> {
        self.store
            .view(|queries| queries.messages(TenantId::DEFAULT, None, ALL))
            .await
            .unwrap()
    }

    /// Waits until no mail is on its way, in any tenant.
    pub(crate) async fn all_mail_is_out(&self) {
        until("every mail to be out", || async {
            let backlog = self.store.view(|queries| queries.backlog(Channel::Mail)).await.unwrap();
            (backlog.open == 0).then_some(())
        })
        .await;
    }

    /// Waits until the relay has settled every message of the default tenant.
    pub(crate) async fn settled(&self) -> Vec<(Message, MessageStatus)> {
        until("every message to be settled", || async {
            let messages = self.messages().await;
            messages
                .iter()
                .all(|(_, status)| *status != MessageStatus::Open)
                .then_some(messages)
        })
        .await
    }

    /// The registration attempts for an address that are open.
    pub(crate) async fn attempts(&self, email: &str) -> Vec<Attempt> {
        use enroll::ports::system::Clock as _;
        let (key, now) = (address(email).key().clone(), enroll::SystemClock.now());
        self.store
            .view(move |queries| queries.open_attempts(TenantId::DEFAULT, &key, now))
            .await
            .unwrap()
    }
}

/// How the program serves: with hashes that cost next to nothing, which only `--dev` lets pass.
pub(crate) const SERVE: &[&str] = &["serve", "--dev", "--config", "cheap.toml"];

/// The settings with which the program is tried: mails over SMTP, and codes in them, and for [`SERVE`] cheap hashes.
pub(crate) fn set_up(program: Program, database_url: &str, mails: &SmtpCatcher) -> Program {
    hash_with(&program, 64, 1);
    program
        .with("ENROLL_DATABASE_URL", database_url)
        .with("ENROLL_MAIL__SMTP_URL", &mails.url())
}

/// Mails that carry a code beside the link.
const CODES: &str =
    "\n[[tenants]]\nname = \"default\"\n\n[tenants.codes]\npurposes = [\"activation\", \"password_reset\"]\n";

/// Sets the cost of a hash for [`SERVE`].
pub(crate) fn hash_with(program: &Program, memory_kib: u32, passes: u32) {
    let settings = format!("[hashing]\nmemory_kib = {memory_kib}\npasses = {passes}\nmax_wait_ms = 60000\n{CODES}");
    std::fs::write(program.folder().join("cheap.toml"), settings).unwrap();
}

/// The store behind a program, opened beside it.
pub(crate) fn open(database_url: &str) -> Arc<dyn UnitOfWork> {
    Arc::new(
        DieselStore::open(
            database_url,
            Options {
                connections: 2,
                ..Options::default()
            },
        )
        .unwrap(),
    )
}

/// An address, parsed.
pub(crate) fn address(text: &str) -> EmailAddress {
    EmailAddress::parse(text).unwrap()
}

fn policy() -> Policy {
    let support = ["user.read", "role.grant"]
        .map(|text| Permission::parse(text).unwrap())
        .into();
    let mut policy = Policy::private();
    policy.codes.purposes = vec![Purpose::Activation, Purpose::PasswordReset];
    policy.roles = policy
        .roles
        .with(Role::new(RoleName::parse("support").unwrap(), Authority::Only(support)));
    policy
}
