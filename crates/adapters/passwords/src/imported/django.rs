//! Django's strings: the name of a hasher, and parts of its own order. A salt is text there, and counts as its bytes.
//!
//! `md5`, `sha1` and the unsalted ones are no hashes that anybody's password should rest on, and are not read: their owners set a
//! new one.

use super::bcrypt::{Bcrypt, Input};
use super::pbkdf2::{Digest, Pbkdf2};
use super::scrypt::Scrypt;
use super::{Imported, base64, number, parts};
use crate::argon::Fault;

/// Reads a string of Django's; `None` if no hasher of this name is known.
pub(super) fn read(text: &str) -> Option<Result<Imported, Fault>> {
    let (name, rest) = text.split_once('$')?;
    match name {
        "pbkdf2_sha256" => Some(pbkdf2(Digest::Sha256, rest).map(Imported::Pbkdf2)),
        "pbkdf2_sha1" => Some(pbkdf2(Digest::Sha1, rest).map(Imported::Pbkdf2)),
        "bcrypt" => Some(bcrypt(rest, Input::Password).map(Imported::Bcrypt)),
        "bcrypt_sha256" => Some(bcrypt(rest, Input::Digest).map(Imported::Bcrypt)),
        "scrypt" => Some(scrypt(rest).map(Imported::Scrypt)),
        _ => None,
    }
}

/// The PHC string of Argon2 that a string of Django's holds, if it does.
pub(crate) fn argon2_within(text: &str) -> Option<&str> {
    let phc = text.strip_prefix("argon2")?;
    phc.starts_with("$argon2").then_some(phc)
}

fn pbkdf2(digest: Digest, rest: &str) -> Result<Pbkdf2, Fault> {
    let [rounds, salt, tag] = parts(rest)?;
    Pbkdf2::new(digest, number(rounds)?, salt.as_bytes().to_vec(), base64::padded(tag)?)
}

fn bcrypt(rest: &str, input: Input) -> Result<Bcrypt, Fault> {
    let versions = ["$2a$", "$2b$", "$2y$"];
    let rest = versions.iter().find_map(|version| rest.strip_prefix(version));
    Bcrypt::read(rest.ok_or(Fault::Malformed)?, input)
}

fn scrypt(rest: &str) -> Result<Scrypt, Fault> {
    let [n, salt, block, lanes, tag] = parts(rest)?;
    let n = number(n)?;
    if !n.is_power_of_two() || n < 2 {
        return Err(Fault::Malformed);
    }
    let (block, lanes) = (number(block)?, number(lanes)?);
    Scrypt::new(
        n.trailing_zeros(),
        block,
        lanes,
        salt.as_bytes().to_vec(),
        base64::padded(tag)?,
    )
}
