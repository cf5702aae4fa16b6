//! bcrypt: `$2a$`, `$2b$` and `$2y$` with a cost, 22 characters of salt and 31 of output.
//!
//! `$2x$` marks hashes of a faulty program and is not read. bcrypt itself looks at 72 bytes of a password and no more, the zero
//! byte that ends it among them: a longer password matches by these, as it did where the hash was made, and once it has, all of
//! it counts in the hash that takes its place. A password here never holds a zero byte, which would end it early.

use aws_lc_rs::digest::{SHA256, digest};
use enroll_domain::password::Password;
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use super::{base64, number, parts};
use crate::argon::Fault;

/// What bcrypt looks at.
const MOST_BYTES: usize = 72;
/// The least cost there is.
const LEAST_COST: u32 = 4;
/// 2^14 rounds take about a second.
const MOST_COST: u32 = 14;
const SALT_CHARS: usize = 22;
const ALL_CHARS: usize = 53;

/// What bcrypt was given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Input {
    /// The password itself.
    Password,
    /// Its SHA-256 in hexadecimal, so that all of it counts (Django's `bcrypt_sha256`).
    Digest,
}

/// A bcrypt hash.
pub(crate) struct Bcrypt {
    input: Input,
    cost: u32,
    salt: [u8; 16],
    tag: [u8; 23],
}

impl Bcrypt {
    /// Reads what stands after the version.
    pub(super) fn read(rest: &str, input: Input) -> Result<Self, Fault> {
        let [cost, text] = parts(rest)?;
        let cost = match cost.len() {
            2 => number(cost.strip_prefix('0').unwrap_or(cost))?,
            _ => return Err(Fault::Malformed),
        };
        if cost > MOST_COST {
            return Err(Fault::Excessive);
        }
        if cost < LEAST_COST || text.len() != ALL_CHARS {
            return Err(Fault::Malformed);
        }
        let (salt, tag) = text.split_at_checked(SALT_CHARS).ok_or(Fault::Malformed)?;
        Ok(Self {
            input,
            cost,
            salt: base64::of_bcrypt(salt)?,
            tag: base64::of_bcrypt(tag)?,
        })
    }

    /// Whether it is the hash of this password.
    pub(super) fn is_of(&self, password: &Password) -> bool {
        let given = match self.input {
            Input::Password => Zeroizing::new(password.expose().as_bytes().to_vec()),
            Input::Digest => hexadecimal(password),
        };
        let key: Zeroizing<Vec<u8>> = Zeroizing::new(given.iter().copied().chain([0]).take(MOST_BYTES).collect());
        let made = Zeroizing::new(bcrypt::bcrypt(self.cost, self.salt, &key));
        // The last of its 24 bytes is never written down.
        let same = made
            .iter()
            .zip(&self.tag)
            .fold(subtle::Choice::from(1), |same, (one, other)| same & one.ct_eq(other));
        same.into()
    }
}

fn hexadecimal(password: &Password) -> Zeroizing<Vec<u8>> {
    let digest = digest(&SHA256, password.expose().as_bytes());
    let digits = digest.as_ref().iter().flat_map(|byte| {
        let digit = |half: u8| if half < 10 { b'0' + half } else { b'a' + (half - 10) };
        [digit(byte >> 4), digit(byte & 15)]
    });
    Zeroizing::new(digits.collect())
}
