//! The Keycloak adapter against a real Keycloak: the port's conformance suite, and what is Keycloak's own.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a case fails by panicking"
)]

mod bench;
mod cape;
mod checks;
mod outage;
mod passwords;
mod people;
mod realm;
mod stage;

use std::process::ExitCode;

use enroll_identity_provider::conformance;
use enroll_tests::requirement::{Part, trial};
use libtest_mimic::{Arguments, Trial};

use crate::stage::{Case, Stage};

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    let stage = Stage::new();
    let suite = conformance::cases().into_iter().map(|case| {
        let stage = stage.clone();
        let play = move || stage.play_with_others(move |keycloak| bench::play(keycloak, case));
        trial(format!("the suite: {}", case.name), &[Part::Keycloak], play)
    });
    let own = [people::CASES, passwords::CASES, checks::CASES]
        .concat()
        .into_iter()
        .map(|(name, case): (&str, Case)| {
            let stage = stage.clone();
            trial(name, &[Part::Keycloak], move || stage.play_with_others(case))
        });
    let alone = [outage::CASES, cape::CASES].concat().into_iter().map(|(name, case)| {
        let stage = stage.clone();
        trial(name, &[Part::Keycloak], move || stage.play_alone(case))
    });
    let trials: Vec<Trial> = suite.chain(own).chain(alone).collect();
    let conclusion = libtest_mimic::run(&arguments, trials);
    // Keycloak ends here; an exit would leave it behind for a moment.
    drop(stage);
    conclusion.exit_code()
}
