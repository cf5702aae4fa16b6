//! Layers: what each source sets, laid over each other, with where each value comes from. Nothing is judged in here but whether a
//! key exists and may stand where it stands.

use std::collections::BTreeMap;
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

use config::{FileFormat, Source as _, Value, ValueKind};
use enroll::causes;

use super::database::STANDARD;
use super::keys::{self, Key, Place};
use crate::sources::Sources;

/// Where a value comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Origin {
    /// From the program itself.
    BuiltIn,
    /// From `--dev`.
    Development,
    /// From this file.
    File(PathBuf),
    /// From this variable of the environment.
    Variable(String),
    /// From this flag.
    Flag(&'static str),
}

impl Origin {
    /// Whether neither of the two wins over the other.
    fn is_beside(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Variable(one), Self::Variable(other)) => one.starts_with("ENROLL_") && other.starts_with("ENROLL_"),
            _ => self == other,
        }
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::BuiltIn => out.write_str("built in"),
            Self::Development => out.write_str("--dev"),
            Self::File(path) => write!(out, "{}", path.display()),
            Self::Variable(name) => out.write_str(name),
            Self::Flag(name) => out.write_str(name),
        }
    }
}

/// A value with its origin.
#[derive(Debug, Clone)]
pub(crate) struct Entry {
    pub(crate) value: Value,
    pub(crate) origin: Origin,
}

/// What holds once all sources are laid over each other, and what is wrong with them.
#[derive(Debug, Default)]
pub(crate) struct Layers {
    entries: BTreeMap<&'static str, Entry>,
    pub(crate) problems: Vec<String>,
}

