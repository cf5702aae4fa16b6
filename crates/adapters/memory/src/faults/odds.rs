//! Faults by chance: what may happen to the calls of each port, how often, and how often it did. All of it follows from a seed.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use enroll_system::Entropy;

use super::waits::Waits;
use crate::SeededEntropy;

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
    chance: SeededEntropy,
    waits: Waits,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
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
            chance: SeededEntropy::new(seed),
            waits: waits.clone(),
            state: Mutex::default(),
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
        if per_mille == 0 || self.below(1000) >= u64::from(per_mille) {
            return None;
        }
        let mishaps = port.mishaps();
        let drawn = self.below(u64::try_from(mishaps.len()).unwrap_or(1));
        let mishap = usize::try_from(drawn)
            .ok()
            .and_then(|place| mishaps.get(place))
            .copied()?;
        let count = state.injected.entry((port, mishap)).or_default();
        *count = count.saturating_add(1);
        Some(mishap)
    }

    pub(super) fn draw_delay(&self) -> Delay {
        let place = usize::try_from(self.below(5)).unwrap_or_default();
        let least = SLOW.get(place).copied().unwrap_or_default();
        let on_top = u32::try_from(self.below(500)).unwrap_or_default();
        let delay = least.saturating_add(least.saturating_mul(on_top) / 1000);
        match self.below(2) {
            0 => Delay::Before(delay),
            _after => Delay::After(delay),
        }
    }

    fn below(&self, end: u64) -> u64 {
        let mut bytes = [0; 8];
        // A seed never runs dry.
        let _drawn = self.chance.fill(&mut bytes);
        u64::from_le_bytes(bytes).checked_rem(end).unwrap_or_default()
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
