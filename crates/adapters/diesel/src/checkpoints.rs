//! The checkpoints of an SQLite file: its log is moved into the file, as far as no reader needs it, away from the path of commits.

use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::Duration;

use diesel::connection::SimpleConnection as _;

use crate::backend::{self, Use};
use crate::database_url::DatabaseUrl;

/// When one that failed is tried again.
const TRIED_AGAIN_AFTER: Duration = Duration::from_secs(1);

/// Performs the checkpoints that are due until nobody asks for any more. One that failed is tried again until it is done: the log
/// itself may be what fills a disk, and then nothing is committed any more that would ask for the next.
pub(crate) fn perform(url: &DatabaseUrl, patience: Duration, due: &Receiver<()>) {
    let mut conn = None;
    let mut moved = true;
    loop {
        let next = match moved {
            true => due.recv().map_err(|_ended| RecvTimeoutError::Disconnected),
            false => due.recv_timeout(TRIED_AGAIN_AFTER),
        };
        if next == Err(RecvTimeoutError::Disconnected) {
            return;
        }
        if conn.is_none() {
            conn = backend::connect(url, Use::Work, patience).ok();
        }
        let done = conn
            .as_mut()
            .map(|conn| conn.batch_execute("PRAGMA wal_checkpoint(PASSIVE)"));
        moved = matches!(done, Some(Ok(())));
        if !moved {
            conn = None;
        }
    }
}
