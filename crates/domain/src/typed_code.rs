//! Typed codes: the short form of a link's secret, for whoever reads a mail on one device and types on another. Of which row a code is
//! the code, and how often somebody may try, is not said here.

use std::fmt;

use crate::rejection::Rule;

/// How many digits a code has. NIST SP 800-63 asks for six at least, which is 20 bits. Eight make up for the several codes of one
/// address that may be good at one time ([`CODES_TRIED`]): twenty tries a day at five codes find one once in 27 years where a code has
/// six digits, and once in 2 700 years where it has eight.
pub const DIGITS: usize = 8;

/// How many of the newest open links of an address have codes that are good. Whoever asks for mail after mail in somebody's name makes
/// no guess likelier by it.
pub const CODES_TRIED: usize = 5;

/// As many codes as there are.
const COUNT: u64 = 100_000_000;

/// A code of eight decimal digits. It is a secret.
#[derive(Clone, PartialEq, Eq)]
pub struct TypedCode(String);

impl TypedCode {
    /// Reads a code as somebody typed it: spaces and hyphens between its digits do not matter.
    ///
    /// # Errors
    /// [`Rule::Required`] for nothing, [`Rule::Malformed`] for anything that is not eight decimal digits of ASCII.
    pub fn parse(text: &str) -> Result<Self, Rule> {
        let digits: String = text
            .chars()
            .filter(|c| !c.is_whitespace() && *c != '-')
            .take(DIGITS.saturating_add(1))
            .collect();
        match digits.len() {
            0 => Err(Rule::Required),
            DIGITS if digits.bytes().all(|byte| byte.is_ascii_digit()) => Ok(Self(digits)),
            _ => Err(Rule::Malformed("eight digits")),
        }
    }

    /// The code that a MAC of 256 bits is truncated to: the MAC as one whole number, reduced modulo the number of codes. As 2²⁵⁶ is
    /// no multiple of it, some codes come more often than others by less than one in 2²²⁹.
    #[must_use]
    pub fn of_mac(mac: &[u8; 32]) -> Self {
        let rest = mac.iter().fold(0_u64, |rest, byte| {
            rest.saturating_mul(256).saturating_add(u64::from(*byte)) % COUNT
        });
        Self(format!("{rest:08}"))
    }

    /// The digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The digits in two groups, as they are easily read: `1234 5678`.
    #[must_use]
    pub fn grouped(&self) -> String {
        let (first, second) = self.0.split_at_checked(DIGITS / 2).unwrap_or((&self.0, ""));
        format!("{first} {second}")
    }
}

// Whoever knows it can use it.
impl fmt::Debug for TypedCode {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("TypedCode(…)")
    }
}
