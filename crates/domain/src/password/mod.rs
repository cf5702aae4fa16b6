//! Passwords as text, and what is kept in their place. Hashing and guessing are a port's work, not done here.

mod policy;

use std::borrow::Cow;
use std::fmt;

use precis_profiles::OpaqueString;
use precis_profiles::precis_core::profile::PrecisFastInvocation;
use zeroize::Zeroizing;

use crate::identifier::text::without_controls;
use crate::rejection::Rule;

pub use policy::{CharacterClass, ContextWords, PasswordPolicy, PolicyError};

/// A password that somebody typed, in the one form that is hashed (RFC 8265, `OpaqueString`). It is wiped when
/// dropped, and shown nowhere.
#[derive(Clone)]
pub struct Password(Zeroizing<String>);

impl Password {
    /// The most bytes that are read at all, so that nobody can make normalising or hashing slow.
    pub const MAX_BYTES: usize = 1024;

    /// Reads a password. Nothing is trimmed: spaces are part of it.
    ///
    /// # Errors
    /// The first rule that any password breaks; what a tenant asks beyond that is its [`PasswordPolicy`]'s to say.
    pub fn parse(text: &str) -> Result<Self, Rule> {
        if text.is_empty() {
            return Err(Rule::Required);
        }
        if text.len() > Self::MAX_BYTES {
            return Err(Rule::TooLong { max: Self::MAX_BYTES });
        }
        let text = without_controls(text)?;
        // Twice, for RFC 8265 looks at the characters before it composes them: the Greek U+0387 would pass, and come out
        // as U+00B7, which does not. Refusing it lets the same password be read from either keyboard, or from neither.
        let once = Zeroizing::new(enforce(text)?);
        enforce(&once).map(|password| Self(Zeroizing::new(password)))
    }

    /// The secret itself, for the one who hashes, measures or compares it.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

fn enforce(text: &str) -> Result<String, Rule> {
    OpaqueString::enforce(text)
        .map(Cow::into_owned)
        .map_err(|_precis| Rule::Malformed("visible characters and spaces"))
}

impl fmt::Debug for Password {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("Password(…)")
    }
}

/// The hash of a password, as a PHC string or in a format that was imported.
#[derive(Clone, PartialEq, Eq)]
pub struct PasswordHash(String);

impl PasswordHash {
    /// Takes a PHC string as it is; the hasher that made it knows how to read it.
    #[must_use]
    pub fn from_phc(phc: String) -> Self {
        Self(phc)
    }

    /// The PHC string.
    #[must_use]
    pub fn as_phc(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for PasswordHash {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("PasswordHash(…)")
    }
}

/// How hard a password is to guess: 0 (at once) to 4 (not within reach).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Strength(u8);

impl Strength {
    /// The greatest strength there is.
    pub const MAX: Self = Self(4);

    /// This score, if there is such a one.
    #[must_use]
    pub const fn new(score: u8) -> Option<Self> {
        if score <= Self::MAX.0 { Some(Self(score)) } else { None }
    }

    /// This score, or the greatest if it is greater than that.
    #[must_use]
    pub const fn from_score(score: u8) -> Self {
        if score <= Self::MAX.0 { Self(score) } else { Self::MAX }
    }

    /// The score, 0 to 4.
    #[must_use]
    pub const fn score(self) -> u8 {
        self.0
    }
}
