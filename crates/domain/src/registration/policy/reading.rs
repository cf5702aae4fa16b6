//! The parts of a written policy that are tables of their own: how each is read.

use std::collections::BTreeMap;
use std::time::Duration;

use crate::document::{Document, TableReader};
use crate::password::{CharacterClass, ContextWords, PasswordPolicy, Strength};
use crate::profile::{Field, Profile};
use crate::rejection::Rule;
use crate::role::{Authority, Permission, Role, RoleName, Roles};

use super::{CodePolicy, FieldPolicy, Letters, Lifetimes, MailBudget, Presence};

pub(super) const PRESENCES: &[(&str, Presence)] = &[
    ("required", Presence::Required),
    ("optional", Presence::Optional),
    ("refused", Presence::Refused),
];

pub(super) const CLASSES: &[(&str, CharacterClass)] = &[
    ("upper", CharacterClass::Upper),
    ("lower", CharacterClass::Lower),
    ("digit", CharacterClass::Digit),
    ("symbol", CharacterClass::Symbol),
];

pub(super) const CONTEXT_WORDS: &[(&str, ContextWords)] = &[
    ("allowed", ContextWords::Allowed),
    ("forbidden", ContextWords::Forbidden),
];

/// What a value takes that breaks this rule, in words for whoever wrote it.
pub(super) fn takes(rule: Rule) -> String {
    match rule {
        Rule::Malformed(shape) => format!("takes {shape}"),
        Rule::TooLong { max } => format!("takes at most {max} characters"),
        other => format!("breaks the rule {}", other.code()),
    }
}

pub(super) fn password(mut reader: TableReader<'_>, policy: &mut PasswordPolicy) {
    let most = i64::try_from(crate::password::Password::MAX_BYTES).unwrap_or(i64::MAX);
    if let Some(min) = reader.number("min", 1, most) {
        policy.min_chars = min;
    }
    if let Some(max) = reader.number("max", 1, most) {
        policy.max_chars = max;
    }
    let class = |text: &str| {
        let found = CLASSES.iter().find(|(name, _)| *name == text);
        found
            .map(|(_, class)| *class)
            .ok_or_else(|| "takes upper, lower, digit or symbol".to_owned())
    };
    if let Some(required) = reader.list("required", class) {
        policy.required = required;
    }
    if let Some(count) = reader.number::<usize>("at_least_classes", 0, 4) {
        policy.at_least_classes = Some(count).filter(|count| *count > 0);
    }
    if let Some(characters) = reader.text("forbidden") {
        policy.forbidden = characters.chars().collect();
    }
    if let Some(words) = reader.one_of("context_words", CONTEXT_WORDS) {
        policy.context_words = words;
    }
    if let Some(strength) = reader.number::<u8>("min_strength", 0, 4) {
        policy.min_strength = Some(strength).filter(|score| *score > 0).and_then(Strength::new);
    }
    if let Err(error) = policy.validate() {
        reader.reject("min", error.to_string());
    }
    reader.finish();
}

pub(super) fn profile(mut reader: TableReader<'_>, profile: &mut BTreeMap<Field, FieldPolicy>) {
    for name in reader.names() {
        let Some(field) = Field::from_name(&name) else {
            reader.reject(&name, "is no field of the profile");
            let _unknown = reader.take(&name);
            continue;
        };
        let read = match reader.take(&name) {
            Some(Document::Text(text)) => {
                let found = PRESENCES.iter().find(|(word, _)| *word == text);
                match found {
                    Some((_, presence)) => FieldPolicy {
                        presence: *presence,
                        max_chars: None,
                    },
                    None => {
                        reader.reject(&name, "takes required, optional or refused");
                        continue;
                    }
                }
            }
            Some(other) => {
                // A field's own length holds beside this one, and may shrink after a policy was written down.
                const MOST: i64 = 10_000;
                let mut within = reader.nested(&name, other);
                let read = FieldPolicy {
                    presence: within.one_of("presence", PRESENCES).unwrap_or(Presence::Optional),
                    max_chars: within.number("max", 1, MOST),
                };
                within.finish();
                read
            }
            None => continue,
        };
        profile.insert(field, read);
    }
}

pub(super) fn external_ids(mut reader: TableReader<'_>, namespaces: &mut BTreeMap<String, Presence>) {
    for name in reader.names() {
        if crate::identifier::ExternalId::parse(&name, "1").is_err() {
            reader.reject(&name, "is no name space: lower-case letters, digits and underscores");
        }
        if let Some(presence) = reader.one_of(&name, PRESENCES) {
            namespaces.insert(name, presence);
        }
    }
}

