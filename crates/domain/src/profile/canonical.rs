//! One canonical text for each kind of field. Every function here gives back what it is given if that is canonical.
//! Which field is of which kind is not decided here.

use celes::Country;
use icu_locale::subtags::Region;
use icu_locale::{Locale, LocaleCanonicalizer};
use icu_time::zone::iana::IanaParserExtended;
use icu_time::zone::{TimeZone, WindowsParser};
use precis_profiles::precis_core::profile::PrecisFastInvocation;
use rlibphonenumber::{PhoneNumber, PhoneNumberFormat};

use super::{FieldRule, Kind};
use crate::identifier::text::{composed, is_hidden, is_visible, without_controls};
use crate::rejection::Rule;

/// No field needs more, and the tables behind these functions are not asked about megabytes.
const MAX_BYTES: usize = 1024;

/// Whether there is no text at all. A line feed alone is text: a forbidden one.
pub(super) fn is_blank(text: &str) -> bool {
    text.chars()
        .all(|c| c.is_whitespace() && without_controls(c.encode_utf8(&mut [0; 4])).is_ok())
}

/// Reads one field. `country` is the one that the same request names.
pub(super) fn read(rule: &FieldRule, text: &str, country: Option<&str>) -> Result<String, Rule> {
    let text = without_controls(text)?.trim();
    if text.len() > MAX_BYTES {
        return Err(Rule::TooLong { max: rule.max });
    }
    let value = match rule.kind {
        Kind::PersonName => person_name(text)?,
        Kind::Nickname => nickname(text)?,
        Kind::PhoneNumber => phone_number(text, country)?,
        Kind::LanguageTag => language_tag(text)?,
        Kind::TimeZone => time_zone(text, country)?.to_owned(),
        Kind::Country => self::country(text)?.to_owned(),
    };
    if value.chars().count() > rule.max {
        Err(Rule::TooLong { max: rule.max })
    } else {
        Ok(value)
    }
}

fn person_name(text: &str) -> Result<String, Rule> {
    // The signs that Keycloak's own check of names refuses, so that a user we take can also be provisioned there.
    const SIGNS: &str = "<>&\"$%!#?§;*~/\\|^=[]{}()";
    let squeezed = text.split_whitespace().collect::<Vec<_>>().join(" ");
    // Composed first: the Greek question mark U+037E, for one, becomes a semicolon.
    let name = composed(&squeezed)?.into_owned();
    if name.contains(|c| SIGNS.contains(c)) {
        return Err(Rule::Malformed("a name, without brackets, slashes and the like"));
    }
    shown_in_mail(name)
}

fn nickname(text: &str) -> Result<String, Rule> {
    let name = precis_profiles::Nickname::enforce(text).map_err(|_precis| Rule::Malformed("visible characters"))?;
    shown_in_mail(name.into_owned())
}

/// Names stand in the greeting of mails that go to strangers, and mail programs turn anything like an address into a
/// link: whoever could write one there could send spam through us.
fn shown_in_mail(name: String) -> Result<String, Rule> {
    if name.chars().any(is_hidden) || !is_visible(&name) {
        return Err(Rule::Malformed("visible characters"));
    }
    if is_like_link(&name) {
        return Err(Rule::Malformed(
            "a name, not a link or an address (write a space after a full stop)",
        ));
    }
    if name.chars().filter(|c| c.is_numeric()).count() > 4 {
        return Err(Rule::Malformed("a name, not a number"));
    }
    Ok(name)
}

fn is_like_link(name: &str) -> bool {
    let lower = name.to_lowercase();
    lower.contains(['/', '\\', '@']) || lower.contains("www.") || has_dotted_word(&lower)
}

/// Whether a dot stands between a character and two letters, as in `example.com`; initials (`J.R.R. Tolkien`) do not.
fn has_dotted_word(text: &str) -> bool {
    let letters = |label: &str| label.chars().take_while(|c| c.is_alphabetic()).count();
    // Mail programs and browsers read the full stops of other scripts as dots too.
    text.split(['.', '\u{3002}', '\u{FF0E}', '\u{FF61}'])
        .skip(1)
        .any(|label| letters(label) >= 2)
}

fn phone_number(text: &str, country: Option<&str>) -> Result<String, Rule> {
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

fn language_tag(text: &str) -> Result<String, Rule> {
    let malformed = Rule::Malformed("a language tag such as en-GB");
    let mut locale = Locale::try_from_str(&text.replace('_', "-")).map_err(|_parse| malformed)?;
    LocaleCanonicalizer::new_extended().canonicalize(&mut locale);
    if locale.id.language.is_unknown() {
        Err(malformed)
    } else {
        Ok(locale.to_string())
    }
}

fn time_zone(text: &str, country: Option<&str>) -> Result<&'static str, Rule> {
    let parser = IanaParserExtended::new();
    let named = parser.parse(text);
    if named.time_zone != TimeZone::UNKNOWN {
        return Ok(named.canonical);
    }
    let region = country.and_then(|code| Region::try_from_str(code).ok());
    let windows = WindowsParser::new();
    windows
        .parse(text, region)
        .or_else(|| windows.parse(text, None))
        .and_then(|zone| parser.iter().find(|known| known.time_zone == zone))
        .map(|known| known.canonical)
        .ok_or(Rule::Malformed("a time zone such as Europe/London"))
}

/// Reads two or three letters. `celes` would also take names and numbers, so only the two letter tables are asked.
pub(super) fn country(text: &str) -> Result<&'static str, Rule> {
    let text = text.trim();
    let found = match text.len() {
        _ if !text.bytes().all(|byte| byte.is_ascii_alphabetic()) => None,
        2 => Country::from_alpha2(text).ok(),
        3 => Country::from_alpha3(text).ok(),
        _ => None,
    };
    found
        .map(|country| country.alpha2)
        .ok_or(Rule::Malformed("two letters of ISO 3166-1, such as GB"))
}
