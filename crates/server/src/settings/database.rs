//! Where the database is.

use enroll::adapters::diesel::DieselStore;
use enroll::causes;

use super::layers::Layers;
use super::reader::Reader;
use super::{LogFormat, Mode, Secret, built_in, log};
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
