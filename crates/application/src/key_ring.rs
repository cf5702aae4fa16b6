//! The ring of token-signing keys as this process has it: when it is read again, and which of two rings stays.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use enroll_credentials::TokenError;
use enroll_domain::Timestamp;
use enroll_domain::signing_key::SealedKey;

use crate::keys::OldKeys;
use crate::single_flight::SingleFlight;
use crate::{Ports, Unavailable};

/// How often, at most, an unknown key id makes the ring be read again: whoever sends made-up key ids must not cost us a read each.
const PAUSE: Duration = Duration::from_secs(2);

/// The ring, as this process has it.
pub(crate) struct KeyRing {
    ports: Ports,
    for_unknown: SingleFlight,
    taken: Mutex<Taken>,
}

/// The rings that were taken into use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Taken {
    /// How many there were.
    count: u64,
    /// When the newest key of the last one was made.
    newest: Option<Timestamp>,
}

impl KeyRing {
    pub(crate) fn new(ports: Ports) -> Self {
        let for_unknown = SingleFlight::new(Arc::clone(&ports.clock), PAUSE);
        Self {
            ports,
            for_unknown,
            taken: Mutex::default(),
        }
    }

    /// Reads the ring again for a token whose key is not in it, or waits for whoever reads it; then the token is to be checked
    /// again. Where it was read a moment ago it stays as it is: a token of a key that was made since is refused as if its key were
    /// made up, for [`PAUSE`] at the longest, because nothing tells one from the other but a read.
    ///
    /// # Errors
    /// [`Unavailable`] where it could not be read, now or a moment ago: then nobody knows whether the token is good.
    pub(crate) async fn reload_for_unknown_key(&self) -> Result<(), Unavailable> {
        self.for_unknown.run(self.load()).await
    }

    /// Reads the ring and takes it into use. A ring that was read before another one was taken never takes its place: a key that was
    /// dropped meanwhile would be back in it.
    pub(crate) async fn load(&self) -> Result<(), Unavailable> {
        loop {
            let before = self.taken.lock().unwrap_or_else(PoisonError::into_inner).count;
            let ring = self.ports.store.view(|queries| queries.signing_keys()).await?;
            // Whoever took another one meanwhile got on, so this ends.
            if self.take_unless(&ring, newest(&ring), |taken| taken.count != before)? {
                return Ok(());
            }
        }
    }

    /// Takes the ring of a rotation into use, unless that of a later rotation is. One that cannot be opened is left to whoever reads
    /// the ring next; until then the old keys sign, or none where they were dropped.
    ///
    /// # Errors
    /// [`TokenError`] where a key that was dropped may sign all the same.
    pub(crate) fn take_rotated(&self, ring: &[SealedKey], old: OldKeys) -> Result<(), TokenError> {
        let newest = newest(ring);
        let later = |taken: &Taken| taken.newest > newest;
        match (self.take_unless(ring, newest, later), old) {
            (Ok(_), _) | (Err(_), OldKeys::Keep) => Ok(()),
            (Err(_), OldKeys::Drop) => self.take_unless(&[], newest, later).map(|_taken| ()),
        }
    }

    /// Takes a ring into use unless others were taken that must stay; says whether it did.
    fn take_unless(
        &self,
        ring: &[SealedKey],
        newest: Option<Timestamp>,
        others_stay: impl Fn(&Taken) -> bool,
    ) -> Result<bool, TokenError> {
        let mut taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        if others_stay(&taken) {
            return Ok(false);
        }
        self.ports.tokens.load(ring)?;
        *taken = Taken {
            count: taken.count.wrapping_add(1),
            newest,
        };
        Ok(true)
    }
}

fn newest(ring: &[SealedKey]) -> Option<Timestamp> {
    ring.iter().map(|key| key.made_at).max()
}
