//! The report: a line for each thing that was looked at, as it is found. Its end is true whether or not anybody reads the lines.

use crate::exit::{Exit, Failure};
use crate::output;

/// What was found so far.
pub(super) struct Report {
    failed: usize,
    warned: usize,
}

impl Report {
    pub(super) const fn new() -> Self {
        Self { failed: 0, warned: 0 }
    }

    /// It is as it should be.
    pub(super) fn ok(&mut self, part: &str, found: &str) -> Result<(), Failure> {
        line("ok", part, found)
    }

    /// Neither good nor bad: what else may help.
    #[expect(clippy::unused_self, reason = "a line of the report like the others")]
    pub(super) fn note(&self, part: &str, found: &str) -> Result<(), Failure> {
        line("note", part, found)
    }

    /// It works, and should be looked at.
    pub(super) fn warn(&mut self, part: &str, found: &str) -> Result<(), Failure> {
        self.warned += 1;
        line("warn", part, found)
    }

    /// It keeps the server from serving, or from all that it is to do.
    pub(super) fn fail(&mut self, part: &str, found: &str) -> Result<(), Failure> {
        self.failed += 1;
        line("fail", part, found)
    }

    /// Ends the command as what was found has it.
    pub(super) fn end(&self) -> Result<(), Failure> {
        match self.failed {
            0 => Ok(()),
            failed => Err(Failure::new(
                Exit::Failed,
                format!("failing: {failed}; worth a look: {}", self.warned),
            )),
        }
    }
}

fn line(verdict: &str, part: &str, found: &str) -> Result<(), Failure> {
    output::tell(&format!("{verdict:<4}  {part:<15}  {found}\n"))
}
