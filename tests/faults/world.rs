//! A world under faults: the program, its database on SQLite or PostgreSQL, and a mail server.

use std::time::{Duration, Instant};

use enroll_tests::api::Api;
use enroll_tests::postgres::Postgres;
use enroll_tests::program::{Program, Running};
use enroll_tests::smtp_catcher::SmtpCatcher;
use enroll_tests::until::within;

use crate::BINARY;
use crate::database::Database;
use crate::measure::{Found, Measure};

/// How soon a program that is started anew is to be ready.
const READY: Duration = Duration::from_secs(5);

/// Where the database is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Backend {
    Sqlite,
    Postgres,
}

/// One world.
pub(crate) struct World {
    pub(crate) program: Program,
    pub(crate) mails: SmtpCatcher,
    /// The database, as we reach it.
    pub(crate) url: String,
    /// What is said before `serve`: nothing, or the program that is to watch or to house it.
    pub(crate) before: Vec<String>,
    pub(crate) postgres: Option<Postgres>,
}

impl World {
    /// A world of the program.
    pub(crate) async fn new(backend: Backend) -> Self {
        Self::of(Program::new(BINARY), backend, Vec::new()).await
    }

    /// A world of a program that runs the program.
    pub(crate) async fn of(program: Program, backend: Backend, before: Vec<String>) -> Self {
        let mails = SmtpCatcher::start().await.unwrap();
        let settings = "[hashing]\nmemory_kib = 64\npasses = 1\nmax_wait_ms = 60000\n";
        std::fs::write(program.folder().join("cheap.toml"), settings).unwrap();
        let (url, postgres) = match backend {
            Backend::Sqlite => (format!("sqlite:{}", program.folder().join("enroll.db").display()), None),
            Backend::Postgres => {
                let postgres = Postgres::start();
                let url = postgres.new_database();
                Database::teach_hex(&url);
                (url, Some(postgres))
            }
        };
        let program = program
            .with("ENROLL_DATABASE_URL", &url)
            .with("ENROLL_MAIL__FROM", "enroll <enroll@localhost>")
            .with("ENROLL_MAIL__SMTP_URL", &mails.url());
        Self {
            program,
            mails,
            url,
            before,
            postgres,
        }
    }

    /// The same world with a variable in the environment of its program.
    pub(crate) fn with(self, name: &str, value: &str) -> Self {
        Self {
            program: self.program.with(name, value),
            ..self
        }
    }

    /// A client.
    pub(crate) fn api(&self) -> Api {
        Api::new(&self.program.url())
    }

    /// A connection to the database, past the program.
    pub(crate) fn database(&self) -> Database {
        Database::open(&self.url)
    }

    /// Starts the program, with hashes that cost next to nothing.
    pub(crate) fn start(&self) -> Running {
        let serve = ["serve", "--dev", "--config", "cheap.toml"];
        let before = self.before.iter().map(String::as_str);
        let arguments: Vec<&str> = before.chain(serve).collect();
        self.program.start(&arguments)
    }

    /// Starts the program, and waits until it is ready.
    pub(crate) async fn serve(&self) -> Running {
        let mut running = self.start();
        running.ready().await;
        running
    }

    /// The same, and looks at how long it took.
    pub(crate) async fn serve_in_time(&self, measure: Measure, found: &mut Found) -> Running {
        let begun = Instant::now();
        let running = self.serve().await;
        let took = begun.elapsed();
        found.check(took <= measure.patience(READY), || format!("ready after {took:?}"));
        running
    }

    /// Lets every lease run out and every wait be over, as time does. Nobody may be at work meanwhile.
    pub(crate) fn let_waits_be_over(&self) {
        let over = "UPDATE outbox SET ready_at = made_at WHERE status IN ('leased', 'waiting')";
        self.database().run(over);
    }

    /// Starts the program anew, with every lease and every wait over, and waits until every message is settled. What a program
    /// that was killed had leased, or could not settle, would wait ten minutes for its lease to end.
    pub(crate) async fn finished(&self, running: Running, span: Duration, found: &mut Found) -> Running {
        running.kill().await;
        self.let_waits_be_over();
        let running = self.serve().await;
        self.settled(span, found).await;
        running
    }

    /// Waits until every message is settled, as long as each `span` settles some.
    pub(crate) async fn settled(&self, span: Duration, found: &mut Found) {
        let mut open = self.open_messages();
        while open > 0 {
            let fewer = within(span, || async { Some(self.open_messages()).filter(|now| *now < open) });
            let Some(now) = fewer.await else { break };
            open = now;
        }
        found.check(open == 0, || {
            format!("{open} messages stay open, and {span:?} settle none")
        });
    }

    /// How many messages are open.
    pub(crate) fn open_messages(&self) -> usize {
        self.database().count("outbox WHERE settled_at IS NULL")
    }
}
