//! Minting: ids of version 7 (RFC 9562 §5.7), salts and seeds, from the clock and entropy that the ports give.

use enroll_credentials::{KeySeed, Salt};
use enroll_domain::Timestamp;
use enroll_system::{Entropy, EntropyError};
use uuid::{Builder, Uuid};

/// Draws what a use case needs, at one point in time.
pub(crate) struct Mint<'a> {
    entropy: &'a dyn Entropy,
    now: Timestamp,
}

impl<'a> Mint<'a> {
    pub(crate) fn at(now: Timestamp, entropy: &'a dyn Entropy) -> Self {
        Self { entropy, now }
    }

    /// A new id.
    pub(crate) fn id<T: From<Uuid>>(&self) -> Result<T, EntropyError> {
        let mut random = [0; 10];
        self.entropy.fill(&mut random)?;
        Ok(Builder::from_unix_timestamp_millis(self.now.as_millis(), &random)
            .into_uuid()
            .into())
    }

    pub(crate) fn salt(&self) -> Result<Salt, EntropyError> {
        let mut salt = [0; 16];
        self.entropy.fill(&mut salt)?;
        Ok(Salt(salt))
    }

    pub(crate) fn key_seed(&self) -> Result<KeySeed, EntropyError> {
        let mut seed = KeySeed {
            key: [0; 32],
            nonce: [0; 12],
        };
        self.entropy.fill(&mut seed.key)?;
        self.entropy.fill(&mut seed.nonce)?;
        Ok(seed)
    }
}
