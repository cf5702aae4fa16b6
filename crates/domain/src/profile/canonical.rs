//! One canonical text for each kind of field. Every reader here and in the files beside this one gives back what it is given
//! if that is canonical. Which field is of which kind is not decided here.

use super::{FieldRule, Kind, contact, names, written};
use crate::identifier::text::without_controls;
use crate::lookup;
use crate::rejection::Rule;

/// The tables behind these readers are not asked about megabytes: no text becomes so much shorter when it is read. Four bytes
/// are the most that a character has, and a short field has room for spaces that are squeezed.
fn max_bytes(rule: &FieldRule) -> usize {
    rule.max.saturating_mul(4).max(1024)
}

/// Whether there is no text at all. A line feed alone is text: a forbidden one.
pub(super) fn is_blank(text: &str) -> bool {
    text.chars()
        .all(|c| c.is_whitespace() && without_controls(c.encode_utf8(&mut [0; 4])).is_ok())
}

/// Reads one field. `country` is the one that the same request names.
pub(super) fn read(rule: &FieldRule, text: &str, country: Option<&str>) -> Result<String, Rule> {
    let text = without_controls(text)?.trim();
    if text.len() > max_bytes(rule) {
        return Err(Rule::TooLong { max: rule.max });
    }
    let value = match rule.kind {
        Kind::PersonName => names::person_name(text)?,
        Kind::Nickname => names::nickname(text)?,
        Kind::OneOf(words) => written::one_of(words, text)?.to_owned(),
        Kind::PhoneNumber => contact::phone_number(text, country)?,
        Kind::DialCode => contact::dial_code(text)?,
        Kind::EmailAddress => contact::email_address(text)?,
        Kind::LanguageTag => language_tag(text)?,
        Kind::TimeZone => time_zone(text, country)?.to_owned(),
        Kind::Country => self::country(text)?.to_owned(),
        Kind::Industry => written::industry(text)?.to_owned(),
        Kind::Url(schemes) => contact::url(text, schemes)?,
        Kind::PlainText => written::plain_text(text)?,
        Kind::AsWritten => written::as_written(text)?,
    };
    if value.chars().count() > rule.max {
        Err(Rule::TooLong { max: rule.max })
    } else {
        Ok(value)
    }
}

fn language_tag(text: &str) -> Result<String, Rule> {
    lookup::language::tag(text).ok_or(Rule::Malformed("a language tag such as en-GB"))
}

fn time_zone(text: &str, country: Option<&str>) -> Result<&'static str, Rule> {
    lookup::time_zone::canonical(text, country).ok_or(Rule::Malformed("a time zone such as Europe/London"))
}

/// Reads two or three letters.
pub(super) fn country(text: &str) -> Result<&'static str, Rule> {
    lookup::country::find(text.trim())
        .map(|country| country.code)
        .ok_or(Rule::Malformed("two letters of ISO 3166-1, such as GB"))
}