pub(super) fn roles(reader: &mut TableReader<'_>, name: &str, mut roles: Roles) -> Roles {
    for (index, item) in reader.items(name).unwrap_or_default().into_iter().enumerate() {
        let mut within = reader.nested(&format!("{name}.{index}"), item);
        let is_named = within.holds("name");
        let named = within.parsed("name", |text| RoleName::parse(text).map_err(takes));
        let permissions = within.list("permissions", |text| Permission::parse(text).map_err(takes));
        let title = within.text("title");
        let description = within.text("description");
        match named {
            None if is_named => {}
            None => within.reject("name", "must be there: lower-case letters, digits, _ and -"),
            Some(name) if name == RoleName::admin() || name == RoleName::member() => {
                within.reject("name", format!("{name} is built in"));
            }
            Some(name) => {
                let held = permissions.unwrap_or_default().into_iter().collect();
                let role = Role::new(name, Authority::Only(held));
                roles = roles.with(role.described(title, description));
            }
        }
        within.finish();
    }
    roles
}

pub(super) fn lifetimes(mut reader: TableReader<'_>, lifetimes: &mut Lifetimes) {
    const YEAR: i64 = 366 * 24 * 60 * 60;
    let parts: [(&str, &mut Duration); 6] = [
        ("cool_down_seconds", &mut lifetimes.cool_down),
        ("activation_seconds", &mut lifetimes.activation),
        ("first_password_seconds", &mut lifetimes.first_password),
        ("password_reset_seconds", &mut lifetimes.password_reset),
        ("access_token_seconds", &mut lifetimes.access_token),
        ("session_seconds", &mut lifetimes.session),
    ];
    for (name, lifetime) in parts {
        if let Some(seconds) = reader.number(name, 60, YEAR) {
            *lifetime = Duration::from_secs(seconds);
        }
    }
    reader.finish();
}

pub(super) fn codes(mut reader: TableReader<'_>, codes: &mut CodePolicy) {
    const HOUR: i64 = 60 * 60;
    let possible = || CodePolicy::POSSIBLE.iter().copied();
    let purpose = |text: &str| {
        possible().find(|purpose| purpose.code() == text).ok_or_else(|| {
            let names: Vec<_> = possible().map(crate::proof::Purpose::code).collect();
            format!("takes {}", names.join(", "))
        })
    };
    if let Some(purposes) = reader.list("purposes", purpose) {
        codes.purposes = purposes;
    }
    if let Some(seconds) = reader.number("lifetime_seconds", 60, HOUR) {
        codes.lifetime = Duration::from_secs(seconds);
    }
    if let Some(tries) = reader.number("tries", 1, 20) {
        codes.tries = tries;
    }
    reader.finish();
}

pub(super) fn mail_budget(mut reader: TableReader<'_>, budget: &mut MailBudget) {
    if let Some(seconds) = reader.number("window_seconds", 60, 30 * 24 * 60 * 60) {
        budget.window = Duration::from_secs(seconds);
    }
    if let Some(count) = reader.number("registrations", 1, 10_000) {
        budget.registrations = count;
    }
    if let Some(count) = reader.number("resets", 1, 10_000) {
        budget.resets = count;
    }
    reader.finish();
}

/// The kinds of mails whose subject a tenant may choose.
pub(super) const LETTERS: &[&str] = &[
    "activation",
    "confirmation",
    "first_password",
    "account_exists",
    "password_reset",
    "suspended",
    "address_change",
    "address_change_asked",
    "address_changed",
    "address_in_use",
    "account_suspended",
    "account_reinstated",
    "account_closed",
];

/// A language tag in canonical form.
fn language(text: &str) -> Result<String, String> {
    let mut gathered = crate::Gathered::new();
    let read = Profile::read(&[(Field::Locale, text.to_owned())], &mut gathered);
    let tag = read.get(Field::Locale).map(str::to_owned);
    tag.ok_or_else(|| "takes a language tag such as en-GB".to_owned())
}

pub(super) fn letters(mut reader: TableReader<'_>, letters: &mut Letters) {
    const SUBJECT: usize = 120;
    let one_line = |text: &str| {
        let fits = !text.trim().is_empty() && text.chars().count() <= SUBJECT && !text.chars().any(char::is_control);
        fits.then(|| text.trim().to_owned())
            .ok_or_else(|| format!("takes one line of at most {SUBJECT} characters"))
    };
    if let Some(sender) = reader.parsed("sender", one_line) {
        letters.sender = Some(sender);
    }
    if let Some(language) = reader.parsed("language", language) {
        letters.language = Some(language);
    }
    if let Some(mut subjects) = reader.within("subjects") {
        for name in LETTERS {
            if let Some(subject) = subjects.parsed(name, one_line) {
                letters.subjects.insert((*name).to_owned(), subject);
            }
        }
        subjects.finish();
    }
    reader.finish();
}
