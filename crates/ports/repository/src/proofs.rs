//! Proofs: the rows behind links. The secrets are computed, never kept.

use enroll_domain::Timestamp;
use enroll_domain::id::{ProofId, TenantId, UserId};
use enroll_domain::identifier::EmailKey;
use enroll_domain::proof::{Proof, Purpose};

use crate::{Moved, StoreError};

/// Reading proofs.
pub trait ProofQueries {
    /// The proof of this id, in whatever state.
    ///
    /// # Errors
    /// The store's own.
    fn proof(&mut self, tenant: TenantId, id: ProofId) -> Result<Option<Proof>, StoreError>;

    /// Up to `limit` proofs for this purpose that were mailed to this address after `since`, and are open and not expired at `now`; the
    /// newest first (by `made_at`, then id).
    ///
    /// # Errors
    /// The store's own.
    fn open_proofs_to(
        &mut self,
        tenant: TenantId,
        key: &EmailKey,
        purpose: Purpose,
        since: Timestamp,
        now: Timestamp,
        limit: usize,
    ) -> Result<Vec<Proof>, StoreError>;
}

/// Changing proofs.
pub trait Proofs {
    /// Adds a proof.
    ///
    /// # Errors
    /// The store's own.
    fn add_proof(&mut self, proof: &Proof) -> Result<(), StoreError>;

    /// Uses a proof that is open and not expired at `at`. `Stale` otherwise; of two users of one proof, one wins.
    ///
    /// # Errors
    /// The store's own.
    fn use_proof(&mut self, tenant: TenantId, id: ProofId, at: Timestamp) -> Result<Moved, StoreError>;

    /// Ends every open proof that was mailed to this address, whatever it is for, and says how many it ended.
    ///
    /// # Errors
    /// The store's own.
    fn end_proofs_to(&mut self, tenant: TenantId, key: &EmailKey, at: Timestamp) -> Result<usize, StoreError>;

    /// Ends every open proof that speaks for this user, and says how many it ended.
    ///
    /// # Errors
    /// The store's own.
    fn end_proofs_of(&mut self, tenant: TenantId, user: UserId, at: Timestamp) -> Result<usize, StoreError>;

    /// Ends every open proof of this purpose that speaks for this user, and says how many it ended.
    ///
    /// # Errors
    /// The store's own.
    fn end_proofs_for(
        &mut self,
        tenant: TenantId,
        user: UserId,
        purpose: Purpose,
        at: Timestamp,
    ) -> Result<usize, StoreError>;

    /// Removes up to `limit` proofs, of all tenants, that expired before `before`, and says how many it removed.
    ///
    /// # Errors
    /// The store's own.
    fn remove_expired_proofs(&mut self, before: Timestamp, limit: usize) -> Result<usize, StoreError>;
}
