//! The system port: the clock and the source of entropy. The application and the facade's loop hold them; nothing else
//! may know the time or draw randomness. Everybody else is told.

use enroll_domain::Timestamp;

/// Tells the time.
///
/// An implementation answers in UTC, truncated to the microsecond, and may be asked from any thread. It may go backwards, as
/// real clocks do; nothing in enroll waits for it to go on.
pub trait Clock: Send + Sync {
    /// The time now.
    fn now(&self) -> Timestamp;
}

/// Draws random bytes.
///
/// An implementation in production is cryptographically secure. It fails rather than give bytes that are not.
pub trait Entropy: Send + Sync {
    /// Fills `bytes`.
    ///
    /// # Errors
    /// [`EntropyError`] when the system has no randomness to give; `bytes` must then not be used.
    fn fill(&self, bytes: &mut [u8]) -> Result<(), EntropyError>;
}

/// There is no randomness to be had.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the system gives no random bytes")]
pub struct EntropyError;
