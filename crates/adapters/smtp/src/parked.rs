//! Conversations that wait for the next letter. Only those lie here that were brought to an end: one that was cut short is
//! never used again, or the next letter would read the answer to the last one.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use crate::conversation::Conversation;

/// Servers may hang up after five minutes of silence (RFC 5321 §4.5.3.2.7); impatient ones do after one.
const FRESH: Duration = Duration::from_secs(50);

#[derive(Default)]
pub(crate) struct Parked(Mutex<Vec<(Conversation, Instant)>>);

impl Parked {
    pub(crate) fn put(&self, conversation: Conversation) {
        self.lock().push((conversation, Instant::now()));
    }

    /// The one that was used last, if it is fresh. If it is not, no other is, and all are dropped.
    pub(crate) fn take(&self) -> Option<Conversation> {
        let mut parked = self.lock();
        match parked.pop() {
            Some((conversation, since)) if since.elapsed() < FRESH => Some(conversation),
            Some(_) | None => {
                parked.clear();
                None
            }
        }
    }

    pub(crate) fn clear(&self) {
        self.lock().clear();
    }

    // A panic while the lock is held leaves a whole list behind.
    fn lock(&self) -> MutexGuard<'_, Vec<(Conversation, Instant)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
