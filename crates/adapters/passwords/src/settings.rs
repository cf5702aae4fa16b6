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
    /// The first of [`flaws_for_production`](Self::flaws_for_production).
    pub fn validate_for_production(&self) -> Result<(), SettingsError> {
        first(self.flaws_for_production())
    }

    /// Whether a pool can work with these at all.
    ///
    /// # Errors
    /// The first of [`flaws`](Self::flaws).
    pub fn validate(&self) -> Result<(), SettingsError> {
        first(self.flaws())
    }

    /// Everything for which the passwords of people may not be hashed with these: as [`flaws`](Self::flaws), and what is below the
    /// default cost, which may go up only.
    #[must_use]
    pub fn flaws_for_production(&self) -> Vec<SettingsError> {
        let mut flaws = self.flaws();
        let cheap = |setting: u32, least: u32| (1..least).contains(&setting);
        if self.has_memory() && cheap(self.memory_kib, Self::LEAST_MEMORY_KIB) {
            flaws.push(SettingsError::CheapMemory);
        }
        if cheap(self.passes, Self::LEAST_PASSES) {
            flaws.push(SettingsError::CheapPasses);
        }
        flaws
    }

    /// Every setting that is out of bounds, so that no pool can work with these.
    #[must_use]
    pub fn flaws(&self) -> Vec<SettingsError> {
        let mut flaws = Vec::new();
        let mut needs = |is_good: bool, flaw| {
            if !is_good {
                flaws.push(flaw);
            }
        };
        needs(self.has_lanes(), SettingsError::Lanes);
        needs(self.has_memory(), SettingsError::Memory);
        needs((1..=Self::MOST_PASSES).contains(&self.passes), SettingsError::Passes);
        needs(self.queue > 0, SettingsError::Queue);
        needs(self.threads > 0, SettingsError::Threads);
        needs(!self.max_wait.is_zero(), SettingsError::Wait);
        flaws
    }

    fn has_lanes(&self) -> bool {
        (1..=Self::MOST_LANES).contains(&self.lanes)
    }

    /// Whether there is memory enough and not too much; lanes that are wrong themselves ask for none.
    fn has_memory(&self) -> bool {
        let lanes = if self.has_lanes() { self.lanes } else { 1 };
        (lanes * 8..=Self::MOST_MEMORY_KIB).contains(&self.memory_kib)
    }
}

fn first(flaws: Vec<SettingsError>) -> Result<(), SettingsError> {
    flaws.into_iter().next().map_or(Ok(()), Err)
}

/// Why there is no pool with these settings.
#[derive(Debug, thiserror::Error)]
pub enum SettingsError {
    /// Less memory than the passwords of people need.
    #[error("the passwords of people need at least {} KiB", HashingSettings::LEAST_MEMORY_KIB)]
    CheapMemory,
    /// Fewer passes than the passwords of people need.
    #[error("the passwords of people need at least {} passes", HashingSettings::LEAST_PASSES)]
    CheapPasses,
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
    /// No place to wait.
    #[error("hashing needs at least one place in the queue")]
    Queue,
    /// No time to wait.
    #[error("hashing needs some time to wait")]
    Wait,
    /// No thread.
    #[error("hashing needs at least one thread")]
    Threads,
    /// The system has no thread to give.
    #[error("no thread for hashing")]
    Thread(#[source] std::io::Error),
}
