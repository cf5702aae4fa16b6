//! `enroll keys`: making secrets.

use std::io;

use crate::exit::{Exit, Failure};
use crate::sources::Sources;
use crate::{output, secret_file, settings};

/// Makes the root secret.
///
/// # Errors
/// There is one already, or its file cannot be written.
pub(super) fn init(sources: &Sources) -> Result<(), Failure> {
    let path = settings::secret_path(sources)?;
    let shown = path.display();
    match secret_file::make(&path) {
        Ok(_secret) => output::write(&format!(
            "made the root secret in {shown}, readable by its owner alone; keep a copy, and give every server the same\n"
        )),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Err(Failure::new(
            Exit::Failed,
            format!(
                "{shown} is there already and stays as it is; without it, no link, session or signing key is good any more"
            ),
        )),
        Err(error) => Err(Failure::new(Exit::Io, format!("{shown} cannot be written: {error}"))),
    }
}
