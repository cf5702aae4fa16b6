//! Passwords: slow hashes, and how easily one is guessed.

use std::error::Error;
use std::time::Duration;

use async_trait::async_trait;
use enroll_domain::password::{Password, PasswordHash, Strength};

/// 16 random bytes, new for each hash (RFC 9106 §3.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Salt(pub [u8; 16]);

/// Hashes passwords and compares them with hashes.
///
/// What an implementation promises:
///
/// * It never blocks the threads of the async runtime, and never lets more than a fixed number of hashes run at once.
///   Beyond a bounded queue it answers [`HashError::Full`] at once.
/// * A hash is a PHC string that any process with the same code can compare with.
/// * A hash that was made otherwise is due for a new one, and whatever it is never costs more than a bounded amount.
/// * [`PasswordHasher::verify_absent`] costs what [`PasswordHasher::verify`] costs, so that time does not tell whether
///   somebody exists.
#[async_trait]
pub trait PasswordHasher: Send + Sync {
    /// Hashes a password with the present parameters.
    ///
    /// # Errors
    /// [`HashError`].
    async fn hash(&self, password: Password, salt: Salt) -> Result<PasswordHash, HashError>;

    /// Compares a password with a hash, also one that was made with older parameters.
    ///
    /// # Errors
    /// [`HashError`]; also for a hash that cannot be read.
    async fn verify(&self, password: Password, hash: PasswordHash) -> Result<Verification, HashError>;

    /// Does the work of a comparison for somebody who does not exist.
    ///
    /// # Errors
    /// [`HashError`].
    async fn verify_absent(&self, password: Password) -> Result<(), HashError>;

    /// Whether [`PasswordHasher::verify`] could compare with this hash, which another system may have made. What could not be read
    /// at a sign-in is better refused when it is brought in. A hasher that does not say takes none.
    fn takes(&self, _hash: &PasswordHash) -> bool {
        false
    }
}

/// The outcome of a comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verification {
    /// It is the password.
    Match(Rehash),
    /// It is not.
    Mismatch,
}

/// Whether a hash should be made anew now that the password is at hand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rehash {
    /// The hash has the present parameters.
    No,
    /// The present parameters are higher.
    Due,
}

/// Why there is no hash.
#[derive(Debug, thiserror::Error)]
pub enum HashError {
    /// Too many are waiting, or this one waited too long.
    #[error("too many passwords wait to be hashed")]
    Full {
        /// When it makes sense to try again.
        retry_after: Duration,
    },
    /// The hasher is out of order, or the stored hash cannot be read: page someone.
    #[error("the hasher is broken")]
    Broken(#[source] Box<dyn Error + Send + Sync>),
}

/// Says how easily a password is guessed.
pub trait StrengthMeter: Send + Sync {
    /// Rates a password, given the words that somebody who knows the person would try first. Bounded in time for any input.
    fn rate(&self, password: &Password, context: &[&str]) -> Strength;
}
