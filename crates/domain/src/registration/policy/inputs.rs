//! What a tenant asks of each input beside the rule that the input has by itself: whether it must be there, and how long it may be.

use crate::identifier::Username;
use crate::rejection::Rule;

use super::Presence;

/// What a tenant asks of user names, within what every user name must be (see [`Username`]).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UsernameRule {
    /// Whether one is asked for.
    pub presence: Presence,
    /// The least number of characters.
    pub min_chars: usize,
    /// The greatest number of characters.
    pub max_chars: usize,
    /// Of which characters it may be.
    pub alphabet: Alphabet,
}

/// Of which characters a user name may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Alphabet {
    /// Letters of any script, digits, dots, hyphens and underscores.
    AnyScript,
    /// ASCII letters and digits, dots, hyphens and underscores.
    Ascii,
    /// The same without dots.
    AsciiWithoutDots,
}

impl UsernameRule {
    /// User names of 3 to 32 characters of any script.
    #[must_use]
    pub const fn usual(presence: Presence) -> Self {
        Self {
            presence,
            min_chars: 3,
            max_chars: 32,
            alphabet: Alphabet::AnyScript,
        }
    }

    /// Reads a user name that somebody asks for.
    ///
    /// # Errors
    /// The first rule that it breaks.
    pub fn read(&self, text: &str) -> Result<Username, Rule> {
        let name = Username::parse(text)?;
        let shown = name.as_str();
        match shown.chars().count() {
            length if length < self.min_chars => return Err(Rule::TooShort { min: self.min_chars }),
            length if length > self.max_chars => return Err(Rule::TooLong { max: self.max_chars }),
            _ => {}
        }
        match self.alphabet {
            Alphabet::Ascii if !shown.is_ascii() => {
                Err(Rule::Malformed("letters a to z, digits, dots, hyphens and underscores"))
            }
            Alphabet::AsciiWithoutDots if !shown.is_ascii() || shown.contains('.') => {
                Err(Rule::Malformed("letters a to z, digits, hyphens and underscores"))
            }
            Alphabet::AnyScript | Alphabet::Ascii | Alphabet::AsciiWithoutDots => Ok(name),
        }
    }
}

/// What a tenant asks of a field of the profile, within the field's own rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FieldPolicy {
    /// Whether it is asked for.
    pub presence: Presence,
    /// The greatest number of characters, where that is less than the field's own.
    pub max_chars: Option<usize>,
}

impl FieldPolicy {
    /// It may be there.
    pub const OPTIONAL: Self = Self {
        presence: Presence::Optional,
        max_chars: None,
    };

    /// It must be there, and hold at most so many characters.
    #[must_use]
    pub const fn required_within(max_chars: usize) -> Self {
        Self {
            presence: Presence::Required,
            max_chars: Some(max_chars),
        }
    }

    /// The rule that a value breaks by its length.
    #[must_use]
    pub fn broken_by(&self, value: &str) -> Option<Rule> {
        let max = self.max_chars?;
        (value.chars().count() > max).then_some(Rule::TooLong { max })
    }
}

/// A domain of e-mail addresses, in lower-case ASCII.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct EmailDomain(String);

impl EmailDomain {
    /// Reads a domain.
    ///
    /// # Errors
    /// [`Rule::Malformed`] for anything that no address can have after its `@`.
    pub fn parse(text: &str) -> Result<Self, Rule> {
        const SHAPE: Rule = Rule::Malformed("a domain such as example.org");
        let address = crate::identifier::EmailAddress::parse(&format!("a@{}", text.trim()))
            .ok()
            .ok_or(SHAPE)?;
        let (_, domain) = address.key().as_str().rsplit_once('@').ok_or(SHAPE)?;
        Ok(Self(domain.to_owned()))
    }

    /// The domain itself.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether an address is of this domain; one of a domain below it is not.
    #[must_use]
    pub fn holds(&self, address: &crate::identifier::EmailAddress) -> bool {
        let key = address.key().as_str();
        key.rsplit_once('@').is_some_and(|(_, domain)| domain == self.0)
    }
}

/// A host by whose name requests choose a tenant: a domain with or without a port, in lower case.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct HostName(String);

impl HostName {
    /// Reads a host name, or the host of a URL.
    ///
    /// # Errors
    /// [`Rule::Malformed`] for anything else.
    pub fn parse(text: &str) -> Result<Self, Rule> {
        const SHAPE: Rule = Rule::Malformed("a host such as login.example.org");
        let text = text.trim();
        let whole = if text.contains("://") {
            text.to_owned()
        } else {
            format!("http://{text}")
        };
        let url = url::Url::parse(&whole).ok().ok_or(SHAPE)?;
        let host = url.host_str().filter(|host| !host.is_empty()).ok_or(SHAPE)?;
        let foreign = !matches!(url.scheme(), "http" | "https");
        if foreign || !url.username().is_empty() || url.password().is_some() {
            return Err(SHAPE);
        }
        Ok(Self(match url.port() {
            Some(port) => format!("{host}:{port}"),
            None => host.to_owned(),
        }))
    }

    /// The host itself.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}
