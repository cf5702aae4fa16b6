//! Referral codes: with one, a user invites others, and is remembered as who invited them.

use crate::rejection::Rule;

/// The letters of a code: those that nobody mistakes for a digit or for each other.
const ALPHABET: &[u8; 24] = b"ABCDEFGHJKLMNPQRSTUVWXYZ";

/// How many letters a code has.
pub const LENGTH: usize = 8;

/// A code: 4 to 32 capital letters of ASCII and digits.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ReferralCode(String);

impl ReferralCode {
    /// Reads a code that somebody typed, whatever the letter case.
    ///
    /// # Errors
    /// [`Rule::Malformed`] for anything that is not one.
    pub fn parse(text: &str) -> Result<Self, Rule> {
        let code = text.trim().to_ascii_uppercase();
        let clean = code
            .bytes()
            .all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit());
        if clean && (4..=32).contains(&code.len()) {
            Ok(Self(code))
        } else {
            Err(Rule::Malformed("letters and digits"))
        }
    }

    /// The code that these random bytes make.
    #[must_use]
    pub fn from_random(bytes: [u8; LENGTH]) -> Self {
        let letters = bytes.into_iter().filter_map(|byte| {
            // 256 is no multiple of 24; that some letters come a little more often is of no use to anybody.
            ALPHABET.get(usize::from(byte) % ALPHABET.len()).copied()
        });
        Self(letters.map(char::from).collect())
    }

    /// The code itself.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}
