//! How a command ends: with an exit code of sysexits, and with a line for each thing that the operator should know. No
//! backtraces, and nothing personal or secret.

use std::io::{self, Write as _};
use std::process::ExitCode;

/// How a process ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Exit {
    /// It did what it was asked.
    Done,
    /// It could not.
    Failed,
    /// The database does not answer (`EX_UNAVAILABLE`).
    Unavailable,
    /// A file or a port cannot be had (`EX_IOERR`).
    Io,
    /// The settings are of no use (`EX_CONFIG`).
    Configuration,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(match exit {
            Exit::Done => 0,
            Exit::Failed => 1,
            Exit::Unavailable => 69,
            Exit::Io => 74,
            Exit::Configuration => 78,
        })
    }
}

/// Why a command did not do what it was asked.
#[derive(Debug, PartialEq, Eq)]
#[must_use]
pub(crate) struct Failure {
    exit: Exit,
    lines: Vec<String>,
}

impl Failure {
    /// One thing, in one line, with its remedy.
    pub(crate) fn new(exit: Exit, line: impl Into<String>) -> Self {
        Self {
            exit,
            lines: vec![line.into()],
        }
    }

    /// Several things, a line each.
    pub(crate) const fn of_all(exit: Exit, lines: Vec<String>) -> Self {
        Self { exit, lines }
    }

    /// The same, with a line before the others.
    pub(crate) fn preceded_by(mut self, line: String) -> Self {
        self.lines.insert(0, line);
        self
    }

    /// The lines alone, for whoever tells them in another way.
    pub(crate) fn into_lines(self) -> Vec<String> {
        self.lines
    }

    /// What the output could not take. Whoever closed the pipe has read enough: `enroll user list | head` is no failure. A command
    /// that is not over with its lines does not come here ([`tell`](crate::output::tell)).
    pub(crate) fn of_output(error: &io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::BrokenPipe => Self::of_all(Exit::Done, Vec::new()),
            _ => Self::new(Exit::Io, format!("the output cannot be written: {error}")),
        }
    }

    /// Tells the operator, and says how the process ends.
    pub(crate) fn tell(self) -> ExitCode {
        let mut err = io::stderr().lock();
        for line in &self.lines {
            // Without an error output there is still the exit code.
            let _untold = writeln!(err, "enroll: {line}");
        }
        self.exit.into()
    }

    /// The lines.
    #[cfg(test)]
    pub(crate) fn lines(&self) -> &[String] {
        &self.lines
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_closes_the_pipe_has_read_enough() {
        let closed = io::Error::from(io::ErrorKind::BrokenPipe);
        assert_eq!(Failure::of_output(&closed), Failure::of_all(Exit::Done, Vec::new()));
    }
}
