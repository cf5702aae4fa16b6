//! The ring of sealed token-signing keys, shared by all tenants and servers.

use enroll_domain::Timestamp;
use enroll_domain::signing_key::SealedKey;

use crate::StoreError;

/// Reading the ring.
pub trait KeyQueries {
    /// Every key, the newest first.
    ///
    /// # Errors
    /// The store's own.
    fn signing_keys(&mut self) -> Result<Vec<SealedKey>, StoreError>;
}

/// Changing the ring.
pub trait Keys {
    /// Adds a key.
    ///
    /// # Errors
    /// The store's own.
    fn add_signing_key(&mut self, key: &SealedKey) -> Result<(), StoreError>;

    /// Removes the keys made before `before`, but never the newest, and says how many it removed.
    ///
    /// # Errors
    /// The store's own.
    fn remove_signing_keys(&mut self, before: Timestamp) -> Result<usize, StoreError>;
}
