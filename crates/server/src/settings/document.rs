//! A value of the settings as a document, which is read and checked where its rules stand.

use config::{Value, ValueKind};
use enroll::domain::document::Document;

/// The document that a value is; `None` for what no document holds: a fraction, a number out of all bounds, or nothing.
pub(super) fn document(value: &Value) -> Option<Document> {
    Some(match &value.kind {
        ValueKind::String(text) => Document::Text(text.clone()),
        ValueKind::Boolean(flag) => Document::Flag(*flag),
        ValueKind::I64(number) => Document::Number(*number),
        ValueKind::U64(number) => Document::Number(i64::try_from(*number).ok()?),
        ValueKind::I128(number) => Document::Number(i64::try_from(*number).ok()?),
        ValueKind::U128(number) => Document::Number(i64::try_from(*number).ok()?),
        ValueKind::Array(items) => Document::List(items.iter().map(document).collect::<Option<_>>()?),
        ValueKind::Table(table) => {
            let members = table.iter().map(|(name, value)| Some((name.clone(), document(value)?)));
            Document::Table(members.collect::<Option<_>>()?)
        }
        ValueKind::Nil | ValueKind::Float(_) => return None,
    })
}
