//! The simulation: the application over the memory adapters, in one thread, in a time and an order that follow from a seed, with
//! faults on every call of every port. First everything may fail and nothing may be broken; then nothing fails and everything must
//! end. Each invariant is shown to notice something that is broken on purpose.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a check fails by panicking, and counts are printed"
)]

mod aftermath;
mod answer;
mod book;
mod breaks;
mod calls;
mod chance;
mod checks;
mod controls;
mod flights;
mod history;
mod leases;
mod names;
mod people;
mod plan;
mod report;
mod rows;
mod seen;
mod simulation;
mod trace;
mod trials;
mod troubles;
mod watched;
mod world;

use std::process::ExitCode;

use libtest_mimic::Arguments;

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    libtest_mimic::run(&arguments, trials::all()).exit_code()
}
