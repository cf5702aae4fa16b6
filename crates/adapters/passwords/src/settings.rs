//! What a hashing pool is told: the cost of a hash, and how many may wait for one.

use std::num::NonZeroUsize;
use std::thread;
use std::time::Duration;

/// The cost of a hash and the bounds of the pool. Plain settings: [`HashingPool::new`](crate::HashingPool::new) refuses what
/// cannot work, and whoever hashes the passwords of people also calls [`validate_for_production`](Self::validate_for_production).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HashingSettings {
    /// The memory of one hash, in KiB (the `m` of RFC 9106). Each thread keeps as much.
    pub memory_kib: u32,
    /// How many times a hash goes over that memory (`t`).
    pub passes: u32,
    /// Into how many lanes it is cut (`p`). One thread works on all of them, so more than one gains nothing here.
    pub lanes: u32,
    /// How many may wait beside those that are being hashed.
    pub queue: usize,
    /// How long one may wait.
    pub max_wait: Duration,
    /// How many hashes are made at once. More than the processor has cores gains nothing and takes memory.
    pub threads: usize,
}

impl Default for HashingSettings {
    /// The least that OWASP's Password Storage Cheat Sheet asks of Argon2id (19 MiB, 2 passes, 1 lane), a thread per core,
    /// and 256 waiting for at most 5 seconds.
    fn default() -> Self {
        Self {
            memory_kib: Self::LEAST_MEMORY_KIB,
            passes: Self::LEAST_PASSES,
            lanes: 1,
            queue: 256,
            max_wait: Duration::from_secs(5),
            threads: thread::available_parallelism().map_or(1, NonZeroUsize::get),
        }
    }
}

impl HashingSettings {
    /// The least memory for the passwords of people, in KiB.
    pub const LEAST_MEMORY_KIB: u32 = 19_456;
    /// The fewest passes for the passwords of people.
    pub const LEAST_PASSES: u32 = 2;
    /// The most memory of one hash, in KiB: 1 GiB.
    pub const MOST_MEMORY_KIB: u32 = 1 << 20;
    /// The most passes.
    pub const MOST_PASSES: u32 = 64;
    /// The most lanes.
    pub const MOST_LANES: u32 = 64;

    /// Whether the passwords of people may be hashed with these.
    ///
    /// # Errors
    /// [`SettingsError::Weak`] below the default cost, which may go up only; else as [`validate`](Self::validate).
    pub fn validate_for_production(&self) -> Result<(), SettingsError> {
        self.validate()?;
        if self.memory_kib < Self::LEAST_MEMORY_KIB || self.passes < Self::LEAST_PASSES {
            return Err(SettingsError::Weak);
        }
        Ok(())
    }

    /// Whether a pool can work with these at all.
    ///
    /// # Errors
    /// The first setting that is out of bounds.
    pub fn validate(&self) -> Result<(), SettingsError> {
        if !(1..=Self::MOST_LANES).contains(&self.lanes) {
            return Err(SettingsError::Lanes);
        }
        if !(self.lanes * 8..=Self::MOST_MEMORY_KIB).contains(&self.memory_kib) {
            return Err(SettingsError::Memory);
        }
        if !(1..=Self::MOST_PASSES).contains(&self.passes) {
            return Err(SettingsError::Passes);
        }
        if self.queue == 0 || self.threads == 0 || self.max_wait.is_zero() {
            return Err(SettingsError::Nobody);
        }
        Ok(())
    }
}

/// Why there is no pool with these settings.
#[derive(Debug, thiserror::Error)]
pub enum SettingsError {
    /// The cost is below what the passwords of people need.
    #[error(
        "hashing needs at least {} KiB and {} passes",
        HashingSettings::LEAST_MEMORY_KIB,
        HashingSettings::LEAST_PASSES
    )]
    Weak,
    /// Memory out of bounds.
    #[error(
        "the memory of a hash is 8 KiB for each lane to {} KiB",
        HashingSettings::MOST_MEMORY_KIB
    )]
    Memory,
    /// Passes out of bounds.
    #[error("a hash makes 1 to {} passes", HashingSettings::MOST_PASSES)]
    Passes,
    /// Lanes out of bounds.
    #[error("a hash has 1 to {} lanes", HashingSettings::MOST_LANES)]
    Lanes,
    /// No thread, no place to wait, or no time to wait.
    #[error("hashing needs a thread, a place in the queue and some time to wait")]
    Nobody,
    /// The system has no thread to give.
    #[error("no thread for hashing")]
    Thread(#[source] std::io::Error),
}
