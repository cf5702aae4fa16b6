//! Hashes that other systems made: which of them are read, and within which bounds. A family of hashes has a file of its own; what
//! is ours, and any other Argon2, stands beside this folder.
//!
//! Every bound is one of cost: whoever can write one row must not be able to take the machine's memory, or its time, at each
//! sign-in. None costs more than about a second, or 256 MiB. And an output is long enough that nobody meets it by chance.

mod base64;
mod bcrypt;
mod django;
mod pbkdf2;
mod scrypt;

use enroll_credentials::{Rehash, Verification};
use enroll_domain::password::Password;

use crate::argon::Fault;

use self::bcrypt::Bcrypt;
use self::pbkdf2::Pbkdf2;
use self::scrypt::Scrypt;

pub(crate) use django::argon2_within;

/// The shortest output that is compared with, in bytes.
const LEAST_TAG: usize = 16;
/// The longest.
const MOST_TAG: usize = 64;
/// The longest salt, in bytes.
const MOST_SALT: usize = 128;

/// A hash of another system, as it was read.
pub(crate) enum Imported {
    Bcrypt(Bcrypt),
    Scrypt(Scrypt),
    Pbkdf2(Pbkdf2),
}

impl Imported {
    /// Reads a text; `None` if it is of no family that has a file here.
    pub(crate) fn read(text: &str) -> Option<Result<Self, Fault>> {
        let (name, rest) = match text.strip_prefix('$') {
            Some(modular) => modular.split_once('$')?,
            None => return django::read(text),
        };
        match name {
            "2a" | "2b" | "2y" => Some(Bcrypt::read(rest, bcrypt::Input::Password).map(Self::Bcrypt)),
            "scrypt" => Some(Scrypt::read(rest).map(Self::Scrypt)),
            "pbkdf2" => Some(Pbkdf2::read(pbkdf2::Digest::Sha1, rest).map(Self::Pbkdf2)),
            "pbkdf2-sha256" => Some(Pbkdf2::read(pbkdf2::Digest::Sha256, rest).map(Self::Pbkdf2)),
            "pbkdf2-sha512" => Some(Pbkdf2::read(pbkdf2::Digest::Sha512, rest).map(Self::Pbkdf2)),
            _ => None,
        }
    }

    /// Compares, in the same time for any password. What matches is always due for a hash of ours.
    pub(crate) fn compare(&self, password: &Password) -> Result<Verification, Fault> {
        let same = match self {
            Self::Bcrypt(hash) => hash.is_of(password),
            Self::Scrypt(hash) => hash.is_of(password)?,
            Self::Pbkdf2(hash) => hash.is_of(password),
        };
        Ok(if same {
            Verification::Match(Rehash::Due)
        } else {
            Verification::Mismatch
        })
    }
}

/// A salt and an output, once they are seen to be of a length that is read.
fn sized(salt: Vec<u8>, tag: Vec<u8>) -> Result<(Vec<u8>, Vec<u8>), Fault> {
    if salt.len() > MOST_SALT || tag.len() > MOST_TAG {
        Err(Fault::Excessive)
    } else if tag.len() < LEAST_TAG {
        Err(Fault::Malformed)
    } else {
        Ok((salt, tag))
    }
}

/// A number as hashes hold it: decimal digits without a sign or zeros before them.
fn number(text: &str) -> Result<u32, Fault> {
    let plain = !text.starts_with('0') && text.bytes().all(|byte| byte.is_ascii_digit());
    match text.parse() {
        Ok(number) if plain => Ok(number),
        Ok(_) => Err(Fault::Malformed),
        Err(_) if plain && !text.is_empty() => Err(Fault::Excessive),
        Err(_) => Err(Fault::Malformed),
    }
}

/// The parts between dollar signs, if there are so many.
fn parts<const N: usize>(text: &str) -> Result<[&str; N], Fault> {
    let parts: Vec<&str> = text.splitn(N + 1, '$').collect();
    parts.try_into().map_err(|_count| Fault::Malformed)
}
