//! Documents as JSON: a value that was written down, shown as it was.

use enroll_domain::document::Document;
use serde::{Serialize, Serializer};

/// A document that is shown as JSON.
pub(crate) struct DocumentShown<'a>(pub(crate) &'a Document);

impl Serialize for DocumentShown<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            Document::Text(text) => serializer.serialize_str(text),
            Document::Number(number) => serializer.serialize_i64(*number),
            Document::Flag(flag) => serializer.serialize_bool(*flag),
            Document::List(items) => serializer.collect_seq(items.iter().map(DocumentShown)),
            Document::Table(members) => {
                serializer.collect_map(members.iter().map(|(name, value)| (name, DocumentShown(value))))
            }
        }
    }
}
