//! Entropy that is none: bytes that follow from a seed, so that a run can be replayed. Never for production, where anybody
//! who guessed the seed would know every secret.

use std::sync::{Mutex, PoisonError};

use enroll_system::{Entropy, EntropyError};

use crate::Chance;

/// Bytes that follow from a seed, as the draws of a [`Chance`] do. The same seed and the same calls give the same bytes.
#[derive(Debug)]
pub struct SeededEntropy(Mutex<Chance>);

impl SeededEntropy {
    /// The bytes that follow from this seed.
    #[must_use]
    pub const fn new(seed: u64) -> Self {
        Self(Mutex::new(Chance::new(seed)))
    }
}

impl Entropy for SeededEntropy {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), EntropyError> {
        let mut chance = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for chunk in bytes.chunks_mut(8) {
            let drawn = chance.any().to_le_bytes();
            chunk.iter_mut().zip(drawn).for_each(|(byte, fresh)| *byte = fresh);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(entropy: &SeededEntropy) -> [u8; 20] {
        let mut bytes = [0; 20];
        entropy.fill(&mut bytes).unwrap();
        bytes
    }

    #[test]
    fn one_seed_gives_one_row_of_bytes_and_another_gives_another() {
        let (first, again, other) = (SeededEntropy::new(1), SeededEntropy::new(1), SeededEntropy::new(2));
        let row = [drawn(&first), drawn(&first)];
        assert_eq!(row, [drawn(&again), drawn(&again)]);
        assert_ne!(row[0], row[1]);
        assert_ne!(row[0], drawn(&other));
    }

    #[test]
    fn the_bytes_are_those_of_splitmix64() {
        let mut bytes = [0; 8];
        SeededEntropy::new(1_234_567).fill(&mut bytes).unwrap();
        assert_eq!(u64::from_le_bytes(bytes), 6_457_827_717_110_365_317);
    }
}
