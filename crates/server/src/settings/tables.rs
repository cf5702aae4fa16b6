//! Keys that stand for several tables, such as `[[tenants]]`: each table is taken out and read by itself.

use config::ValueKind;
use enroll::domain::document::{Document, Flaw, TableReader};

use super::document::document;
use super::reader::Reader;

/// Reads every table of a key: `read` takes what it knows of one, and whatever it leaves, or notes, is told with its place.
pub(super) fn tables<T>(
    reader: &mut Reader<'_>,
    key: &str,
    mut read: impl FnMut(&mut TableReader<'_>) -> Option<T>,
) -> Vec<T> {
    let Some(entry) = reader.entry(key) else {
        return Vec::new();
    };
    let ValueKind::Array(items) = &entry.value.kind else {
        reader.reject(key, &format!("write [[{key}]], a section for each"));
        return Vec::new();
    };
    let mut found = Vec::new();
    for (index, item) in items.iter().enumerate() {
        let Some(document) = document(item) else {
            reader.reject(key, &format!("number {} holds a fraction or nothing", index + 1));
            continue;
        };
        let named = name_of(&document).unwrap_or_else(|| format!("number {}", index + 1));
        let mut flaws: Vec<Flaw> = Vec::new();
        let mut table = TableReader::new(document, &mut flaws);
        found.extend(read(&mut table));
        table.finish();
        for flaw in flaws {
            reader.reject(key, &format!("{named}: {flaw}"));
        }
    }
    found
}

fn name_of(document: &Document) -> Option<String> {
    match document {
        Document::Table(members) => match members.get("name") {
            Some(Document::Text(name)) => Some(name.clone()),
            _ => None,
        },
        Document::Text(_) | Document::Number(_) | Document::Flag(_) | Document::List(_) => None,
    }
}
