//! Chance that can be repeated: the same seed gives the same draws, on every machine. Never for production, where anybody who
//! guessed the seed would know what comes.

use std::time::Duration;

/// The step of SplitMix64.
const STEP: u64 = 0x9e37_79b9_7f4a_7c15;

/// A source of draws (SplitMix64, by Steele, Lea and Flood).
#[derive(Debug, Clone)]
pub struct Chance(u64);

impl Chance {
    /// The draws of this seed.
    #[must_use]
    pub const fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// The draws of one of the many parts of a run, whatever the others draw.
    #[must_use]
    pub const fn of(seed: u64, part: u64) -> Self {
        Self(Self(seed).any() ^ part.wrapping_mul(STEP))
    }

    /// Any number, such as the seed of something that has a chance of its own.
    pub const fn any(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(STEP);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below this one; 0 where there is none.
    pub fn below(&mut self, end: usize) -> usize {
        let drawn = u64::try_from(end).ok().and_then(|end| self.any().checked_rem(end));
        drawn.and_then(|drawn| usize::try_from(drawn).ok()).unwrap_or_default()
    }

    /// True once in so many times.
    pub fn one_in(&mut self, times: usize) -> bool {
        self.below(times) == 0
    }

    /// Heads or tails.
    pub const fn flips(&mut self) -> bool {
        self.any() & 1 == 1
    }

    /// A byte.
    pub const fn byte(&mut self) -> u8 {
        let [byte, ..] = self.any().to_le_bytes();
        byte
    }

    /// A span between two numbers of milliseconds, both included.
    pub fn span(&mut self, least: u64, most: u64) -> Duration {
        let room = most.saturating_sub(least).saturating_add(1);
        let drawn = self.any().checked_rem(room).unwrap_or_default();
        Duration::from_millis(least.saturating_add(drawn))
    }

    /// One of these, if there are any.
    pub fn one_of<'a, T>(&mut self, items: &'a [T]) -> Option<&'a T> {
        if items.is_empty() {
            return None;
        }
        items.get(self.below(items.len()))
    }

    /// One of these.
    ///
    /// # Panics
    /// Where there are none.
    #[expect(clippy::indexing_slicing, reason = "whoever names choices names one")]
    pub fn one<'a, T>(&mut self, items: &'a [T]) -> &'a T {
        &items[self.below(items.len())]
    }
}
