//! PBKDF2 (RFC 8018): the strings of PHC (`$pbkdf2-sha256$i=…,l=…$salt$output`) and of passlib (`$pbkdf2-sha256$…$salt$output`), and
//! what Django makes of the same parts.

use std::num::NonZeroU32;

use aws_lc_rs::pbkdf2::{self, PBKDF2_HMAC_SHA1, PBKDF2_HMAC_SHA256, PBKDF2_HMAC_SHA512};
use enroll_domain::password::Password;

use super::{base64, number, parts, sized};
use crate::argon::Fault;

/// How many rounds there may be, those for all blocks of the output together. Django's own default is a million.
const MOST_ROUNDS: u64 = 4_000_000;

/// The hash function inside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Digest {
    /// SHA-1, as older systems have it.
    Sha1,
    /// SHA-256.
    Sha256,
    /// SHA-512.
    Sha512,
}

impl Digest {
    const fn algorithm(self) -> pbkdf2::Algorithm {
        match self {
            Self::Sha1 => PBKDF2_HMAC_SHA1,
            Self::Sha256 => PBKDF2_HMAC_SHA256,
            Self::Sha512 => PBKDF2_HMAC_SHA512,
        }
    }

    /// How many bytes of output a block has.
    const fn block(self) -> usize {
        match self {
            Self::Sha1 => 20,
            Self::Sha256 => 32,
            Self::Sha512 => 64,
        }
    }
}

/// A PBKDF2 hash.
pub(crate) struct Pbkdf2 {
    digest: Digest,
    rounds: NonZeroU32,
    salt: Vec<u8>,
    tag: Vec<u8>,
}

impl Pbkdf2 {
    /// Reads what stands after the name.
    pub(super) fn read(digest: Digest, rest: &str) -> Result<Self, Fault> {
        let [cost, salt, tag] = parts(rest)?;
        let tag = base64::unpadded(tag)?;
        let rounds = match cost.strip_prefix("i=") {
            None => number(cost)?,
            Some(named) => match named.split_once(",l=") {
                None => number(named)?,
                Some((rounds, length)) if usize::try_from(number(length)?).ok() == Some(tag.len()) => number(rounds)?,
                Some(_) => return Err(Fault::Malformed),
            },
        };
        Self::new(digest, rounds, base64::unpadded(salt)?, tag)
    }

    /// Puts the parts together, within bounds.
    pub(super) fn new(digest: Digest, rounds: u32, salt: Vec<u8>, tag: Vec<u8>) -> Result<Self, Fault> {
        let rounds = NonZeroU32::new(rounds).ok_or(Fault::Malformed)?;
        let (salt, tag) = sized(salt, tag)?;
        let blocks = tag.len().div_ceil(digest.block());
        let blocks = u64::try_from(blocks).map_err(|_bounded| Fault::Excessive)?;
        if u64::from(rounds.get()) * blocks > MOST_ROUNDS {
            return Err(Fault::Excessive);
        }
        Ok(Self {
            digest,
            rounds,
            salt,
            tag,
        })
    }

    /// Whether it is the hash of this password.
    pub(super) fn is_of(&self, password: &Password) -> bool {
        let text = password.expose().as_bytes();
        pbkdf2::verify(self.digest.algorithm(), self.rounds, &self.salt, text, &self.tag).is_ok()
    }
}
