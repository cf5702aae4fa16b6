//! The part of an address after the `@`, as email-validator 2.2 reads it.

use super::{displayed, too_many};

/// Names under which no public mail host can be (RFC 6761, RFC 6762, RFC 7686), with everything below them.
const SPECIAL_USE: &[&str] = &["arpa", "invalid", "local", "localhost", "onion", "test"];

/// The most bytes of a name and of one label of it (RFC 1035 §2.3.4).
const NAME: usize = 253;
const LABEL: usize = 63;

/// Checks a domain. One in another script is checked once it was written in ASCII.
pub(super) fn check(domain: &str) -> Result<(), String> {
    if domain.is_empty() {
        return Err("There must be something after the @-sign.".to_owned());
    }
    if domain.starts_with('[') && domain.ends_with(']') {
        return Err("A bracketed IP address after the @-sign is not allowed here.".to_owned());
    }
    let clean = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '.' || !c.is_ascii();
    let strange = displayed(domain.chars().filter(|c| !clean(*c)));
    if !strange.is_empty() {
        return Err(format!(
            "The part after the @-sign contains invalid characters: {strange}."
        ));
    }
    if !domain.is_ascii() {
        return Ok(());
    }
    let lower = domain.to_ascii_lowercase();
    check_signs(&lower)?;
    check_lengths(domain, &lower)?;
    check_names(&lower)
}

fn check_signs(domain: &str) -> Result<(), String> {
    let near = |sign: &str| domain.contains(sign);
    let said = if domain.ends_with('.') {
        "An email address cannot end with a period."
    } else if domain.starts_with('.') {
        "An email address cannot have a period immediately after the @-sign."
    } else if near("..") {
        "An email address cannot have two periods in a row."
    } else if domain.ends_with('-') {
        "An email address cannot end with a hyphen."
    } else if domain.starts_with('-') {
        "An email address cannot have a hyphen immediately after the @-sign."
    } else if near(".-") || near("-.") {
        "An email address cannot have a period and a hyphen next to each other."
    } else if domain.split('.').any(is_reserved_label) {
        "An email address cannot have two letters followed by two dashes immediately after the @-sign or after a period, except \
         Punycode."
    } else {
        return Ok(());
    };
    Err(said.to_owned())
}

fn is_reserved_label(label: &str) -> bool {
    !label.starts_with("xn") && label.chars().skip(2).take(2).eq("--".chars())
}

fn check_lengths(typed: &str, domain: &str) -> Result<(), String> {
    let excess = domain.len().saturating_sub(NAME);
    if excess > 0 {
        let plural = if excess > 1 { "s" } else { "" };
        let excess = match typed == domain {
            true => too_many(domain.len(), NAME),
            false => format!("({excess} byte{plural} too many after IDNA encoding)"),
        };
        return Err(format!("The email address is too long after the @-sign {excess}."));
    }
    match domain.split('.').map(str::len).find(|length| *length > LABEL) {
        Some(length) => {
            let excess = too_many(length, LABEL);
            Err(format!(
                "After the @-sign, periods cannot be separated by so many characters {excess}."
            ))
        }
        None => Ok(()),
    }
}

fn check_names(domain: &str) -> Result<(), String> {
    let special = |name: &&str| {
        let above = domain.strip_suffix(*name);
        above.is_some_and(|above| above.is_empty() || above.ends_with('.'))
    };
    let said = if !domain.contains('.') {
        "The part after the @-sign is not valid. It should have a period."
    } else if !domain.ends_with(|c: char| c.is_ascii_alphabetic()) {
        "The part after the @-sign is not valid. It is not within a valid top-level domain."
    } else if SPECIAL_USE.iter().any(special) {
        "The part after the @-sign is a special-use or reserved name that cannot be used with email."
    } else {
        return Ok(());
    };
    Err(said.to_owned())
}
