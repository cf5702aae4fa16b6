//! Chance that can be repeated: the same seed and number give the same draws, on every machine.

/// A source of draws (SplitMix64, by Steele, Lea and Flood).
#[derive(Debug, Clone)]
pub(crate) struct Chance(u64);

impl Chance {
    /// The draws of one request of a run.
    pub(crate) fn of(seed: u64, request: usize) -> Self {
        let mut chance = Self(seed);
        let own = chance.next() ^ u64::try_from(request).unwrap().wrapping_mul(0x9e37_79b9_7f4a_7c15);
        Self(own)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below this one.
    pub(crate) fn below(&mut self, end: usize) -> usize {
        let end = u64::try_from(end.max(1)).unwrap();
        usize::try_from(self.next() % end).unwrap()
    }

    /// One of these.
    pub(crate) fn one<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        &of[self.below(of.len())]
    }

    /// A byte.
    pub(crate) fn byte(&mut self) -> u8 {
        self.next().to_le_bytes()[0]
    }
}
