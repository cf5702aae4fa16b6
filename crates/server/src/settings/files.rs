//! Settings files that hold a password, and that others may read.

use config::{Value, ValueKind};
use url::Url;

use super::keys::{self, SECRET_MEMBERS};
use super::layers::Origin;
use super::reader::Reader;
use super::warning::Warning;
use crate::secret_file;

/// One warning for each key whose value is a secret in a file that others than its owner may read.
pub(super) fn warnings(reader: &Reader<'_>) -> Vec<Warning> {
    let open = keys::KEYS.iter().filter_map(|key| {
        let entry = reader.entry(key.name)?;
        let Origin::File(path) = &entry.origin else { return None };
        let told = holds_secret(&entry.value) && secret_file::is_open_to_others(path);
        let path = path.display();
        told.then(|| Warning {
            key: key.name,
            text: format!(
                "the secret of {} stands in {path}, which others than its owner may read: chmod 600 {path}",
                key.name
            ),
        })
    });
    open.collect()
}

/// Whether it is a URL with a password, or a table with a member that is secret.
fn holds_secret(value: &Value) -> bool {
    match &value.kind {
        ValueKind::String(text) => Url::parse(text).is_ok_and(|url| url.password().is_some()),
        ValueKind::Array(values) => values.iter().any(holds_secret),
        ValueKind::Table(members) => members
            .iter()
            .any(|(name, value)| SECRET_MEMBERS.contains(&&**name) || holds_secret(value)),
        _ => false,
    }
}
