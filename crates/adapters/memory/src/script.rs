//! What a fake answers next: faults on call, in the order in which a test asked for them.

use std::collections::VecDeque;
use std::fmt;

/// How a fake answers one call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// As it should.
    Kept,
    /// Not now; nothing was done.
    Temporary,
    /// Never; nothing was done.
    Permanent,
    /// Not with these settings; nothing was done.
    Misconfigured,
    /// Not now, though it was done: the reply got lost.
    Lost,
}

/// The answers to the next calls. When it is used up, every call is answered as it should be.
#[derive(Debug, Default)]
pub(crate) struct Script(VecDeque<Answer>);

impl Script {
    /// Forgets what is left of the script and starts another.
    pub(crate) fn replace(&mut self, answers: impl IntoIterator<Item = Answer>) {
        self.0 = answers.into_iter().collect();
    }

    /// The answer to this call.
    pub(crate) fn next(&mut self) -> Answer {
        self.0.pop_front().unwrap_or(Answer::Kept)
    }
}

/// Why a fake did not do as it was told: a test asked for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct AskedFor(pub(crate) Answer);

impl fmt::Display for AskedFor {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self.0 {
            Answer::Kept => "nothing went wrong",
            Answer::Temporary => "out of order, as asked for",
            Answer::Permanent => "refused, as asked for",
            Answer::Misconfigured => "settings refused, as asked for",
            Answer::Lost => "done, but the reply was lost, as asked for",
        })
    }
}

impl std::error::Error for AskedFor {}
