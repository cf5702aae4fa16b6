//! Figures of the fault suite: a line for each row of its table, however many test programs make it. Nothing is judged here.

use std::fmt::{self, Display};

/// What a row of the table of faults came to.
#[derive(Debug, Clone, Default)]
pub struct Figures {
    /// The row, such as `A1 sqlite`.
    pub row: String,
    /// What was done to whom.
    pub what: String,
    /// The seed of its chances; nothing where there are none.
    pub seed: Option<u64>,
    /// How many faults there were.
    pub injected: usize,
    /// How many times something was looked at.
    pub checked: usize,
    /// How many times it was not as promised.
    pub violations: usize,
    /// How many deliberate breaks were seen, of how many.
    pub controls: (usize, usize),
    /// How long it took, in seconds.
    pub seconds: u64,
}

/// The head of the table.
pub const HEAD: &str = "row           | what                                                         |                 seed | injected | checked | violations | controls red | s";

impl Display for Figures {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let seed = self.seed.map_or_else(|| "-".to_owned(), |seed| seed.to_string());
        let (red, controls) = self.controls;
        write!(
            out,
            "{:<13} | {:<60} | {seed:>20} | {:>8} | {:>7} | {:>10} | {:>12} | {}",
            self.row,
            self.what,
            self.injected,
            self.checked,
            self.violations,
            format!("{red} of {controls}"),
            self.seconds
        )
    }
}
