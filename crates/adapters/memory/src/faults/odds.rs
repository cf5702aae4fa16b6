//! Faults by chance: what may happen to the calls of each port, how often, and how often it did. All of it follows from a seed.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::waits::Waits;
use crate::Chance;

/// What may happen to a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Mishap {
    /// Nothing is done, and the answer is an error.
    Down,
    /// All of it is done, and the answer is an error: it got lost on its way.
    Lost,
    /// Nothing is done, and the answer asks to come again.
    Busy,
    /// Nothing is done, and the answer is that it never will be.
    Refused,
    /// Nothing is done, and the answer is that it will not be with these settings.
    Misconfigured,
    /// Nothing is done, and the answer is that somebody else has the name.
    Taken,
    /// It is done and answered as it should be, and takes from a moment to a good quarter of an hour.
    Slow,
}

/// Whose calls something may happen to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Port {
    /// Units of work and readings, as a whole.
    Store,
    /// The calls within a unit of work or a reading.
    Within,
    /// The password hasher.
    Hasher,
    /// The issuer of access tokens.
    Tokens,
    /// The signer of links and refresh tokens.
    Signer,
    /// The source of entropy.
    Entropy,
    /// The mailer.
    Mailer,
    /// The identity provider.
    Provider,
}

impl Port {
    /// Every port.
    pub const ALL: &[Self] = &[
        Self::Store,
        Self::Within,
        Self::Hasher,
        Self::Tokens,
        Self::Signer,
        Self::Entropy,
        Self::Mailer,
        Self::Provider,
    ];

    /// What may happen to the calls of this port: all that its promises leave open.
    #[must_use]
    pub const fn mishaps(self) -> &'static [Mishap] {
        use Mishap::{Busy, Down, Lost, Misconfigured, Refused, Slow, Taken};
        match self {
            Self::Store => &[Down, Lost, Busy, Slow],
            Self::Within => &[Down, Lost, Busy],
            Self::Hasher => &[Down, Lost, Busy, Slow],
            Self::Tokens | Self::Signer => &[Down, Lost],
            Self::Entropy => &[Down],
            Self::Mailer => &[Down, Lost, Refused, Misconfigured, Slow],
            Self::Provider => &[Down, Lost, Refused, Misconfigured, Taken, Slow],
        }
    }
}

/// How long a slow call takes at the least, of which one is drawn; up to half as much again comes on top. The longest is longer than
/// the lease on a message.
const SLOW: [Duration; 5] = [
    Duration::from_millis(30),
    Duration::from_millis(700),
    Duration::from_secs(20),
    Duration::from_secs(4 * 60),
    Duration::from_secs(11 * 60),
];

/// The chance that drives a run, and what it did so far.
pub(super) struct Odds {
    waits: Waits,
    state: Mutex<State>,
}

struct State {
    chance: Chance,
    per_mille: BTreeMap<Port, u16>,
    injected: BTreeMap<(Port, Mishap), usize>,
}

/// On which side of its effect a slow call takes its time, and how long.
pub(super) enum Delay {
    Before(Duration),
    After(Duration),
}

impl Odds {
    pub(super) fn new(seed: u64, waits: &Waits) -> Self {
        Self {
            waits: waits.clone(),
            state: Mutex::new(State {
                chance: Chance::new(seed),
                per_mille: BTreeMap::new(),
                injected: BTreeMap::new(),
            }),
        }
    }

    pub(super) const fn waits(&self) -> &Waits {
        &self.waits
    }

    pub(super) fn set(&self, port: Port, per_mille: u16) {
        self.lock().per_mille.insert(port, per_mille);
    }

    pub(super) fn injected(&self) -> BTreeMap<(Port, Mishap), usize> {
        self.lock().injected.clone()
    }

    /// What happens to the next call of this port.
    pub(super) fn draw(&self, port: Port) -> Option<Mishap> {
        let mut state = self.lock();
        let per_mille = state.per_mille.get(&port).copied().unwrap_or_default();
        // Nothing is drawn where nothing can happen, so that a run is as fast as one without faults once they have ended.
        if per_mille == 0 || state.chance.below(1000) >= usize::from(per_mille) {
            return None;
        }
        let mishap = state.chance.one_of(port.mishaps()).copied()?;
        let count = state.injected.entry((port, mishap)).or_default();
        *count = count.saturating_add(1);
        Some(mishap)
    }

    pub(super) fn draw_delay(&self) -> Delay {
        let chance = &mut self.lock().chance;
        let least = chance.one_of(&SLOW).copied().unwrap_or_default();
        let on_top = u32::try_from(chance.below(500)).unwrap_or_default();
        let delay = least.saturating_add(least.saturating_mul(on_top) / 1000);
        match chance.below(2) {
            0 => Delay::Before(delay),
            _after => Delay::After(delay),
        }
    }

    // A panic while the lock is held leaves whole counts behind, for each change is a single one.
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Odds {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Odds({:?})", self.injected())
    }
}
