//! Contacts: where a person can be reached besides the address that is proved. Nothing here is ever sent anything.

use rlibphonenumber::{PhoneNumber, PhoneNumberFormat};
use url::Url;

use super::Schemes;
use crate::identifier::EmailAddress;
use crate::identifier::text::is_hidden;
use crate::lookup::dial_code;
use crate::rejection::Rule;

/// Reads a telephone number; one in national form is of the `country`.
pub(super) fn phone_number(text: &str, country: Option<&str>) -> Result<String, Rule> {
    // The library looks for a number anywhere in a text and drops extensions; what is kept must be what was meant.
    if !text
        .chars()
        .all(|c| c.is_numeric() || c.is_whitespace() || "+＋-‐‑‒–().（）/".contains(c))
    {
        return Err(Rule::Malformed("a telephone number such as +44 20 7946 0018"));
    }
    let region = country.and_then(|code| code.parse().ok());
    let typed = PhoneNumber::parse(text, region).ok().filter(PhoneNumber::is_valid);
    // `00` is the most usual way to dial abroad, and no number in the world begins with it.
    let dialled = || {
        let rest = text.strip_prefix("00")?;
        PhoneNumber::parse(format!("+{rest}"), None)
            .ok()
            .filter(PhoneNumber::is_valid)
    };
    typed
        .or_else(dialled)
        .map(|number| number.format_as(PhoneNumberFormat::E164).into_owned())
        .ok_or(Rule::Malformed(
            "a telephone number in use, such as +44 20 7946 0018, or with a country",
        ))
}

/// Reads a country calling code, with or without the plus sign.
pub(super) fn dial_code(text: &str) -> Result<String, Rule> {
    let digits = text.strip_prefix('+').unwrap_or(text);
    if !(1..=3).contains(&digits.len()) || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(Rule::Malformed("a country calling code such as 44"));
    }
    dial_code::find(digits)
        .map(|known| known.code.clone())
        .ok_or(Rule::NotListed)
}

/// Reads an e-mail address.
pub(super) fn email_address(text: &str) -> Result<String, Rule> {
    EmailAddress::parse(text).map(|address| address.as_str().to_owned())
}

/// Reads the address of a page. A text that a browser and another reader would understand differently is refused, and one
/// that holds a password: it is shown to others.
pub(super) fn url(text: &str, schemes: Schemes) -> Result<String, Rule> {
    let (allowed, shape) = match schemes {
        Schemes::Web => (&["https", "http"][..], "a web address such as https://example.org/"),
        Schemes::SecureOnly => (&["https"][..], "an https address such as https://example.org/"),
    };
    let plain = !text.contains(|c: char| c == '\\' || c.is_whitespace() || is_hidden(c));
    let (scheme, rest) = text.split_once("://").ok_or(Rule::Malformed(shape))?;
    let known = allowed.iter().any(|known| known.eq_ignore_ascii_case(scheme));
    if !plain || !known || rest.starts_with('/') {
        return Err(Rule::Malformed(shape));
    }
    let read = Url::parse(text).ok().filter(Url::has_host);
    read.filter(|url| url.username().is_empty() && url.password().is_none())
        .map(|url| url.as_str().to_owned())
        .ok_or(Rule::Malformed(shape))
}
