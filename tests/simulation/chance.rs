//! Chance that follows from a seed, so that a run can be replayed.

use enroll::adapters::memory::SeededEntropy;
use enroll::ports::system::Entropy as _;

/// What comes next.
pub(crate) struct Chance(SeededEntropy);

impl Chance {
    pub(crate) const fn new(seed: u64) -> Self {
        Self(SeededEntropy::new(seed))
    }

    /// The seed of something that has a chance of its own.
    pub(crate) fn seed(&mut self) -> u64 {
        let mut bytes = [0; 8];
        self.0.fill(&mut bytes).unwrap();
        u64::from_le_bytes(bytes)
    }

    /// A number below this one.
    pub(crate) fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.seed() % u64::try_from(end).unwrap()).unwrap()
    }

    /// True once in so many times.
    pub(crate) fn one_in(&mut self, times: usize) -> bool {
        self.below(times) == 0
    }

    /// One of these, if there are any.
    pub(crate) fn one_of<'a, T>(&mut self, items: &'a [T]) -> Option<&'a T> {
        if items.is_empty() {
            return None;
        }
        items.get(self.below(items.len()))
    }

    /// One of these, the last ones more often than the first.
    pub(crate) fn recent<'a, T>(&mut self, items: &'a [T]) -> Option<&'a T> {
        let newest = items.len().saturating_sub(4);
        if self.one_in(3) {
            self.one_of(items)
        } else {
            self.one_of(&items[newest..])
        }
    }

    /// A place in a list of weights, by their weight.
    pub(crate) fn weighed(&mut self, weights: impl Iterator<Item = usize> + Clone) -> usize {
        let mut left = self.below(weights.clone().sum());
        for (place, weight) in weights.enumerate() {
            if left < weight {
                return place;
            }
            left -= weight;
        }
        0
    }
}
