//! Tries of typed codes: how often one is guessed at is counted, whichever codes they are.

use enroll_domain::Timestamp;
use enroll_domain::id::TenantId;
use enroll_domain::identifier::EmailKey;
use enroll_domain::proof::Purpose;

use crate::{Spend, StoreError};

/// Counting tries.
pub trait CodeTries {
    /// Spends a try of the codes that an address may have for a purpose, whether or not it has any. It is granted as long as fewer than
    /// `limit` tries were made in the
    /// [span over which they are counted](enroll_domain::registration::TRIES_COUNTED_OVER) that ends at `now`; a try that is not granted
    /// counts in place of the oldest one. Either way something is written, so that nobody learns by the time which it was. All servers
    /// count together. Takes the lock of the address.
    ///
    /// # Errors
    /// The store's own.
    fn spend_code_try(
        &mut self,
        tenant: TenantId,
        key: &EmailKey,
        purpose: Purpose,
        limit: u32,
        now: Timestamp,
    ) -> Result<Spend, StoreError>;

    /// Removes up to `limit` tries, of all tenants, that were made before `before`, and says how many it removed.
    ///
    /// # Errors
    /// The store's own.
    fn remove_code_tries(&mut self, before: Timestamp, limit: usize) -> Result<usize, StoreError>;
}
