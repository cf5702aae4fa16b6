//! Argon2 itself: one hash in memory that is kept, and PHC strings read with suspicion.

use argon2::password_hash::phc::{self, Output, ParamsString};
use argon2::{Algorithm, Argon2, Block, Params, Version};
use enroll_credentials::{HashError, Rehash, Salt, Verification};
use enroll_domain::password::{Password, PasswordHash};
use subtle::ConstantTimeEq;
use zeroize::{Zeroize, Zeroizing};

use crate::settings::HashingSettings;

/// The length of the hashes that are made, in bytes (RFC 9106 §4 asks for 32).
const TAG: usize = 32;

/// The most that a stored hash may ask for, unless the present parameters ask for more: whoever can write one row must not
/// be able to take the machine's memory, or its time, at each sign-in.
const MOST_STORED_MEMORY_KIB: u32 = 256 * 1024;
const MOST_STORED_PASSES: u32 = 64;
const MOST_STORED_LANES: u32 = 64;
/// Memory times passes: 1 GiB in all.
const MOST_STORED_WORK: u64 = 1 << 20;

/// The blocks that a thread hashes in. They are kept from hash to hash, because giving 19 MiB back and taking them again
/// costs a fifth of the hash, and are wiped after each.
#[derive(Default)]
pub(crate) struct Memory {
    blocks: Vec<Block>,
}

/// What one hash costs, and how it is made.
#[derive(Debug, Clone)]
pub(crate) struct Cost {
    algorithm: Algorithm,
    version: Version,
    params: Params,
}

/// A stored hash of Argon2, as it was read.
pub(crate) struct Stored {
    cost: Cost,
    salt: phc::Salt,
    tag: Output,
}

