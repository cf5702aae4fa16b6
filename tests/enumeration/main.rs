//! No enumeration: whoever asks with an address learns neither from the answer nor from its time whether somebody has it. Bytes are
//! compared in every state that an address can be in, with the mail server up and down; times in pairs, with an interval for the
//! difference. What compares is itself compared with something that does differ.
//!
//! `ENROLL_ENUMERATION_PAIRS` says how many pairs are timed for each route (60), with a third as many for each standing but the usual
//! one, `ENROLL_ENUMERATION_WITHIN_MS` within how many milliseconds of nothing the whole interval must lie (without it, a missing
//! hash must not show), and `ENROLL_ENUMERATION_SEED`
//! in which order they are asked.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a test fails by panicking, and prints its figures"
)]

mod answers;
mod people;
mod stage;
mod statistic;
mod times;
mod wire;

use std::process::ExitCode;
use std::sync::Arc;

use libtest_mimic::{Arguments, Trial};

use crate::people::ROUTES;
use crate::stage::{Mails, Stages};

fn main() -> ExitCode {
    let mut arguments = Arguments::from_args();
    // What is timed is timed alone.
    arguments.test_threads = Some(1);
    let stages = Arc::new(Stages::new());
    let mut trials = Vec::new();
    for mails in [Mails::Up, Mails::Down] {
        for route in ROUTES {
            let name = format!("answers::{}::with_mail_{}", route.name(), mails.name());
            let stages = Arc::clone(&stages);
            trials.push(Trial::test(name, move || {
                stages.play(mails, |stage| {
                    answers::are_the_same_whoever_has_the_address(stage, route)
                });
                Ok(())
            }));
        }
    }
    for route in ROUTES {
        let stages = Arc::clone(&stages);
        trials.push(Trial::test(format!("times::{}", route.name()), move || {
            stages.play(Mails::Up, |stage| {
                times::are_the_same_whoever_has_the_address(stage, route)
            });
            Ok(())
        }));
    }
    let control = Arc::clone(&stages);
    trials.push(Trial::test("controls::an_answer_that_tells_is_found", move || {
        control.play(Mails::Up, answers::one_that_tells_is_found);
        Ok(())
    }));
    let control = Arc::clone(&stages);
    trials.push(Trial::test("controls::a_way_without_a_hash_is_found", move || {
        control.play(Mails::Up, times::a_way_without_a_hash_is_found);
        Ok(())
    }));
    trials.push(Trial::test("controls::a_shift_is_found_and_noise_is_not", || {
        statistic::a_shift_is_found_and_noise_is_not();
        Ok(())
    }));
    let conclusion = libtest_mimic::run(&arguments, trials);
    // Servers end here; an exit would leave them behind.
    drop(stages);
    conclusion.exit_code()
}
