//! `enroll openapi`: the description of the HTTP API.

use enroll::adapters::actix;

use crate::exit::Failure;
use crate::sources::Sources;
use crate::{output, settings};

/// Prints the description.
///
/// # Errors
/// The settings are of no use, or the output cannot be written.
pub(super) fn run(sources: &Sources) -> Result<(), Failure> {
    output::write(&actix::openapi(&settings::described_url(sources)?))
}
