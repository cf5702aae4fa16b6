//! The sums below the table: of all that was not as promised, how much was lost, made twice or left half-made.

use std::fmt::{self, Display};

use enroll_tests::promise::Promise;

/// What a promise is about, and those that are about it.
const ABOUT: [(&str, &[Promise]); 4] = [
    ("lost", &[Promise::Acknowledged]),
    ("duplicates", &[Promise::OneEffect, Promise::OneHolder]),
    ("orphans", &[Promise::OneCommit, Promise::MailsIntended]),
    (
        "mails that did not end as they should, or came again",
        &[Promise::IntentsEnd],
    ),
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
            let broken = Promise::of(line).unwrap_or_else(|| panic!("no promise is named: {line}"));
            match ABOUT.iter().position(|(_, promises)| promises.contains(&broken)) {
                Some(place) => self.of[place] += 1,
                None => self.others += 1,
            }
        }
    }
}

impl Display for Sums {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        for ((what, promises), count) in ABOUT.iter().zip(self.of) {
            let names: Vec<&str> = promises.iter().map(|promise| promise.name()).collect();
            write!(out, "{count} {what} ({}), ", names.join(", "))?;
        }
        write!(out, "{} others", self.others)
    }
}
