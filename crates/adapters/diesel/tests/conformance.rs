//! Runs the port's conformance suite, and the promises of this crate's own, on SQLite always and on PostgreSQL where a
//! server is installed; where it is not, its cases show as ignored with the reason.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a case fails by panicking"
)]

#[path = "conformance/both.rs"]
mod both;
#[path = "conformance/populations.rs"]
mod populations;
#[path = "conformance/postgres.rs"]
mod postgres;
mod postgres_server;
#[path = "conformance/schema.rs"]
mod schema;
#[path = "conformance/tenants.rs"]
mod tenants;

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, OnceLock};

use enroll_diesel::{DieselStore, Options};
use enroll_repository::UnitOfWork;
use enroll_repository::conformance::{self, PATIENCE};
use libtest_mimic::{Arguments, Completion, Failed, Trial};
use postgres_server::{Installed, Server};
use tempfile::TempDir;

/// A case of this crate's own: its name, and what it does with what it gets.
pub(crate) type OwnCase<T> = (&'static str, fn(T));

/// A database that one case has for itself, migrated.
pub(crate) struct Place {
    url: String,
    _folder: Option<TempDir>,
}

impl Place {
    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    pub(crate) fn open(&self) -> Arc<dyn UnitOfWork> {
        self.open_with(Options::default())
    }

    pub(crate) fn open_with(&self, options: Options) -> Arc<dyn UnitOfWork> {
        Arc::new(DieselStore::open(&self.url, options).unwrap())
    }

    fn in_file() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite:{}", folder.path().join("enroll.db").display());
        DieselStore::migrate(&url).unwrap();
        Self {
            url,
            _folder: Some(folder),
        }
    }
}

/// The server that all cases share, started by the first that needs it.
struct Shared {
    installed: Installed,
    server: OnceLock<Server>,
    databases: AtomicU32,
}

impl Shared {
    fn place(&self) -> Place {
        let server = self.server.get_or_init(|| {
            let server = self.installed.start();
            server.create_database("template_enroll", "template1");
            DieselStore::migrate(&server.url("template_enroll")).unwrap();
            server
        });
        let name = format!("case_{}", self.databases.fetch_add(1, Ordering::Relaxed));
        server.create_database(&name, "template_enroll");
        Place {
            url: server.url(&name),
            _folder: None,
        }
    }
}

/// Where the places of a backend come from.
#[derive(Clone)]
enum Backend {
    Sqlite,
    Postgres(Result<Arc<Shared>, String>),
}

impl Backend {
    fn trial(&self, name: &str, run: impl FnOnce(Place) + Send + 'static) -> Trial {
        match self {
            Self::Sqlite => Trial::test(format!("sqlite::{name}"), move || {
                run(Place::in_file());
                Ok(())
            }),
            Self::Postgres(Ok(shared)) => {
                let shared = Arc::clone(shared);
                Trial::test(format!("postgres::{name}"), move || {
                    run(shared.place());
                    Ok(())
                })
            }
            Self::Postgres(Err(missing)) => missing_trial(name, missing),
        }
    }
}

fn missing_trial(name: &str, missing: &str) -> Trial {
    let why = missing.to_owned();
    Trial::ignorable_test(
        format!("postgres::{name}"),
        move || match postgres_server::is_required() {
            true => Err(Failed::from(why)),
            false => Ok(Completion::ignored_with(why)),
        },
    )
}

/// Runs something on a runtime with enough threads for transactions to meet.
pub(crate) fn on_runtime<T>(task: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_time()
        .build()
        .unwrap();
    runtime.block_on(async { tokio::time::timeout(PATIENCE, task).await.unwrap() })
}

fn main() {
    let arguments = Arguments::from_args();
    let shared = postgres_server::find().map(|installed| {
        Arc::new(Shared {
            installed,
            server: OnceLock::new(),
            databases: AtomicU32::new(0),
        })
    });
    let backends = [Backend::Sqlite, Backend::Postgres(shared.clone())];
    let mut trials = Vec::new();
    for backend in &backends {
        for case in conformance::cases() {
            trials.push(backend.trial(case.name, move |place| {
                both::add_neighbour(&place);
                on_runtime((case.run)(place.open()));
            }));
        }
        for (name, run) in both::CASES
            .iter()
            .chain(schema::CASES)
            .chain(populations::CASES)
            .chain(tenants::CASES)
        {
            trials.push(backend.trial(name, run));
        }
    }
    for (name, run) in postgres::CASES {
        trials.push(match &shared {
            Ok(shared) => {
                let installed = shared.installed.clone();
                Trial::test(format!("postgres::{name}"), move || {
                    run(installed);
                    Ok(())
                })
            }
            Err(missing) => missing_trial(name, missing),
        });
    }
    let conclusion = libtest_mimic::run(&arguments, trials);
    drop((backends, shared)); // stops the server, which an exit would not
    conclusion.exit();
}
