//! The output: what a command answers, on the standard output.

use std::io::{self, Write as _};

use crate::exit::Failure;

/// Writes lines to the standard output.
///
/// # Errors
/// The output cannot be written; a pipe that was closed ends the command quietly.
pub(crate) fn write(text: &str) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    out.write_all(text.as_bytes())
        .and_then(|()| {
            if text.ends_with('\n') {
                Ok(())
            } else {
                out.write_all(b"\n")
            }
        })
        .and_then(|()| out.flush())
        .map_err(|error| Failure::of_output(&error))
}
