//! Receipts for `Idempotency-Key`: the answer that was given, kept to be given again.

use enroll_domain::Timestamp;
use enroll_domain::id::TenantId;

use crate::{Moved, StoreError};

/// Names a receipt: the call, and the MAC of the key (for anonymous calls, of key and body).
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ReceiptKey {
    /// The tenant.
    pub tenant: TenantId,
    /// The call and who made it, such as `registrations` or `admin/users:<user id>`; at most 128 bytes.
    pub scope: String,
    /// The MAC of the key.
    pub key: [u8; 32],
}

/// What a store keeps of a receipt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredReceipt {
    /// The MAC of the body that was sent.
    pub body: [u8; 32],
    /// The answer, as opaque bytes.
    pub answer: Vec<u8>,
}

/// Reading receipts.
pub trait ReceiptQueries {
    /// The receipt of this key.
    ///
    /// # Errors
    /// The store's own.
    fn receipt(&mut self, key: &ReceiptKey) -> Result<Option<StoredReceipt>, StoreError>;
}

/// Changing receipts.
pub trait Receipts {
    /// Claims a key, as the first write of a transaction: whoever races for it waits here, and meets the conflict before
    /// any other.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] with [`crate::Unique::Receipt`] if the key is claimed.
    fn claim_receipt(&mut self, key: &ReceiptKey, body: &[u8; 32], at: Timestamp) -> Result<(), StoreError>;

    /// Writes the answer onto a receipt that this transaction claimed.
    ///
    /// # Errors
    /// The store's own.
    fn answer_receipt(&mut self, key: &ReceiptKey, answer: &[u8]) -> Result<Moved, StoreError>;

    /// Removes up to `limit` receipts, of all tenants, that were claimed before `before`, and says how many it removed.
    ///
    /// # Errors
    /// The store's own.
    fn remove_receipts(&mut self, before: Timestamp, limit: usize) -> Result<usize, StoreError>;
}
