//! What a person types to sign in. Whether it names anybody is for the store to say.

use super::{EmailAddress, Username};
use crate::rejection::Rule;

/// The name that somebody signs in with. External identifiers are none.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum SignInName {
    /// An e-mail address.
    Email(EmailAddress),
    /// A user name; a reserved one may be an operator's own.
    Username(Username),
}

impl SignInName {
    /// Reads what was typed: an address if it holds an `@`, which no user name does.
    ///
    /// # Errors
    /// The first rule that the text breaks.
    pub fn parse(text: &str) -> Result<Self, Rule> {
        if text.contains('@') {
            EmailAddress::parse(text).map(Self::Email)
        } else {
            Username::parse_known(text).map(Self::Username)
        }
    }
}
