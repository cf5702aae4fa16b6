//! User names: one key for every spelling that a person would read as the same name.
//! Which names a tenant keeps for itself stands in `reserved.rs`.

use std::fmt;

use precis_profiles::precis_core::profile::PrecisFastInvocation;
use precis_profiles::{UsernameCaseMapped, UsernameCasePreserved};
use unicode_security::{RestrictionLevel, RestrictionLevelDetection};

use super::text::{composed, without_controls};
use crate::rejection::Rule;

const MIN: usize = 1;
const MAX: usize = 255;

/// Enough turns for every skeleton that Unicode's table makes (two do); a name that needs more is refused.
const TURNS: usize = 8;

/// A user name (RFC 8265). It shows as typed, letter case included; it is compared by its [`key`](Self::key).
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Username {
    key: UsernameKey,
    name: String,
}

/// What all spellings of a user name have in common that look alike: the skeleton of UTS 39 over the lower-case name.
/// Unique within a tenant. It is for comparing only: `adam` has the key `adarn`.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct UsernameKey(String);

impl Username {
    /// Reads a user name that somebody asks for. Spaces around it are trimmed.
    ///
    /// # Errors
    /// The first rule that the text breaks.
    pub fn parse(text: &str) -> Result<Self, Rule> {
        let name = Self::parse_known(text)?;
        if super::reserved::is_reserved(&name.key) {
            Err(Rule::Reserved)
        } else {
            Ok(name)
        }
    }

    /// Reads a user name that somebody may already have, so that whoever has one that was reserved
    /// only later can still sign in.
    ///
    /// # Errors
    /// The first rule that the text breaks.
    pub fn parse_known(text: &str) -> Result<Self, Rule> {
        let text = without_controls(text)?.trim();
        if text.is_empty() {
            return Err(Rule::Required);
        }
        // Nothing below makes a long text short enough, and the tables are not asked about megabytes.
        if text.chars().count() > MAX * 4 {
            return Err(Rule::TooLong { max: MAX });
        }
        let name = UsernameCasePreserved::enforce(text)
            .map_err(|_precis| Rule::Malformed("letters, digits, dots, hyphens and underscores, without spaces"))?
            .into_owned();
        check(&name)?;
        let key = UsernameKey(key_of(&name)?);
        Ok(Self { key, name })
    }

    /// Takes back what a store kept, unchecked: rules may have grown stricter since, and people keep their name.
    #[must_use]
    pub fn from_stored(name: String, key: String) -> Self {
        Self {
            key: UsernameKey::from_stored(key),
            name,
        }
    }

    /// The name as it is shown.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.name
    }

    /// The key by which this name is compared.
    #[must_use]
    pub fn key(&self) -> &UsernameKey {
        &self.key
    }
}

impl UsernameKey {
    /// Takes back what a store kept.
    #[must_use]
    pub fn from_stored(key: String) -> Self {
        Self(key)
    }

    /// The key as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

fn check(name: &str) -> Result<(), Rule> {
    if name.contains('@') {
        return Err(Rule::Malformed("no @: that would be an e-mail address"));
    }
    // The other signs have a meaning in shells, URLs, HTML or Keycloak, which refuses them in its own user names.
    if name
        .chars()
        .any(|c| c.is_ascii_punctuation() && !matches!(c, '.' | '-' | '_'))
    {
        return Err(Rule::Malformed("letters, digits, dots, hyphens and underscores"));
    }
    match name.chars().count() {
        length if length < MIN => return Err(Rule::TooShort { min: MIN }),
        length if length > MAX => return Err(Rule::TooLong { max: MAX }),
        _ => {}
    }
    // Without a letter it would read as a phone number or an employee number.
    if !name.chars().any(char::is_alphabetic) {
        return Err(Rule::Malformed("at least one letter"));
    }
    if !name.check_restriction_level(RestrictionLevel::HighlyRestrictive) {
        return Err(Rule::Malformed("letters of one script"));
    }
    Ok(())
}

/// The skeleton of the lower-case name, taken again until it no longer changes: skeletons hold capitals (`0` is read
/// as `O`), and the lower case of one may have a skeleton of its own. So the key of a key is that key.
pub(super) fn key_of(name: &str) -> Result<String, Rule> {
    let refused = Rule::Malformed("ordinary letters");
    let mut key = UsernameCaseMapped::enforce(name)
        .map_err(|_precis| refused)?
        .into_owned();
    for _ in 0..TURNS {
        let skeleton: String = unicode_security::skeleton(&key).collect();
        let next = composed(&skeleton.to_lowercase())?.into_owned();
        if next == key {
            return Ok(key);
        }
        key = next;
    }
    Err(refused)
}

// User names are personal data as much as addresses are, and `{:?}` is how they would reach logs.
impl fmt::Debug for Username {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("Username(…)")
    }
}

impl fmt::Debug for UsernameKey {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("UsernameKey(…)")
    }
}
