//! Addresses as Onyx reads them: what it trims and unwraps, and the reason, in the words of its reader (email-validator 2.2), why a
//! text is none. What our own rule refuses beyond that is refused here too.

mod domain;

use std::collections::BTreeSet;

use enroll_domain::identifier::EmailAddress;
use enroll_domain::rejection::Rule;

use crate::dialects::python::quoted;

/// The most characters that are looked at.
const MAX: usize = 2048;

/// The most characters before the `@` (RFC 5321 §4.5.3.1.1).
const LOCAL: usize = 64;

/// The most bytes of an address that still fits a mail path.
const WHOLE: usize = 254;

const NO_AT: &str = "An email address must have an @-sign.";

/// Reads an address; it comes back in lower case, as Onyx keeps it.
///
/// # Errors
/// The reason why it is none.
pub(super) fn read(text: &str) -> Result<String, String> {
    if text.chars().count() > MAX {
        return Err(format!("Length must not exceed {MAX} characters"));
    }
    let text = unwrapped(text).unwrap_or(text).trim();
    let (local, rest) = split(text).ok_or(NO_AT)?;
    let Some(domain) = rest.strip_prefix('@') else {
        return Err(bracketed(local, rest));
    };
    if local.starts_with('"') {
        return Err("Quoting the part before the @-sign is not allowed here.".to_owned());
    }
    check_local(local)?;
    domain::check(domain)?;
    match text.len() {
        length if length > WHOLE => return Err(format!("The email address is too long {}.", too_many(length, WHOLE))),
        _ => {}
    }
    let address = EmailAddress::parse(&format!("{local}@{domain}")).map_err(reason)?;
    let read = address.as_str().to_ascii_lowercase();
    // The part after the @ may have been written in another script.
    domain::check(address.domain())?;
    Ok(read)
}

/// What our own rule has against an address that Onyx would take.
fn reason(rule: Rule) -> String {
    match rule {
        Rule::TooLong { .. } => "The email address is too long.",
        Rule::Malformed(_) => "The part after the @-sign is not valid IDNA.",
        Rule::ControlCharacter => "The email address contains unsafe characters.",
        Rule::Required => NO_AT,
        Rule::NotAccepted
        | Rule::TooShort { .. }
        | Rule::Reserved
        | Rule::Taken
        | Rule::MissingClasses { .. }
        | Rule::ForbiddenCharacter
        | Rule::ContainsContext
        | Rule::TooWeak
        | Rule::NotListed
        | Rule::Outdated
        | Rule::Mismatch
        | Rule::Unknown
        | Rule::NotInvited => "The email address is not valid.",
    }
    .to_owned()
}

/// The address in `Name <address>`, where the name is made of plain words or stands in quotes.
fn unwrapped(text: &str) -> Option<&str> {
    let text = text.trim();
    let (name, rest) = if text.starts_with('"') {
        let (name, rest) = text.rsplit_once("\" <").or_else(|| text.rsplit_once("\"<"))?;
        (name.strip_prefix('"').filter(|name| !name.is_empty())?, rest)
    } else {
        let (name, rest) = text.split_once('<')?;
        let plain = |c: char| c.is_alphanumeric() || c.is_whitespace() || "_!#$%&'*+-/=?^`{|}~".contains(c);
        (Some(name).filter(|name| name.chars().all(plain))?, rest)
    };
    let inner = rest.strip_suffix('>')?;
    (!inner.is_empty() && !inner.contains('\n') && !name.contains('<')).then_some(inner)
}

/// The text before and from the first `@` or `<` on that stands outside quotes.
fn split(text: &str) -> Option<(&str, &str)> {
    let (mut inside, mut escaped) = (false, false);
    let special = |(_, c): &(usize, char)| {
        let found = !inside && matches!(c, '@' | '<');
        if *c == '"' && !escaped {
            inside = !inside;
        }
        escaped = inside && *c == '\\' && !escaped;
        found
    };
    let (place, _) = text.char_indices().find(special)?;
    Some(text.split_at(place))
}

/// What is wrong with an address in angle brackets that could not be unwrapped.
fn bracketed(name: &str, rest: &str) -> String {
    let allowed = |c: char| is_atom(c) || c == ' ';
    let strange = displayed(name.trim_end().chars().filter(|c| !allowed(*c)));
    if !strange.is_empty() && !name.starts_with('"') {
        return format!("The display name contains invalid characters when not quoted: {strange}.");
    }
    if !rest.contains('>') {
        return "An open angle bracket at the start of the email address has to be followed by a close angle bracket at the \
                end."
            .to_owned();
    }
    if rest.trim_end().ends_with('>') {
        return "A display name and angle brackets around the email address are not permitted here.".to_owned();
    }
    "There can't be anything after the email address.".to_owned()
}

fn check_local(local: &str) -> Result<(), String> {
    let length = local.chars().count();
    if length == 0 {
        return Err("There must be something before the @-sign.".to_owned());
    }
    if length > LOCAL {
        let excess = too_many(length, LOCAL);
        return Err(format!("The email address is too long before the @-sign {excess}."));
    }
    let strange = displayed(local.chars().filter(|c| c.is_ascii() && !is_atom(*c) && *c != '.'));
    if !strange.is_empty() {
        return Err(format!(
            "The email address contains invalid characters before the @-sign: {strange}."
        ));
    }
    let said = if local.ends_with('.') {
        "An email address cannot have a period immediately before the @-sign."
    } else if local.starts_with('.') {
        "An email address cannot start with a period."
    } else if local.contains("..") {
        "An email address cannot have two periods in a row."
    } else if !local.is_ascii() {
        // Onyx takes them. We do not: nobody can say which of two such spellings are one mailbox.
        "Internationalized characters before the @-sign are not supported."
    } else {
        return Ok(());
    };
    Err(said.to_owned())
}

/// Whether a character may stand in a word of the part before the `@` (RFC 5322 §3.2.3).
fn is_atom(c: char) -> bool {
    c.is_ascii_alphanumeric() || "_!#$%&'*+-/=?^`{|}~".contains(c)
}

/// Characters as the reader shows them: in quotes, or by name where nothing shows.
fn displayed(characters: impl Iterator<Item = char>) -> String {
    let shown: BTreeSet<_> = characters
        .map(|c| match c {
            ' ' => "SPACE".to_owned(),
            '\\' => "\"\\\"".to_owned(),
            _ if c.is_ascii_graphic() || c.is_alphanumeric() => quoted(&c.to_string()),
            _ => format!("U+{:04X}", u32::from(c)),
        })
        .collect();
    shown.into_iter().collect::<Vec<_>>().join(", ")
}

fn too_many(length: usize, limit: usize) -> String {
    let excess = length.saturating_sub(limit);
    let plural = if excess > 1 { "s" } else { "" };
    format!("({excess} character{plural} too many)")
}

#[cfg(test)]
mod tests;