/// Why a hash could not be made or read. It says nothing of the hash.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Fault {
    #[error("Argon2 refused its input")]
    Argon(#[from] argon2::Error),
    #[error("the stored hash is neither a PHC string nor of any other kind that is known here")]
    Unreadable(#[source] phc::Error),
    #[error("the stored hash lacks its salt or its output")]
    Incomplete,
    #[error("the stored hash is not written as its kind is written")]
    Malformed,
    #[error("the stored hash is of no kind that is known here")]
    Foreign(#[source] argon2::password_hash::Error),
    #[error("the stored hash asks for more memory or time than any hash is given")]
    Excessive,
    #[error("the parameters do not fit into a PHC string")]
    Unwritable(#[source] argon2::password_hash::Error),
}

impl From<Fault> for HashError {
    fn from(fault: Fault) -> Self {
        Self::Broken(Box::new(fault))
    }
}

impl Cost {
    /// The present cost: Argon2id, version 0x13.
    pub(crate) fn present(settings: &HashingSettings) -> Result<Self, Fault> {
        let params = Params::new(settings.memory_kib, settings.passes, settings.lanes, Some(TAG))?;
        Ok(Self {
            algorithm: Algorithm::Argon2id,
            version: Version::V0x13,
            params,
        })
    }

    /// Hashes a password.
    pub(crate) fn hash(&self, memory: &mut Memory, password: &Password, salt: Salt) -> Result<PasswordHash, Fault> {
        let Salt(salt) = salt;
        let mut tag = [0; TAG];
        memory.fill(self, password, &salt, &mut tag)?;
        memory.keep(self);
        let phc = phc::PasswordHash {
            algorithm: self.algorithm.ident(),
            version: Some(self.version.into()),
            params: ParamsString::try_from(&self.params).map_err(Fault::Unwritable)?,
            salt: Some(phc::Salt::new(&salt).map_err(Fault::Unreadable)?),
            hash: Some(Output::new(&tag).map_err(Fault::Unreadable)?),
        };
        Ok(PasswordHash::from_phc(phc.to_string()))
    }

    /// Does the work of a comparison with a hash of this cost, and forgets the outcome.
    pub(crate) fn spend(&self, memory: &mut Memory, password: &Password) -> Result<(), Fault> {
        memory.fill(self, password, b"nobody at all...", &mut [0; TAG])?;
        memory.keep(self);
        Ok(())
    }

    /// Whether a hash of this cost is to be made anew at the `present` one.
    fn rehash(&self, present: &Self) -> Rehash {
        let lower = self.params.m_cost() < present.params.m_cost()
            || self.params.t_cost() < present.params.t_cost()
            || self.params.p_cost() < present.params.p_cost()
            || self.params.output_len() < present.params.output_len();
        if lower || self.algorithm != present.algorithm || self.version != present.version {
            Rehash::Due
        } else {
            Rehash::No
        }
    }
}

impl Stored {
    /// Reads a PHC string of any Argon2, within bounds.
    pub(crate) fn read(text: &str, present: &Cost) -> Result<Self, Fault> {
        let phc = phc::PasswordHash::new(text).map_err(Fault::Unreadable)?;
        let params = Params::try_from(&phc).map_err(Fault::Foreign)?;
        let (Some(salt), Some(tag)) = (phc.salt, phc.hash) else {
            return Err(Fault::Incomplete);
        };
        let work = |params: &Params| u64::from(params.m_cost()) * u64::from(params.t_cost());
        if params.m_cost() > MOST_STORED_MEMORY_KIB.max(present.params.m_cost())
            || params.t_cost() > MOST_STORED_PASSES.max(present.params.t_cost())
            || params.p_cost() > MOST_STORED_LANES.max(present.params.p_cost())
            || work(&params) > MOST_STORED_WORK.max(work(&present.params))
        {
            return Err(Fault::Excessive);
        }
        let algorithm = Algorithm::try_from(phc.algorithm.as_str()).map_err(Fault::Foreign)?;
        // A string without a version is from before there were two of them.
        let version = phc.version.map_or(Ok(Version::V0x10), Version::try_from)?;
        Ok(Self {
            cost: Cost {
                algorithm,
                version,
                params,
            },
            salt,
            tag,
        })
    }

    /// Compares, in the same time for any password.
    pub(crate) fn compare(
        &self,
        memory: &mut Memory,
        password: &Password,
        present: &Cost,
    ) -> Result<Verification, Fault> {
        let mut tag = Zeroizing::new(vec![0; self.tag.len()]);
        memory.fill(&self.cost, password, self.salt.as_ref(), &mut tag)?;
        memory.keep(present);
        if bool::from(tag.ct_eq(self.tag.as_bytes())) {
            Ok(Verification::Match(self.cost.rehash(present)))
        } else {
            Ok(Verification::Mismatch)
        }
    }
}

impl Memory {
    fn fill(&mut self, cost: &Cost, password: &Password, salt: &[u8], tag: &mut [u8]) -> Result<(), Fault> {
        let needed = cost.params.block_count();
        if self.blocks.len() < needed {
            self.blocks.resize(needed, Block::new());
        }
        let argon = Argon2::new(cost.algorithm, cost.version, cost.params.clone());
        let outcome = argon.hash_password_into_with_memory(password.expose().as_bytes(), salt, tag, &mut self.blocks);
        self.blocks.iter_mut().take(needed).for_each(Zeroize::zeroize);
        Ok(outcome?)
    }

    /// Gives back what a hash of this cost does not need: a stored hash that took more must not make the thread keep it.
    fn keep(&mut self, cost: &Cost) {
        let needed = cost.params.block_count();
        if self.blocks.len() > needed {
            self.blocks.truncate(needed);
            self.blocks.shrink_to_fit();
        }
    }
}

impl Drop for Memory {
    /// A hash that panicked did not get to wipe what it wrote.
    fn drop(&mut self) {
        self.blocks.iter_mut().for_each(Zeroize::zeroize);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CHEAP: HashingSettings = HashingSettings {
        memory_kib: 64,
        passes: 1,
        lanes: 1,
        queue: 1,
        max_wait: std::time::Duration::MAX,
        threads: 1,
    };

    #[test]
    fn memory_is_wiped_after_each_hash() {
        let (mut memory, cost) = (Memory::default(), Cost::present(&CHEAP).unwrap());
        cost.hash(&mut memory, &Password::parse("swordfish").unwrap(), Salt([1; 16]))
            .unwrap();
        assert_eq!(memory.blocks.len(), 64);
        assert!(
            memory
                .blocks
                .iter()
                .all(|block| block.as_ref().iter().all(|word| *word == 0))
        );
    }

    #[test]
    fn a_stored_hash_that_takes_more_memory_does_not_make_the_thread_keep_it() {
        let (mut memory, present) = (Memory::default(), Cost::present(&CHEAP).unwrap());
        let password = Password::parse("swordfish").unwrap();
        let dear = Cost::present(&HashingSettings {
            memory_kib: 1024,
            ..CHEAP
        })
        .unwrap();
        let hash = dear.hash(&mut Memory::default(), &password, Salt([1; 16])).unwrap();
        let stored = Stored::read(hash.as_phc(), &present).unwrap();
        let outcome = stored.compare(&mut memory, &password, &present).unwrap();
        assert_eq!(outcome, Verification::Match(Rehash::No));
        assert!(memory.blocks.capacity() < 1024, "{} blocks", memory.blocks.capacity());
    }
}