impl Layers {
    /// Lays the sources over what is built in.
    pub(crate) fn over(built_in: Vec<(&'static str, Value, Origin)>, sources: &Sources) -> Self {
        let mut layers = Self::default();
        for (name, value, origin) in built_in {
            layers.entries.insert(name, Entry { value, origin });
        }
        let environment = &sources.environment;
        if let Some(url) = environment.get(STANDARD) {
            layers.set(
                "database_url",
                Value::new(None, &**url),
                &Origin::Variable(STANDARD.to_owned()),
            );
        }
        for path in &sources.usual {
            layers.read_if_there(path);
        }
        if let Some((path, by)) = &sources.named {
            layers.read_named(path, by);
        }
        layers.set_port(environment.get("PORT"));
        layers.read_environment(environment);
        if let Some(listen) = &sources.listen {
            layers.set("listen", Value::new(None, &**listen), &Origin::Flag("--listen"));
        }
        layers
    }

    /// The value of a key, if it has one.
    pub(crate) fn get(&self, name: &str) -> Option<&Entry> {
        self.entries.get(name)
    }

    /// Sets a key; what says the same in another way no longer holds.
    fn set(&mut self, name: &'static str, value: Value, origin: &Origin) {
        let other = keys::find(name).and_then(|key| key.instead_of);
        if let Some(other) = other
            && self
                .entries
                .remove(other)
                .is_some_and(|entry| entry.origin.is_beside(origin))
        {
            self.problems
                .push(format!("{name} and {other} say the same: set one of them ({origin})"));
        }
        self.entries.insert(
            name,
            Entry {
                value,
                origin: origin.clone(),
            },
        );
    }

    fn read_if_there(&mut self, path: &Path) {
        match std::fs::read_to_string(path) {
            Ok(text) => self.read_text(path, &text),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => self
                .problems
                .push(format!("{} cannot be read: {error}", path.display())),
        }
    }

    fn read_named(&mut self, path: &Path, by: &str) {
        match std::fs::read_to_string(path) {
            Ok(text) => self.read_text(path, &text),
            Err(error) => self
                .problems
                .push(format!("{}, which {by} names, cannot be read: {error}", path.display())),
        }
    }

    fn read_text(&mut self, path: &Path, text: &str) {
        let origin = Origin::File(path.to_owned());
        let table = match config::File::from_str(text, FileFormat::Toml).collect() {
            Ok(table) => table,
            Err(error) => {
                return self
                    .problems
                    .push(format!("{origin} is not TOML: {}", without_quotation(&error)));
            }
        };
        let mut table: Vec<_> = table.into_iter().collect();
        table.sort_by(|(one, _), (other, _)| one.cmp(other));
        for (name, value) in table {
            match value.kind {
                ValueKind::Table(section) if keys::is_section(&name) => {
                    let mut section: Vec<_> = section.into_iter().collect();
                    section.sort_by(|(one, _), (other, _)| one.cmp(other));
                    for (inner, value) in section {
                        self.take_from_file(&format!("{name}.{inner}"), value, &origin);
                    }
                }
                _ if keys::is_section(&name) => self
                    .problems
                    .push(format!("{name} in {origin} is a section: write [{name}]")),
                _ => self.take_from_file(&name, value, &origin),
            }
        }
    }

    fn take_from_file(&mut self, name: &str, value: Value, origin: &Origin) {
        match keys::find(name) {
            Some(Key {
                place: Place::EnvironmentAlone,
                name,
                ..
            }) => self.problems.push(format!(
                "{name} may not stand in a settings file ({origin}): set {name}_file there, or {} in the environment",
                keys::variable(name)
            )),
            Some(key) => self.set(key.name, value, origin),
            None => self.problems.push(format!(
                "unknown key {name} in {origin}; `enroll config show` lists all there are"
            )),
        }
    }

    fn read_environment(&mut self, environment: &BTreeMap<String, String>) {
        for (variable, value) in environment {
            let Some(rest) = variable
                .strip_prefix("ENROLL_")
                .filter(|_| !is_not_ours(variable, value))
            else {
                continue;
            };
            let name = rest.to_ascii_lowercase().replace("__", ".");
            match keys::find(&name) {
                Some(Key {
                    place: Place::FilesAlone,
                    name,
                    ..
                }) => {
                    self.problems.push(format!(
                        "{name} has parts, so it cannot be set by {variable}: set it in a file"
                    ));
                }
                Some(key) => self.set(
                    key.name,
                    Value::new(None, &**value),
                    &Origin::Variable(variable.clone()),
                ),
                None => {
                    let meant = keys::KEYS.iter().find(|key| key.name.replace('.', "_") == name);
                    let hint = meant.map_or_else(
                        || "`enroll config show` lists all keys there are".to_owned(),
                        |key| format!("you may have meant {}", keys::variable(key.name)),
                    );
                    self.problems
                        .push(format!("unknown key {name} in the environment ({variable}); {hint}"));
                }
            }
        }
    }

    /// Platforms name the port to listen at in `PORT`; the address stays what it is.
    fn set_port(&mut self, port: Option<&String>) {
        let listen = self
            .entries
            .get("listen")
            .and_then(|entry| entry.value.clone().into_string().ok());
        if let (Some(port), Some(listen)) = (port, listen) {
            let host = listen.rsplit_once(':').map_or(&*listen, |(host, _)| host);
            let value = Value::new(None, format!("{host}:{port}"));
            self.set("listen", value, &Origin::Variable("PORT".to_owned()));
        }
    }
}

/// Whether a variable that begins like one of ours is not: it names the settings file, belongs to the tests, or is what an
/// orchestrator sets for a network service that is called `enroll` or `enroll-…`.
fn is_not_ours(variable: &str, value: &str) -> bool {
    variable == "ENROLL_CONFIG"
        || variable.starts_with("ENROLL_TEST_")
        || variable.ends_with("_SERVICE_HOST")
        || variable.contains("_SERVICE_PORT")
        || (variable.ends_with("_PORT") && value.contains("://"))
        || variable
            .split("_PORT_")
            .skip(1)
            .any(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
}

/// What is wrong with a file, without the line that the parser quotes: a password may stand in it.
fn without_quotation(error: &config::ConfigError) -> String {
    let text = match error {
        config::ConfigError::FileParse { cause, .. } => cause.to_string(),
        other => causes(other),
    };
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    match (lines.next(), lines.next_back()) {
        (Some(place), Some(what)) if !what.contains('|') => {
            format!("{}: {what}", place.trim_start_matches("TOML parse error at "))
        }
        (Some(place), _) => place.to_owned(),
        (None, _) => "it cannot be read".to_owned(),
    }
}
