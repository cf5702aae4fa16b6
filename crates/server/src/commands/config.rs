//! `enroll config`: looking at the settings. Nothing is opened but the files that they name.

use crate::command_line::Development;
use crate::exit::Failure;
use crate::output;
use crate::settings::{self, Purpose, Settings};
use crate::sources::Sources;

/// Says whether the server could start with these settings.
///
/// # Errors
/// Everything that is wrong or missing, a line each.
pub(super) fn check(asked: &Development, sources: &Sources) -> Result<(), Failure> {
    let settings = Settings::read(sources, asked.mode(), Purpose::Serving)?;
    let warnings: String = settings
        .warnings
        .iter()
        .map(|warning| format!("warning: {warning}\n"))
        .collect();
    output::write(&format!("{warnings}the settings are good\n"))
}

/// Prints every setting that holds.
///
/// # Errors
/// Keys that do not exist, or files that cannot be read.
pub(super) fn show(asked: &Development, sources: &Sources) -> Result<(), Failure> {
    output::write(&settings::show(sources, asked.mode())?)
}
