//! A PostgreSQL server with as many databases as journeys need.

use std::sync::atomic::{AtomicU64, Ordering};

use crate::postgres_server::{self, Installed, Server};

/// A server of our own; it is stopped and removed when this is dropped.
pub struct Postgres {
    server: Server,
    databases: AtomicU64,
}

impl Postgres {
    /// Starts a server.
    ///
    /// # Panics
    /// When none is installed; see [`missing`].
    #[must_use]
    pub fn start() -> Self {
        Self::of(installed().start())
    }

    /// Starts a server that keeps what it has committed through a power cut, for whoever measures what that costs.
    ///
    /// # Panics
    /// As [`Postgres::start`].
    #[must_use]
    pub fn start_durable() -> Self {
        Self::of(installed().start_with("-c fsync=on -c shared_buffers=256MB"))
    }

    const fn of(server: Server) -> Self {
        Self {
            server,
            databases: AtomicU64::new(1),
        }
    }

    /// The URL of a new, empty database.
    #[must_use]
    pub fn new_database(&self) -> String {
        let name = format!("journey_{}", self.databases.fetch_add(1, Ordering::Relaxed));
        self.server.create_database(&name, "template1");
        self.server.url(&name)
    }

    /// Stops the server at once, as a crash would. It must run again before this is dropped.
    pub fn stop_at_once(&self) {
        self.server.down();
    }

    /// Starts the server again, and waits until it answers.
    pub fn start_again(&self) {
        self.server.up();
    }
}

/// Why no server can be started, if none can.
#[must_use]
pub fn missing() -> Option<String> {
    postgres_server::find().err()
}

fn installed() -> Installed {
    postgres_server::find().unwrap_or_else(|missing| panic!("{missing}"))
}
