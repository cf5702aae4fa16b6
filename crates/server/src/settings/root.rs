//! The root secret: where it is, and reading it.

use std::io;
use std::path::PathBuf;

use enroll::adapters::tokens::RootSecret;

use super::layers::{Layers, Origin};
use super::reader::{Reader, read_secret};
use super::{Mode, Secret, Warning, built_in};
use crate::exit::{Exit, Failure};
use crate::secret_file;
use crate::sources::Sources;

/// The root secret.
#[derive(Debug)]
pub(crate) enum Root {
    /// It was read.
    AtHand(RootSecret),
    /// `--dev` makes it here at its first start.
    ToBeMade(PathBuf),
}

/// Reads the root secret.
pub(super) fn read(reader: &mut Reader<'_>, mode: Mode) -> Option<Root> {
    if reader.entry("secret").is_some() {
        let text = reader.text("secret")?;
        return parse(reader, "secret", &Secret::new(text)).map(Root::AtHand);
    }
    let path = PathBuf::from(reader.text("secret_file")?);
    match (read_secret(&path), mode) {
        (Ok(text), _) => parse(reader, "secret_file", &text).map(Root::AtHand),
        (Err(error), Mode::Development) if error.kind() == io::ErrorKind::NotFound => Some(Root::ToBeMade(path)),
        (Err(error), Mode::Production) if error.kind() == io::ErrorKind::NotFound => {
            let path = path.display();
            let remedy = "`enroll keys init` makes it, or set ENROLL_SECRET";
            reader.lack(format!("the root secret is missing: there is no file {path}; {remedy}"));
            None
        }
        (Err(error), _) => {
            reader.reject("secret_file", &format!("{} cannot be read: {error}", path.display()));
            None
        }
    }
}

/// Reads the root secret before it.
pub(super) fn read_previous(reader: &mut Reader<'_>) -> Option<RootSecret> {
    let text = reader.secret("previous_secret")?;
    let name = if reader.entry("previous_secret").is_some() {
        "previous_secret"
    } else {
        "previous_secret_file"
    };
    parse(reader, name, &text)
}

/// Files with a root secret that others than their owner may read. Orchestrators mount secrets that way, so it is no error.
pub(super) fn warnings(reader: &Reader<'_>) -> Vec<Warning> {
    let open = ["secret_file", "previous_secret_file"].into_iter().filter_map(|key| {
        let path = reader.entry(key)?.value.clone().into_string().ok()?;
        let text = format!("others than its owner may read {path}: chmod 600 {path}");
        secret_file::is_open_to_others(path.as_ref()).then_some(Warning { key, text })
    });
    open.collect()
}

fn parse(reader: &mut Reader<'_>, name: &str, text: &Secret) -> Option<RootSecret> {
    match RootSecret::parse(text.expose()) {
        Ok(root) => Some(root),
        Err(error) => {
            reader.reject(name, &error.to_string());
            None
        }
    }
}

/// Where `enroll keys init` writes.
///
/// # Errors
/// The settings are of no use, or name no file because the secret itself is set.
pub(crate) fn secret_path(sources: &Sources) -> Result<PathBuf, Failure> {
    let layers = Layers::over(built_in(Mode::Production), sources);
    let mut reader = Reader::of(&layers);
    let set = layers.get("secret").map(|entry| &entry.origin);
    if let Some(Origin::Variable(name)) = set {
        reader.complain(format!("{name} is set and would win over a file: unset it first"));
    }
    let path = reader.text("secret_file").map(PathBuf::from);
    let (problems, _) = reader.finish();
    match path.filter(|_| problems.is_empty()) {
        Some(path) => Ok(path),
        None => Err(Failure::of_all(Exit::Configuration, problems)),
    }
}
