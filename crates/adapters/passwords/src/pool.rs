//! The pool: argon2 as the credentials port wants it.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use async_trait::async_trait;
use enroll_credentials::{HashError, PasswordHasher, Salt, Verification};
use enroll_domain::password::{Password, PasswordHash};

use crate::argon::{Cost, Fault, Memory};
use crate::settings::{HashingSettings, SettingsError};
use crate::stored::Stored;
use crate::workers::{Bounds, Refusal, Workers};

/// Hashes passwords with Argon2id (RFC 9106) on threads of its own, so that neither the runtime nor the blocking pool ever
/// waits for a hash.
///
/// * Each thread keeps its memory from hash to hash and wipes it after each.
/// * Beyond the queue the answer is [`HashError::Full`] at once; whoever waited too long gets it, too. Neither has cost a hash,
///   nor has a caller that went away.
/// * Hashes are PHC strings. Those of other parameters, of other variants of Argon2 and of other programs are read as well,
///   within bounds, and are due for a new one where they are weaker.
/// * bcrypt, scrypt and PBKDF2, and what Django writes, are compared with, too, within bounds, and always due for a new one.
/// * Dropping the pool waits for the hashes under way and ends the threads.
pub struct HashingPool {
    workers: Workers<Memory>,
    cost: Cost,
    performed: Arc<AtomicU64>,
}

#[derive(Debug, thiserror::Error)]
#[error("the hash panicked")]
struct Panicked;

impl HashingPool {
    /// Starts the threads.
    ///
    /// # Errors
    /// [`SettingsError`]: as [`HashingSettings::validate`], or because the system has no thread to give.
    pub fn new(settings: &HashingSettings) -> Result<Self, SettingsError> {
        settings.validate()?;
        let cost = Cost::present(settings).map_err(|_unreached| SettingsError::Memory)?;
        let bounds = Bounds {
            threads: settings.threads,
            waiting: settings.queue,
            max_wait: settings.max_wait,
        };
        let workers = Workers::start(bounds).map_err(SettingsError::Thread)?;
        Ok(Self {
            workers,
            cost,
            performed: Arc::default(),
        })
    }

    /// How many hashes were made since the start, those for comparisons and for nobody included.
    #[must_use]
    pub fn performed(&self) -> u64 {
        self.performed.load(Ordering::Relaxed)
    }

    /// How many wait for a thread at this moment.
    #[must_use]
    pub fn waiting(&self) -> usize {
        self.workers.waiting()
    }

    async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Cost, &mut Memory) -> Result<T, Fault> + Send + 'static,
    ) -> Result<T, HashError> {
        let (cost, performed) = (self.cost.clone(), Arc::clone(&self.performed));
        let outcome = self.workers.run(move |memory| {
            performed.fetch_add(1, Ordering::Relaxed);
            work(&cost, memory)
        });
        match outcome.await {
            Ok(done) => Ok(done?),
            Err(Refusal::Full { retry_after }) => Err(HashError::Full { retry_after }),
            Err(Refusal::Panicked) => Err(HashError::Broken(Box::new(Panicked))),
        }
    }
}

#[async_trait]
impl PasswordHasher for HashingPool {
    async fn hash(&self, password: Password, salt: Salt) -> Result<PasswordHash, HashError> {
        self.run(move |cost, memory| cost.hash(memory, &password, salt)).await
    }

    async fn verify(&self, password: Password, hash: PasswordHash) -> Result<Verification, HashError> {
        let stored = Stored::read(&hash, &self.cost)?;
        self.run(move |present, memory| stored.compare(memory, &password, present))
            .await
    }

    async fn verify_absent(&self, password: Password) -> Result<(), HashError> {
        self.run(move |cost, memory| cost.spend(memory, &password)).await
    }

    fn takes(&self, hash: &PasswordHash) -> bool {
        Stored::read(hash, &self.cost).is_ok()
    }
}

impl fmt::Debug for HashingPool {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("HashingPool")
            .field("cost", &self.cost)
            .finish_non_exhaustive()
    }
}
