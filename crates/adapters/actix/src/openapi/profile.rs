//! The fields of the profile, from the domain's table: as they are sent, and as they are shown.

use enroll_domain::profile::{Field, FieldRule, Kind, Schemes};
use serde_json::{Value, json};

use super::schemas::{Member, may, with};

/// The fields, as they are sent. Null stands for an absent one.
pub(super) fn sent() -> Vec<Member> {
    let sent = |field: &Field| {
        let rule = field.rule();
        let mut schema = described(rule, json!(["string", "null"]));
        if let Some(choices) = rule.kind.choices() {
            let values: Vec<_> = choices.into_iter().map(Value::from).chain([Value::Null]).collect();
            schema = with(schema, "enum", json!(values));
        }
        // What is longer as it is typed than as it is kept (`GBR`, or a number with spaces) is taken too.
        let schema = if is_kept_as_typed(rule.kind) {
            limited(rule, schema)
        } else {
            schema
        };
        may(rule.name, schema)
    };
    Field::ALL.iter().map(sent).collect()
}

/// The fields, as they are shown.
pub(super) fn shown() -> Vec<Member> {
    let shown = |field: &Field| {
        let rule = field.rule();
        let mut schema = limited(rule, described(rule, json!("string")));
        if let Some(choices) = rule.kind.choices() {
            schema = with(schema, "enum", json!(choices));
        }
        if let Some(pattern) = pattern(rule.kind) {
            schema = with(schema, "pattern", json!(pattern));
        }
        may(rule.name, schema)
    };
    Field::ALL.iter().map(shown).collect()
}

fn described(rule: &FieldRule, kind: Value) -> Value {
    let schema = json!({ "type": kind, "description": rule.description, "examples": [rule.example] });
    match format(rule.kind) {
        Some(format) => with(schema, "format", json!(format)),
        None => schema,
    }
}

fn limited(rule: &FieldRule, schema: Value) -> Value {
    with(schema, "maxLength", json!(rule.max))
}

const fn format(kind: Kind) -> Option<&'static str> {
    match kind {
        Kind::EmailAddress => Some("email"),
        Kind::Url(_) => Some("uri"),
        Kind::PersonName
        | Kind::Nickname
        | Kind::OneOf(_)
        | Kind::PhoneNumber
        | Kind::DialCode
        | Kind::LanguageTag
        | Kind::TimeZone
        | Kind::Country
        | Kind::Industry
        | Kind::PlainText
        | Kind::AsWritten => None,
    }
}

/// How the kept form of a kind is written, where that is told in a line.
const fn pattern(kind: Kind) -> Option<&'static str> {
    match kind {
        Kind::PhoneNumber => Some("^\\+[1-9][0-9]{1,14}$"),
        Kind::DialCode => Some("^[1-9][0-9]{0,2}$"),
        Kind::Country => Some("^[A-Z]{2}$"),
        Kind::Url(Schemes::SecureOnly) => Some("^https://"),
        Kind::Url(Schemes::Web) => Some("^https?://"),
        Kind::PersonName
        | Kind::Nickname
        | Kind::OneOf(_)
        | Kind::EmailAddress
        | Kind::LanguageTag
        | Kind::TimeZone
        | Kind::Industry
        | Kind::PlainText
        | Kind::AsWritten => None,
    }
}

/// Whether what is kept is about what was typed, so that its greatest length is worth saying beforehand.
const fn is_kept_as_typed(kind: Kind) -> bool {
    match kind {
        Kind::PersonName | Kind::Nickname | Kind::EmailAddress | Kind::Url(_) | Kind::PlainText | Kind::AsWritten => {
            true
        }
        Kind::OneOf(_)
        | Kind::PhoneNumber
        | Kind::DialCode
        | Kind::LanguageTag
        | Kind::TimeZone
        | Kind::Country
        | Kind::Industry => false,
    }
}
