//! The sums below the table: of all that was not as promised, how much was lost, made twice or left half-made.

use std::fmt::{self, Display};

/// What a promise is about, and the numbers of those that are about it.
const ABOUT: [(&str, &[&str]); 4] = [
    ("lost", &["I1"]),
    ("duplicates", &["I2", "I6", "I15"]),
    ("orphans", &["I3", "I4", "I10"]),
    ("mails that did not end as they should, or came again", &["I5"]),
];

/// How many violations there were of each.
#[derive(Debug, Default)]
pub(crate) struct Sums {
    of: [usize; ABOUT.len()],
    others: usize,
}

impl Sums {
    /// Adds what a row found.
    pub(crate) fn add(&mut self, broken: &[String]) {
        for line in broken {
            let number = line.split([' ', ':']).next().unwrap_or_default();
            match ABOUT.iter().position(|(_, numbers)| numbers.contains(&number)) {
                Some(place) => self.of[place] += 1,
                None => self.others += 1,
            }
        }
    }
}

impl Display for Sums {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        for ((what, numbers), count) in ABOUT.iter().zip(self.of) {
            write!(out, "{count} {what} ({}), ", numbers.join(", "))?;
        }
        write!(out, "{} others", self.others)
    }
}
