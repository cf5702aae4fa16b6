//! External identifiers: what another system calls a user. They never sign anybody in.

use std::fmt;

use super::text::{composed, is_hidden, without_controls};
use crate::rejection::Rule;

const MAX_NAMESPACE: usize = 32;
const MAX_VALUE: usize = 128;

/// An identifier within a name space, such as the employee number `4711`. Letter case counts: to the system that
/// gave it, `a1` and `A1` may be two people.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ExternalId {
    key: String,
    namespace: String,
    value: String,
}

impl ExternalId {
    /// Reads an identifier. Spaces around the value are trimmed; the name space is written exactly, in lower-case
    /// ASCII letters, digits and underscores, a letter first.
    ///
    /// # Errors
    /// The first rule that the texts break.
    pub fn parse(namespace: &str, value: &str) -> Result<Self, Rule> {
        let value = without_controls(value)?.trim();
        check_namespace(namespace)?;
        if value.is_empty() {
            return Err(Rule::Required);
        }
        // NFC shortens and lengthens by small factors only, so this bounds the work without refusing anything good.
        if value.len() > MAX_VALUE * 16 {
            return Err(Rule::TooLong { max: MAX_VALUE });
        }
        if value.chars().any(is_hidden) {
            return Err(Rule::Malformed("visible characters only"));
        }
        let value = composed(value)?;
        if value.chars().count() > MAX_VALUE {
            return Err(Rule::TooLong { max: MAX_VALUE });
        }
        Ok(Self::from_stored(namespace.to_owned(), value.into_owned()))
    }

    /// Takes back what a store kept.
    #[must_use]
    pub fn from_stored(namespace: String, value: String) -> Self {
        // A name space holds no colon, so the first one tells where the value begins.
        Self {
            key: format!("{namespace}:{value}"),
            namespace,
            value,
        }
    }

    /// The name space.
    #[must_use]
    pub fn namespace(&self) -> &str {
        &self.namespace
    }

    /// The identifier within its name space.
    #[must_use]
    pub fn value(&self) -> &str {
        &self.value
    }

    /// The key by which external identifiers are compared: name space, colon, value.
    #[must_use]
    pub fn key(&self) -> &str {
        &self.key
    }
}

fn check_namespace(namespace: &str) -> Result<(), Rule> {
    let snake = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
    if namespace.len() > MAX_NAMESPACE {
        return Err(Rule::Malformed("a name space of at most 32 characters"));
    }
    if !namespace.starts_with(|c: char| c.is_ascii_lowercase()) || !namespace.bytes().all(snake) {
        return Err(Rule::Malformed(
            "a name space of lower-case letters, digits and underscores",
        ));
    }
    Ok(())
}

// The name space tells a developer enough; the value is personal data.
impl fmt::Debug for ExternalId {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "ExternalId({}:…)", self.namespace)
    }
}
