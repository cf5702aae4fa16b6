//! The output: what a command answers, on the standard output.

use std::io::{self, Write as _};

use crate::exit::Failure;

/// Writes lines to the standard output, for a command that does nothing but print, or has done all else already.
///
/// # Errors
/// The output cannot be written; a pipe that was closed ends the command quietly.
pub(crate) fn write(text: &str) -> Result<(), Failure> {
    put(text).map_err(|error| Failure::of_output(&error))
}

/// The same, for a command that has more to do and an end to tell: who closed the pipe wants no more lines, and it goes on
/// without them.
///
/// # Errors
/// The output cannot be written, for another reason.
pub(crate) fn tell(text: &str) -> Result<(), Failure> {
    match put(text) {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        put => put.map_err(|error| Failure::of_output(&error)),
    }
}

fn put(text: &str) -> io::Result<()> {
    let mut out = io::stdout().lock();
    out.write_all(text.as_bytes())?;
    if !text.ends_with('\n') {
        out.write_all(b"\n")?;
    }
    out.flush()
}
