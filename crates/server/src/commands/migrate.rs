//! `enroll migrate`: bringing the database to the schema of this program.

use crate::command_line::Migrate;
use crate::exit::Failure;
use crate::logging::{self, Who};
use crate::settings::DatabaseSettings;
use crate::sources::Sources;
use crate::{output, wiring};

/// Applies what the database lacks, or says what that would be.
///
/// # Errors
/// The database does not answer, or is newer than this program.
pub(super) fn run(asked: &Migrate, sources: &Sources) -> Result<(), Failure> {
    let settings = DatabaseSettings::read(sources)?;
    logging::begin(settings.log, Who::Command, sources)?;
    let url = &settings.database_url;
    let (names, did) = if asked.dry_run {
        (wiring::pending(url)?, "would apply")
    } else {
        (wiring::migrate(url)?, "applied")
    };
    if names.is_empty() {
        return output::write(&format!("{} is up to date\n", url.without_password()));
    }
    output::write(&names.iter().map(|name| format!("{did} {name}\n")).collect::<String>())
}
