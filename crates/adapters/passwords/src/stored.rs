//! Stored hashes of every kind that is compared with: ours, Argon2 of other programs, and those of other systems.

use enroll_credentials::{Rehash, Verification};
use enroll_domain::password::{Password, PasswordHash};

use crate::argon::{self, Cost, Fault, Memory};
use crate::imported::{self, Imported};

/// The longest text that is looked at, in bytes.
const LONGEST: usize = 1024;

/// A stored hash, as it was read.
pub(crate) enum Stored {
    /// A PHC string of Argon2.
    Argon(argon::Stored),
    /// The same, as Django writes it.
    DjangosArgon(argon::Stored),
    /// Of another family.
    Imported(Imported),
}

impl Stored {
    /// Reads a hash, within bounds.
    pub(crate) fn read(hash: &PasswordHash, present: &Cost) -> Result<Self, Fault> {
        let text = hash.as_phc();
        if text.len() > LONGEST {
            return Err(Fault::Excessive);
        }
        if let Some(phc) = imported::argon2_within(text) {
            return argon::Stored::read(phc, present).map(Self::DjangosArgon);
        }
        match Imported::read(text) {
            Some(read) => read.map(Self::Imported),
            None => argon::Stored::read(text, present).map(Self::Argon),
        }
    }

    /// Compares, in the same time for any password.
    pub(crate) fn compare(
        &self,
        memory: &mut Memory,
        password: &Password,
        present: &Cost,
    ) -> Result<Verification, Fault> {
        match self {
            Self::Argon(stored) => stored.compare(memory, password, present),
            Self::DjangosArgon(stored) => {
                let outcome = stored.compare(memory, password, present)?;
                Ok(match outcome {
                    Verification::Match(_) => Verification::Match(Rehash::Due),
                    Verification::Mismatch => Verification::Mismatch,
                })
            }
            Self::Imported(stored) => stored.compare(password),
        }
    }
}
