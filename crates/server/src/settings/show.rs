//! `config show`: every setting that holds, as TOML, with where it comes from. What is secret is not shown.

use config::{Value, ValueKind};

use super::keys::{KEYS, Key, Place, SECRET_MEMBERS, Shown};
use super::layers::{Entry, Layers};
use super::secret::Secret;
use super::{Mode, built_in};
use crate::exit::{Exit, Failure};
use crate::sources::Sources;

/// Renders what holds.
///
/// # Errors
/// Keys that do not exist, or files that cannot be read.
pub(crate) fn show(sources: &Sources, mode: Mode) -> Result<String, Failure> {
    let layers = Layers::over(built_in(mode), sources);
    if !layers.problems.is_empty() {
        return Err(Failure::of_all(Exit::Configuration, layers.problems));
    }
    let mut text = String::new();
    let mut section = "";
    for key in KEYS {
        if key.place == Place::FilesAlone {
            let not_set = || format!("\n# [[{}]] is not set\n", key.name);
            let shown = layers.get(key.name).map(|entry| tables(key.name, entry));
            text.push_str(&shown.unwrap_or_else(not_set));
            continue;
        }
        let (of, name) = key.name.split_once('.').unwrap_or(("", key.name));
        if of != section {
            text.push_str(&format!("\n[{of}]\n"));
            section = of;
        }
        match layers.get(key.name) {
            Some(entry) => text.push_str(&line(key, name, entry)),
            None => text.push_str(&format!("# {name} is not set\n")),
        }
    }
    Ok(text)
}

fn line(key: &Key, name: &str, Entry { value, origin }: &Entry) -> String {
    let shown = match (key.shown, &value.kind) {
        (Shown::Never, _) => return format!("# {name} is set, and not shown  # {origin}\n"),
        (Shown::WithoutPassword, ValueKind::String(url)) => quoted(&Secret::new(url.as_str()).without_password()),
        (Shown::WithoutPassword, _) => quoted("…"),
        (Shown::Openly, _) => toml(value),
    };
    format!("{name} = {shown}  # {origin}\n")
}

/// Tables in an array stand under a heading each.
fn tables(key: &str, entry: &Entry) -> String {
    let ValueKind::Array(tables) = &entry.value.kind else {
        return format!("{key} = {}  # {}\n", toml(&entry.value), entry.origin);
    };
    let mut text = String::new();
    for table in tables {
        text.push_str(&format!("\n[[{key}]]  # {}\n", entry.origin));
        if let ValueKind::Table(table) = &table.kind {
            let mut lines: Vec<_> = table
                .iter()
                .map(|(name, value)| match SECRET_MEMBERS.contains(&name.as_str()) {
                    true => format!("# {name} is set, and not shown\n"),
                    false => format!("{name} = {}\n", toml(value)),
                })
                .collect();
            lines.sort();
            text.extend(lines);
        }
    }
    text
}

fn toml(value: &Value) -> String {
    match &value.kind {
        ValueKind::Nil => quoted(""),
        ValueKind::Boolean(flag) => flag.to_string(),
        ValueKind::I64(number) => number.to_string(),
        ValueKind::I128(number) => number.to_string(),
        ValueKind::U64(number) => number.to_string(),
        ValueKind::U128(number) => number.to_string(),
        ValueKind::Float(number) => number.to_string(),
        ValueKind::String(text) => quoted(text),
        ValueKind::Array(values) => format!("[{}]", values.iter().map(toml).collect::<Vec<_>>().join(", ")),
        ValueKind::Table(table) => {
            let mut pairs: Vec<_> = table
                .iter()
                .map(|(name, value)| format!("{name} = {}", toml(value)))
                .collect();
            pairs.sort();
            format!("{{ {} }}", pairs.join(", "))
        }
    }
}

/// A text in JSON's form, which is also TOML's basic string.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}
