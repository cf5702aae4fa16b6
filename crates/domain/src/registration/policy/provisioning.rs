//! Where users are made to exist besides here.

use crate::rejection::Rule;

/// Names the identity provider of a tenant: 1 to 64 lower-case letters, digits and `-`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ProvisioningTarget(String);

impl ProvisioningTarget {
    /// Reads the name of a target.
    ///
    /// # Errors
    /// [`Rule::Malformed`] for other characters, none, or too many.
    pub fn parse(text: &str) -> Result<Self, Rule> {
        let clean = text
            .chars()
            .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-');
        if clean && (1..=64).contains(&text.len()) {
            Ok(Self(text.to_owned()))
        } else {
            Err(Rule::Malformed("lower-case letters, digits and -"))
        }
    }

    /// The name itself.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}
