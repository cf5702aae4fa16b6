//! Tokens of another system: signed with a secret that it has in common with us.

use std::fmt;

use zeroize::Zeroizing;

/// A secret that another system signs tokens with. It is wiped when dropped, and shown nowhere.
#[derive(Clone, PartialEq, Eq)]
pub struct SharedSecret(Zeroizing<Vec<u8>>);

/// A secret that could be guessed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "a secret that signs tokens has {} bytes or more (RFC 7518, section 3.2)",
    SharedSecret::LEAST_BYTES
)]
pub struct ShortSecret;

impl SharedSecret {
    /// The least number of bytes: as many as the digest has (RFC 7518 §3.2).
    pub const LEAST_BYTES: usize = 32;

    /// Reads a secret, to the letter. Its bytes are those of the text.
    ///
    /// # Errors
    /// [`ShortSecret`].
    pub fn parse(text: &str) -> Result<Self, ShortSecret> {
        if text.len() < Self::LEAST_BYTES {
            Err(ShortSecret)
        } else {
            Ok(Self(Zeroizing::new(text.as_bytes().to_vec())))
        }
    }

    /// The bytes, for whoever signs or checks.
    #[must_use]
    pub fn expose(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Debug for SharedSecret {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("SharedSecret(…)")
    }
}

/// What the token of another system says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SharedClaims {
    /// `user_id`: the number of one of our users.
    pub user_number: u64,
}
