//! Chance that can be repeated: the same seed gives the same draws, on every machine.

use std::time::Duration;

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
    pub fn of(seed: u64, part: usize) -> Self {
        let own = Self(seed).any() ^ u64::try_from(part).unwrap().wrapping_mul(0x9e37_79b9_7f4a_7c15);
        Self(own)
    }

    /// Any number.
    pub const fn any(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below this one.
    pub fn below(&mut self, end: usize) -> usize {
        let end = u64::try_from(end.max(1)).unwrap();
        usize::try_from(self.any() % end).unwrap()
    }

    /// One of these.
    pub fn one<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        &of[self.below(of.len())]
    }

    /// Heads or tails.
    pub const fn flips(&mut self) -> bool {
        self.any() & 1 == 1
    }

    /// A byte.
    pub const fn byte(&mut self) -> u8 {
        self.any().to_le_bytes()[0]
    }

    /// A span between two numbers of milliseconds, both included.
    pub fn span(&mut self, least: u64, most: u64) -> Duration {
        Duration::from_millis(least + self.any() % (most - least + 1))
    }
}
