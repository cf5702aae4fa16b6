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

use crate::backend::{self, Access, Use};
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

/// A connection of the pool, and whether it could not begin.
struct Pooled {
    conn: AnyConnection,
    gone: bool,
}

/// Why there is no connection.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
struct NotConnected(String);

impl ManageConnection for Connector {
    type Connection = Pooled;
    type Error = NotConnected;

    fn connect(&self) -> Result<Pooled, NotConnected> {
        let conn = backend::connect(&self.url, self.purpose, self.patience).map_err(NotConnected)?;
        Ok(Pooled { conn, gone: false })
    }

    fn is_valid(&self, _pooled: &mut Pooled) -> Result<(), NotConnected> {
        Ok(()) // whoever begins a transaction on it sees
    }

    fn has_broken(&self, pooled: &mut Pooled) -> bool {
        pooled.gone || pooled.conn.is_broken() // so it is while a transaction is open
    }
}

impl Pool {
    /// A pool of up to `size` connections. It connects when somebody first wants to.
    pub(crate) fn new(url: DatabaseUrl, purpose: Use, size: u32, patience: Duration) -> Self {
        let connections = r2d2::Pool::builder()
            .max_size(size)
            .min_idle(Some(0))
            .test_on_check_out(false)
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

    /// Runs `body` in a transaction, which it ends, and again while it meets others. Once begun, it ends, whether or not the caller
    /// waits.
    pub(crate) async fn run<F>(&self, access: Access, body: F) -> Result<(), StoreError>
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
            let answer = insist(&connections, patience, access, body);
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

fn insist<F>(
    connections: &r2d2::Pool<Connector>,
    patience: Duration,
    access: Access,
    mut body: F,
) -> Result<(), StoreError>
where
    F: FnMut(&mut AnyConnection) -> Result<(), StoreError>,
{
    let begun = Instant::now();
    let mut run = 1;
    loop {
        let answer = in_transaction(connections, access).and_then(|mut pooled| body(&mut pooled.conn));
        match answer {
            Err(StoreError::Busy) if run < RUNS && begun.elapsed() < patience => {
                thread::sleep(pause_after(run));
                run += 1;
            }
            answer => return answer,
        }
    }
}

/// A connection on which a transaction has begun. A server may have ended any of them since they were used: the begin shows it, at
/// no cost of its own, and nothing was done by then.
fn in_transaction(
    connections: &r2d2::Pool<Connector>,
    access: Access,
) -> Result<PooledConnection<Connector>, StoreError> {
    let mut stale = connections.max_size();
    loop {
        let mut pooled = connected(connections)?;
        match backend::begin(&mut pooled.conn, access).map_err(backend::sorted) {
            Ok(()) => return Ok(pooled),
            Err(StoreError::Broken(_)) if stale > 0 => {
                pooled.gone = true;
                stale -= 1;
            }
            Err(error) => {
                pooled.gone = true;
                return Err(error);
            }
        }
    }
}

fn connected(connections: &r2d2::Pool<Connector>) -> Result<PooledConnection<Connector>, StoreError> {
    connections.get().map_err(|error| {
        if tells_of_too_many(&error.to_string()) {
            StoreError::Busy
        } else {
            StoreError::unreached(error)
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
