//! Registration attempts: open ones are seen, ended ones are gone.

use enroll_domain::Timestamp;
use enroll_domain::id::TenantId;
use enroll_domain::identifier::EmailKey;
use enroll_domain::registration::Attempt;

use crate::StoreError;

/// Reading attempts.
pub trait AttemptQueries {
    /// The attempts for this address that are open now, the newest first (by `made_at`, then id).
    ///
    /// # Errors
    /// The store's own.
    fn open_attempts(&mut self, tenant: TenantId, key: &EmailKey, now: Timestamp) -> Result<Vec<Attempt>, StoreError>;
}

/// Changing attempts.
pub trait Attempts {
    /// Adds an attempt. It reserves nothing, so it never conflicts.
    ///
    /// # Errors
    /// The store's own.
    fn add_attempt(&mut self, attempt: &Attempt) -> Result<(), StoreError>;

    /// Ends all attempts for this address but the `keep` newest, and says how many it ended. The caller holds the lock of
    /// the address.
    ///
    /// # Errors
    /// The store's own.
    fn end_attempts(&mut self, tenant: TenantId, key: &EmailKey, keep: usize) -> Result<usize, StoreError>;

    /// Removes up to `limit` attempts, of all tenants, that expired before `before`, and says how many it removed.
    ///
    /// # Errors
    /// The store's own.
    fn remove_expired_attempts(&mut self, before: Timestamp, limit: usize) -> Result<usize, StoreError>;
}
