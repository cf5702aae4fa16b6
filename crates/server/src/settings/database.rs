//! Where the database is.

use enroll::adapters::diesel::DieselStore;
use enroll::causes;

use super::layers::{Layers, Origin};
use super::reader::Reader;
use super::{LogFormat, Mode, Secret, Warning, built_in, log};
use crate::exit::{Exit, Failure};
use crate::sources::Sources;

/// What commands need that ask the database alone.
pub(crate) struct DatabaseSettings {
    /// As [`Settings::database_url`](super::Settings::database_url).
    pub(crate) database_url: Secret,
    /// As [`Settings::log`](super::Settings::log).
    pub(crate) log: Option<LogFormat>,
}

impl DatabaseSettings {
    /// Reads where the database is. Of the rest, no more is asked than that its keys exist.
    ///
    /// # Errors
    /// Everything that is wrong, a line each.
    pub(crate) fn read(sources: &Sources) -> Result<Self, Failure> {
        let layers = Layers::over(built_in(Mode::Production), sources);
        let mut reader = Reader::of(&layers);
        let (database_url, log) = (url(&mut reader), log(&mut reader));
        let (problems, _) = reader.finish();
        match database_url.filter(|_| problems.is_empty()) {
            Some(database_url) => Ok(Self { database_url, log }),
            None => Err(Failure::of_all(Exit::Configuration, problems)),
        }
    }
}

/// The name by which platforms say where a database is.
pub(super) const STANDARD: &str = "DATABASE_URL";

/// That the environment names a database by the usual name, and a file names another one, which counts.
pub(super) fn warning(reader: &Reader<'_>, sources: &Sources) -> Option<Warning> {
    let url = sources.environment.get(STANDARD)?;
    let entry = ["database_url", "database_url_file"]
        .iter()
        .find_map(|key| reader.entry(key))?;
    let Origin::File(path) = &entry.origin else { return None };
    let same = entry.value.clone().into_string().is_ok_and(|written| written == *url);
    (!same).then(|| Warning {
        key: "database_url",
        text: format!(
            "database_url stands in {}, so {STANDARD} does not count: take one of them away, or set ENROLL_{STANDARD}, which wins",
            path.display()
        ),
    })
}

/// Where the database is; whether it answers is seen once it is opened.
pub(super) fn url(reader: &mut Reader<'_>) -> Option<Secret> {
    let url = reader.secret("database_url")?;
    match DieselStore::check_url(url.expose()) {
        Ok(()) => Some(url),
        Err(error) => {
            let what = causes(&error);
            reader.reject(
                "database_url",
                &format!("{what}; write sqlite:PATH or postgres://user:password@host/name"),
            );
            None
        }
    }
}
