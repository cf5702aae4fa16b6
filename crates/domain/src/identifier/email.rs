//! E-mail addresses: where mail goes, and the key by which two spellings count as one address.
//! Whether anybody reads that mail is proved elsewhere.

use std::fmt;

use super::text::without_controls;
use crate::rejection::Rule;

/// The longest address that fits a mail path (RFC 5321 §4.5.3.1.3, less the angle brackets).
const MAX: usize = 254;

/// An e-mail address. The part before the `@` is kept as typed, because only its own host may fold it; the domain is
/// in lower-case ASCII (punycode). Mail goes to [`as_str`](Self::as_str), never to what a later request typed.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct EmailAddress {
    key: EmailKey,
    address: String,
}

/// What two spellings of one address have in common: lower-case ASCII throughout. Unique within a tenant.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct EmailKey(String);

impl EmailAddress {
    /// Reads an address that a person typed. Spaces around it are trimmed.
    ///
    /// Only ASCII is taken before the `@`: every letter that some case or width folding would turn into another
    /// (`K`elvin sign, dotless `ı`, full-width `ａ`) lies outside it, so no two stores can disagree about a key.
    ///
    /// # Errors
    /// The first rule that the text breaks.
    pub fn parse(text: &str) -> Result<Self, Rule> {
        let text = without_controls(text)?.trim();
        if text.is_empty() {
            return Err(Rule::Required);
        }
        if text.chars().count() > MAX {
            return Err(Rule::TooLong { max: MAX });
        }
        let (local, domain) = text.rsplit_once('@').ok_or(Rule::Malformed("name@example.org"))?;
        if !local.is_ascii() {
            return Err(Rule::Malformed("only ASCII letters, digits and signs before the @"));
        }
        if local.contains('"') {
            return Err(Rule::Malformed("no quotation marks before the @"));
        }
        let address = format!("{local}@{}", canonical_domain(domain)?);
        if address.len() > MAX {
            return Err(Rule::TooLong { max: MAX });
        }
        let options = email_address::Options::default()
            .with_required_tld()
            .without_domain_literal()
            .without_display_text();
        email_address::EmailAddress::parse_with_options(&address, options).map_err(malformed)?;
        let key = EmailKey(address.to_ascii_lowercase());
        Ok(Self { key, address })
    }

    /// Takes back what a store kept, unchecked: rules may have grown stricter since, and people keep their address.
    #[must_use]
    pub fn from_stored(address: String, key: String) -> Self {
        Self {
            key: EmailKey::from_stored(key),
            address,
        }
    }

    /// The address to which mail goes.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.address
    }

    /// The key by which this address is compared.
    #[must_use]
    pub fn key(&self) -> &EmailKey {
        &self.key
    }

    /// The part before the `@`, as typed.
    #[must_use]
    pub fn local(&self) -> &str {
        self.address.rsplit_once('@').map_or("", |(local, _)| local)
    }

    /// The domain in lower-case ASCII.
    #[must_use]
    pub fn domain(&self) -> &str {
        self.address.rsplit_once('@').map_or("", |(_, domain)| domain)
    }
}

impl EmailKey {
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

/// One spelling for each domain: UTS 46 folds case, width and the dots of other scripts, drops soft hyphens, and
/// refuses `xn--` labels that are not what it would have made itself (RUSTSEC-2024-0421).
fn canonical_domain(domain: &str) -> Result<String, Rule> {
    let ascii = idna::domain_to_ascii_strict(domain)
        .map_err(|_idna| Rule::Malformed("a domain such as example.org after the @"))?;
    let numeric = ascii
        .rsplit('.')
        .next()
        .is_some_and(|tld| tld.bytes().all(|byte| byte.is_ascii_digit()));
    if numeric {
        Err(Rule::Malformed("a domain name, not a number, after the @"))
    } else {
        Ok(ascii)
    }
}

fn malformed(error: email_address::Error) -> Rule {
    use email_address::Error;
    Rule::Malformed(match error {
        Error::LocalPartEmpty => "something before the @",
        Error::LocalPartTooLong => "at most 64 characters before the @",
        Error::DomainTooFew => "a full domain such as example.org after the @",
        _ => "name@example.org",
    })
}

// Addresses must not reach logs, and `{:?}` is how they would.
impl fmt::Debug for EmailAddress {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("EmailAddress(…)")
    }
}

impl fmt::Debug for EmailKey {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("EmailKey(…)")
    }
}
