//! A pool of connections, and the way of a caller to one: first a permit, then a blocking thread, then the connection.
//! Whoever waits holds no thread.

use std::collections::hash_map::RandomState;
use std::hash::{BuildHasher as _, Hasher as _};
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use diesel::r2d2::{self, ManageConnection, NopErrorHandler, PooledConnection, R2D2Connection as _};
use enroll_repository::StoreError;
use tokio::sync::Semaphore;
use tokio::task::spawn_blocking;
use tokio::time::timeout;

use crate::backend::{self, Use};
use crate::connection::AnyConnection;
use crate::database_url::DatabaseUrl;

/// How many times a unit of work is run, at most.
pub(crate) const RUNS: u32 = 5;

/// By then there is a connection, or the database counts as unreachable.
const CONNECTED_WITHIN: Duration = Duration::from_secs(4);

/// By then a caller has an answer, whatever became of the database.
const ANSWERED_WITHIN: Duration = Duration::from_secs(10);

/// Connections for units of work, or for readings alone.
pub(crate) struct Pool {
    permits: Arc<Semaphore>,
    connections: r2d2::Pool<Connector>,
    patience: Duration,
}

/// Makes the connections of a pool, and knows which of them are spoilt.
struct Connector {
    url: DatabaseUrl,
    purpose: Use,
    patience: Duration,
}

/// Why there is no connection.
#[derive(Debug, thiserror::Error)]
enum ConnectorError {
    #[error("{0}")]
    NotConnected(String),
    #[error(transparent)]
    Silent(diesel::result::Error),
}

impl ManageConnection for Connector {
    type Connection = AnyConnection;
    type Error = ConnectorError;

    fn connect(&self) -> Result<AnyConnection, ConnectorError> {
        backend::connect(&self.url, self.purpose, self.patience).map_err(ConnectorError::NotConnected)
    }

    fn is_valid(&self, conn: &mut AnyConnection) -> Result<(), ConnectorError> {
        match conn {
            // A file does not go away as a server does, and is asked by every reading.
            #[cfg(feature = "sqlite")]
            AnyConnection::Sqlite(_) => Ok(()),
            #[cfg(feature = "postgres")]
            AnyConnection::Postgres(conn) => conn.ping().map_err(ConnectorError::Silent),
        }
    }

    fn has_broken(&self, conn: &mut AnyConnection) -> bool {
        conn.is_broken() // so it is while a transaction is open
    }
}

impl Pool {
    /// A pool of up to `size` connections. It connects when somebody first wants to.
    pub(crate) fn new(url: DatabaseUrl, purpose: Use, size: u32, patience: Duration) -> Self {
        let connections = r2d2::Pool::builder()
            .max_size(size)
            .min_idle(Some(0))
            .connection_timeout(CONNECTED_WITHIN)
            .error_handler(Box::new(NopErrorHandler))
            .build_unchecked(Connector { url, purpose, patience });
        let permits = usize::try_from(size).unwrap_or(Semaphore::MAX_PERMITS);
        Self {
            permits: Arc::new(Semaphore::new(permits)),
            connections,
            patience,
        }
    }

    /// Runs `body` on a connection, and again while it meets others. Once begun, it ends, whether or not the caller waits.
    pub(crate) async fn run<F>(&self, body: F) -> Result<(), StoreError>
    where
        F: FnMut(&mut AnyConnection) -> Result<(), StoreError> + Send + 'static,
    {
        let waited = timeout(self.patience, Arc::clone(&self.permits).acquire_owned()).await;
        let Ok(permit) = waited else {
            return Err(StoreError::Busy);
        };
        let permit = permit.map_err(StoreError::broken)?;
        let (connections, patience) = (self.connections.clone(), self.patience);
        let running = spawn_blocking(move || {
            let answer = insist(&connections, patience, body);
            drop(permit);
            answer
        });
        match timeout(ANSWERED_WITHIN, running).await {
            Ok(answer) => answer.map_err(StoreError::broken)?,
            Err(_late) => Err(StoreError::broken(
                "the database is silent; whether it committed is not known",
            )),
        }
    }
}

fn insist<F>(connections: &r2d2::Pool<Connector>, patience: Duration, mut body: F) -> Result<(), StoreError>
where
    F: FnMut(&mut AnyConnection) -> Result<(), StoreError>,
{
    let begun = Instant::now();
    let mut run = 1;
    loop {
        let answer = connected(connections).and_then(|mut conn| body(&mut conn));
        match answer {
            Err(StoreError::Busy) if run < RUNS && begun.elapsed() < patience => {
                thread::sleep(pause_after(run));
                run += 1;
            }
            answer => return answer,
        }
    }
}

fn connected(connections: &r2d2::Pool<Connector>) -> Result<PooledConnection<Connector>, StoreError> {
    connections.get().map_err(|error| {
        if tells_of_too_many(&error.to_string()) {
            StoreError::Busy
        } else {
            StoreError::broken(error)
        }
    })
}

/// Whether the server has no connection left for us: none at all, or none but those kept for its administrators.
fn tells_of_too_many(said: &str) -> bool {
    said.contains("too many clients") || said.contains("remaining connection slots are reserved")
}

/// Longer after each run, and never the same for two who met.
fn pause_after(run: u32) -> Duration {
    let most = 10_u64 << run.min(6);
    Duration::from_millis(most / 2 + RandomState::new().build_hasher().finish() % most)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_without_a_connection_left_for_us_is_busy_in_either_of_its_words() {
        for said in [
            "FATAL:  sorry, too many clients already",
            "FATAL:  remaining connection slots are reserved for roles with the SUPERUSER attribute",
        ] {
            assert!(tells_of_too_many(said), "{said}");
        }
        assert!(!tells_of_too_many(
            "FATAL:  password authentication failed for user \"enroll\""
        ));
    }
}
