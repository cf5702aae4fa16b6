//! Journeys: people who live through all of it over real HTTP and real mail, on memory, on SQLite and on PostgreSQL.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a journey fails by panicking"
)]

mod addresses;
mod administration;
mod bad_input;
mod codes;
mod first_life;
mod interruptions;
mod lifecycle;
mod limits;
mod mail;
mod mta;
mod operating;
mod operator;
mod pages;
mod parallel;
mod person;
mod prehijacking;
mod programs;
mod rotation;
mod stages;
mod surroundings;
mod tokens;
mod world;

use std::process::ExitCode;

use libtest_mimic::Arguments;

use crate::stages::Stages;

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    let stages = Stages::new(env!("CARGO_BIN_EXE_enroll-under-test"));
    let conclusion = libtest_mimic::run(&arguments, stages.trials());
    // Servers and databases end here; an exit would leave them behind.
    drop(stages);
    conclusion.exit_code()
}
