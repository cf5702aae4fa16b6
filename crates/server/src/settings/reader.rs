//! The reader: takes values out of the layers as what they must be, and gathers everything that is wrong, so that the operator
//! learns of it at once. A problem names key and source, and never repeats a value that may be secret.

use std::path::{Path, PathBuf};

use config::{Value, ValueKind};

use super::keys;
use super::layers::{Entry, Layers, Origin};
use super::secret::Secret;

/// Reads the layers.
pub(crate) struct Reader<'a> {
    layers: &'a Layers,
    problems: Vec<String>,
    missing: Vec<String>,
}

impl<'a> Reader<'a> {
    /// Begins with what is wrong with the layers themselves.
    pub(crate) fn of(layers: &'a Layers) -> Self {
        Self {
            layers,
            problems: layers.problems.clone(),
            missing: Vec::new(),
        }
    }

    /// Everything that is wrong, and then everything that is missing.
    pub(crate) fn finish(self) -> (Vec<String>, Vec<String>) {
        (self.problems, self.missing)
    }

    /// Notes that something is wrong with a key.
    pub(crate) fn reject(&mut self, name: &str, what: &str) {
        let origin = self
            .layers
            .get(name)
            .map_or(Origin::BuiltIn, |entry| entry.origin.clone());
        self.problems.push(format!("{name} ({origin}): {what}"));
    }

    /// Notes that something is wrong with no key of its own.
    pub(crate) fn complain(&mut self, what: String) {
        self.problems.push(what);
    }

    /// Notes that something is missing; `what` says what, and how to set it.
    pub(crate) fn lack(&mut self, what: String) {
        self.missing.push(what);
    }

    /// Notes that a key is missing; `what` says what to set.
    pub(crate) fn lack_key(&mut self, name: &str, what: &str) {
        self.lack(format!(
            "{name} is missing: {what} ({name} in ./enroll.toml, or {})",
            keys::variable(name)
        ));
    }

    /// A text.
    pub(crate) fn text(&mut self, name: &str) -> Option<&'a str> {
        match self.layers.get(name) {
            Some(Entry {
                value:
                    Value {
                        kind: ValueKind::String(text),
                        ..
                    },
                ..
            }) => Some(text),
            Some(entry) => self.wrong(name, "a text", entry),
            None => None,
        }
    }

    /// Texts: a list in a file, or separated by commas in the environment; none if it is not set.
    pub(crate) fn texts(&mut self, name: &str) -> Vec<&'a str> {
        let Some(entry) = self.layers.get(name) else {
            return Vec::new();
        };
        let texts: Option<Vec<&str>> = match (&entry.value.kind, &entry.origin) {
            (ValueKind::Array(items), _) => items.iter().map(text_of).collect(),
            (ValueKind::String(line), Origin::Variable(_)) => {
                let parts = line.split(',').map(str::trim);
                Some(parts.filter(|part| !part.is_empty()).collect())
            }
            _ => None,
        };
        texts.unwrap_or_else(|| self.wrong(name, "a list of texts", entry).unwrap_or_default())
    }

    /// Yes or no; no if it is not set.
    pub(crate) fn flag(&mut self, name: &str) -> bool {
        match self.layers.get(name) {
            Some(Entry {
                value:
                    Value {
                        kind: ValueKind::Boolean(flag),
                        ..
                    },
                ..
            }) => *flag,
            Some(
                entry @ Entry {
                    value:
                        Value {
                            kind: ValueKind::String(text),
                            ..
                        },
                    origin: Origin::Variable(_),
                },
            ) => match &**text {
                "true" | "1" => true,
                "false" | "0" => false,
                _ => self.wrong(name, "true or false", entry).unwrap_or_default(),
            },
            Some(entry) => self.wrong(name, "true or false", entry).unwrap_or_default(),
            None => false,
        }
    }

    /// A whole number that is not negative.
    pub(crate) fn whole<T: TryFrom<u64>>(&mut self, name: &str) -> Option<T> {
        let entry = self.layers.get(name)?;
        let number = match (&entry.value.kind, &entry.origin) {
            (ValueKind::I64(number), _) => u64::try_from(*number).ok(),
            (ValueKind::U64(number), _) => Some(*number),
            (ValueKind::String(text), Origin::Variable(_)) => text.parse().ok(),
            _ => return self.wrong(name, "a whole number", entry),
        };
        match number.and_then(|number| T::try_from(number).ok()) {
            Some(number) => Some(number),
            None => self.wrong(name, "a whole number that is not negative and not too great", entry),
        }
    }

    /// A text that may be secret, from the key itself or from the file that `…_file` names.
    pub(crate) fn secret(&mut self, name: &str) -> Option<Secret> {
        if let Some(text) = self.text(name) {
            return Some(Secret::new(text));
        }
        let named = format!("{name}_file");
        let path = PathBuf::from(self.text(&named)?);
        match read_secret(&path) {
            Ok(secret) => Some(secret),
            Err(error) => {
                self.reject(&named, &format!("{} cannot be read: {error}", path.display()));
                None
            }
        }
    }

    /// The raw entry of a key.
    pub(crate) fn entry(&self, name: &str) -> Option<&'a Entry> {
        self.layers.get(name)
    }

    fn wrong<T>(&mut self, name: &str, expected: &str, entry: &Entry) -> Option<T> {
        let found = match &entry.value.kind {
            ValueKind::Nil => "nothing",
            ValueKind::Boolean(_) => "true or false",
            ValueKind::I64(_) | ValueKind::I128(_) | ValueKind::U64(_) | ValueKind::U128(_) => "a whole number",
            ValueKind::Float(_) => "a fraction",
            ValueKind::String(_) => "a text",
            ValueKind::Table(_) => "a section",
            ValueKind::Array(_) => "a list",
        };
        self.problems
            .push(format!("{name} must be {expected}, and is {found} ({})", entry.origin));
        None
    }
}

fn text_of(value: &Value) -> Option<&str> {
    match &value.kind {
        ValueKind::String(text) => Some(text),
        _ => None,
    }
}

/// What stands in a file that holds a secret, without the line break at its end.
pub(crate) fn read_secret(path: &Path) -> std::io::Result<Secret> {
    let text = std::fs::read_to_string(path)?;
    Ok(Secret::new(text.trim()))
}
