//! The servers that are asked: the real program over SQLite, once with a mail server and once with none that answers.

use std::future::Future;
use std::sync::Arc;

use enroll::adapters::diesel::{DieselStore, Options};
use enroll::ports::repository::{Channel, UnitOfWork};
use enroll_tests::port;
use enroll_tests::program::{Program, Running};
use enroll_tests::smtp_catcher::SmtpCatcher;
use enroll_tests::until::until;
use serde_json::json;
use tokio::runtime::{Builder, Runtime};
use tokio::sync::OnceCell;

use crate::people::{CALLERS, Route, put_caller};
use crate::wire::Wire;

/// The name of the tenant whose answers tell who is known.
pub(crate) const TELLING: &str = "telling";

/// Hashes that take several milliseconds, so that one that is left out would be seen, and many fit into a minute; and a tenant that
/// lets answers tell.
const SETTINGS: &str = r#"
[hashing]
memory_kib = 8192
passes = 1
max_wait_ms = 60000

[[tenants]]
name = "default"
preset = "private"
codes = { purposes = ["activation", "password_reset"] }

[[tenants]]
name = "telling"
preset = "private"
claim = "at_once_active"
disclosure = "open"
"#;

/// A hash of the cost that the settings ask for, of a password that nobody knows.
pub(crate) const PHC: &str =
    "$argon2id$v=19$m=8192,t=1,p=1$c2FsdHNhbHRzYWx0c2FsdA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// Another of that cost, of the password of whoever asks while they are signed in.
pub(crate) const CALLERS_PHC: &str =
    "$argon2id$v=19$m=8192,t=1,p=1$CHZTlfFTlChllj/4mfhuKA$PRzQkRBDzHo7Ztvtps8RBeRIF1al36YvAtnE2LIaMh8";

/// Whether there is a mail server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mails {
    Up,
    Down,
}

impl Mails {
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Up => "up",
            Self::Down => "down",
        }
    }
}

/// A server, and the store behind it.
pub(crate) struct Stage {
    program: Program,
    store: Arc<dyn UnitOfWork>,
    _mails: Option<SmtpCatcher>,
    running: Running,
}

impl Stage {
    async fn begin(mails: Mails) -> Self {
        let program = Program::new(env!("CARGO_BIN_EXE_enroll-under-test"));
        std::fs::write(program.folder().join("settings.toml"), SETTINGS).unwrap();
        let database = format!("sqlite:{}", program.folder().join("enroll.db").display());
        let catcher = match mails {
            Mails::Up => Some(SmtpCatcher::start().await.unwrap()),
            Mails::Down => None,
        };
        let nobody = format!("smtp://127.0.0.1:{}", port::free());
        let smtp = catcher.as_ref().map_or(nobody, SmtpCatcher::url);
        let program = program
            .with("ENROLL_DATABASE_URL", &database)
            .with("ENROLL_MAIL__SMTP_URL", &smtp)
            .with("RUST_LOG", "warn");
        let running = program.serve(&["serve", "--dev", "--config", "settings.toml"]).await;
        let options = Options {
            connections: 2,
            ..Options::default()
        };
        Self {
            store: Arc::new(DieselStore::open(&database, options).unwrap()),
            program,
            _mails: catcher,
            running,
        }
    }

    pub(crate) fn url(&self) -> String {
        self.program.url()
    }

    pub(crate) fn store(&self) -> &dyn UnitOfWork {
        &*self.store
    }

    /// A connection, over which somebody speaks who is signed in if the route asks for that.
    pub(crate) async fn wire(&self, route: Route) -> Wire {
        let wire = Wire::to(&self.url()).await;
        match route {
            Route::AddressChange => wire.speaking_for(&self.caller().await),
            Route::Registration
            | Route::Resend
            | Route::Reset
            | Route::SignIn
            | Route::ActivationByCode
            | Route::ResetByCode => wire,
        }
    }

    /// The access token of somebody new.
    async fn caller(&self) -> String {
        let email = put_caller(self.store()).await;
        let body = json!({ "identifier": email, "password": CALLERS });
        let answer = self.running.api.post("/v1/sessions", body).await;
        answer.expect(200).string("/access_token")
    }

    /// Waits until there is no mail to be sent.
    pub(crate) async fn mails_are_out(&self) {
        until("every mail to be out", || async {
            let backlog = self.store.view(|queries| queries.backlog(Channel::Mail)).await.unwrap();
            (backlog.open == 0).then_some(())
        })
        .await;
    }
}

/// Both servers, each started when it is first needed.
pub(crate) struct Stages {
    up: OnceCell<Stage>,
    down: OnceCell<Stage>,
    runtime: Option<Runtime>,
}

impl Stages {
    pub(crate) fn new() -> Self {
        let runtime = Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build()
            .unwrap();
        Self {
            up: OnceCell::new(),
            down: OnceCell::new(),
            runtime: Some(runtime),
        }
    }

    /// Plays a test on one of them.
    pub(crate) fn play<'a, F: Future<Output = ()>>(&'a self, mails: Mails, test: impl FnOnce(&'a Stage) -> F) {
        let cell = match mails {
            Mails::Up => &self.up,
            Mails::Down => &self.down,
        };
        self.runtime.as_ref().unwrap().block_on(async {
            test(cell.get_or_init(|| Stage::begin(mails)).await).await;
        });
    }
}

impl Drop for Stages {
    fn drop(&mut self) {
        // The servers are ended within the runtime that watches them.
        let runtime = self.runtime.take();
        if let Some(runtime) = &runtime {
            let _within = runtime.enter();
            drop((self.up.take(), self.down.take()));
        }
    }
}
