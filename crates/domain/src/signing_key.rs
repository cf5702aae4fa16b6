//! Sealed token-signing keys: what a store keeps of a key that only the holder of the root secret can open.

use std::fmt;

use crate::proof::RootKeyId;
use crate::time::Timestamp;

/// A token-signing key, sealed.
#[derive(Clone, PartialEq, Eq)]
pub struct SealedKey {
    /// The key id that tokens name (`kid`): the thumbprint of the public key (RFC 7638).
    pub id: String,
    /// The root secret that opens it.
    pub root: RootKeyId,
    /// Nonce and AES-256-GCM ciphertext; the key id is the associated data.
    pub sealed: Vec<u8>,
    /// When it was made. The newest key signs.
    pub made_at: Timestamp,
}

impl fmt::Debug for SealedKey {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "SealedKey({})", self.id)
    }
}
