//! A password hasher for tests: instant, and no protection at all.

use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use enroll_credentials::{HashError, PasswordHasher, Rehash, Salt, Verification};
use enroll_domain::password::{Password, PasswordHash};

use super::digest::{digest, exactly, to_hex};
use crate::Answer;
use crate::script::{AskedFor, Script};

/// Hashes at once, as `$memory$<salt>$<digest>`. **Not for production**: it stands in for a hasher where tests make many
/// users. Clones share the script and the count.
///
/// What was hashed by [`MemoryHasher::outdated`] is due for a new hash, as if the parameters had gone up since.
#[derive(Clone, Default)]
pub struct MemoryHasher {
    script: Arc<Mutex<Script>>,
    performed: Arc<AtomicU64>,
    kind: Kind,
}

#[derive(Clone, Copy, Default)]
enum Kind {
    #[default]
    Present,
    Outdated,
}

#[derive(Debug, thiserror::Error)]
#[error("the stored hash is not of the kind that is made in memory")]
struct Unreadable;

impl MemoryHasher {
    /// A hasher that answers as it should.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// A hasher of the past: what it makes is due for a new hash wherever it is compared.
    #[must_use]
    pub fn outdated() -> Self {
        Self {
            kind: Kind::Outdated,
            ..Self::default()
        }
    }

    /// Answers the next calls like this, and every later one as it should: [`Answer::Temporary`] and [`Answer::Lost`] with
    /// [`HashError::Full`] (1 s), [`Answer::Permanent`] and [`Answer::Misconfigured`] with [`HashError::Broken`].
    pub fn answer_next(&self, answers: impl IntoIterator<Item = Answer>) {
        self.script
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .replace(answers);
    }

    /// How many hashes were made, those for comparisons and for nobody included.
    #[must_use]
    pub fn performed(&self) -> u64 {
        self.performed.load(Ordering::Relaxed)
    }

    fn perform(&self) -> Result<(), HashError> {
        let answer = self.script.lock().unwrap_or_else(PoisonError::into_inner).next();
        match answer {
            Answer::Kept => {
                self.performed.fetch_add(1, Ordering::Relaxed);
                Ok(())
            }
            Answer::Temporary | Answer::Lost => Err(HashError::Full {
                retry_after: Duration::from_secs(1),
            }),
            Answer::Permanent | Answer::Misconfigured => Err(HashError::Broken(Box::new(AskedFor(answer)))),
        }
    }
}

impl Kind {
    const fn name(self) -> &'static str {
        match self {
            Self::Present => "memory",
            Self::Outdated => "memory-outdated",
        }
    }

    const fn rehash(self) -> Rehash {
        match self {
            Self::Present => Rehash::No,
            Self::Outdated => Rehash::Due,
        }
    }
}

fn tag(salt: &[u8; 16], password: &Password) -> [u8; 32] {
    digest(&[0; 32], &[salt, password.expose().as_bytes()])
}

fn read(phc: &str) -> Option<(Kind, [u8; 16], [u8; 32])> {
    let (kind, rest) = phc.strip_prefix('$')?.split_once('$')?;
    let kind = [Kind::Present, Kind::Outdated]
        .into_iter()
        .find(|known| known.name() == kind)?;
    let (salt, tag) = rest.split_once('$')?;
    Some((kind, exactly(salt)?, exactly(tag)?))
}

#[async_trait]
impl PasswordHasher for MemoryHasher {
    async fn hash(&self, password: Password, salt: Salt) -> Result<PasswordHash, HashError> {
        self.perform()?;
        let Salt(salt) = salt;
        let tag = to_hex(&tag(&salt, &password));
        Ok(PasswordHash::from_phc(format!(
            "${}${}${tag}",
            self.kind.name(),
            to_hex(&salt)
        )))
    }

    async fn verify(&self, password: Password, hash: PasswordHash) -> Result<Verification, HashError> {
        let (kind, salt, stored) = read(hash.as_phc()).ok_or_else(|| HashError::Broken(Box::new(Unreadable)))?;
        self.perform()?;
        if tag(&salt, &password) == stored {
            Ok(Verification::Match(kind.rehash()))
        } else {
            Ok(Verification::Mismatch)
        }
    }

    async fn verify_absent(&self, _password: Password) -> Result<(), HashError> {
        self.perform()
    }

    fn takes(&self, hash: &PasswordHash) -> bool {
        read(hash.as_phc()).is_some()
    }
}

impl fmt::Debug for MemoryHasher {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("MemoryHasher")
    }
}
