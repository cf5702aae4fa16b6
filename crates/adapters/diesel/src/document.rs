//! Documents as JSON text, and back. What a document means is for the domain to say.

use enroll_domain::document::Document;
use enroll_repository::StoreError;
use serde_json::Value;

use crate::columns::impossible;

/// A document as JSON text.
pub(crate) fn json(document: Document) -> String {
    value(document).to_string()
}

/// The document again.
pub(crate) fn document(json: &str, column: &'static str) -> Result<Document, StoreError> {
    let value = serde_json::from_str(json).ok();
    value.and_then(read).ok_or_else(|| impossible(column))
}

fn value(document: Document) -> Value {
    match document {
        Document::Text(text) => Value::String(text),
        Document::Number(number) => Value::from(number),
        Document::Flag(flag) => Value::Bool(flag),
        Document::List(items) => items.into_iter().map(value).collect(),
        Document::Table(members) => members
            .into_iter()
            .map(|(name, member)| (name, value(member)))
            .collect(),
    }
}

/// `None` for what no document holds: nothing, and numbers that are not whole.
fn read(value: Value) -> Option<Document> {
    Some(match value {
        Value::Null => return None,
        Value::String(text) => Document::Text(text),
        Value::Number(number) => Document::Number(number.as_i64()?),
        Value::Bool(flag) => Document::Flag(flag),
        Value::Array(items) => Document::List(items.into_iter().map(read).collect::<Option<_>>()?),
        Value::Object(members) => {
            let members = members.into_iter().map(|(name, member)| Some((name, read(member)?)));
            Document::Table(members.collect::<Option<_>>()?)
        }
    })
}
