//! The crash matrix: every use case, with every call of a port failing before and after its effect, over the memory adapters
//! and over SQLite; then the invariants, each of which is shown to turn red on something broken.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a check fails by panicking, and counts are printed"
)]

mod broken;
mod cases;
mod controls;
mod coverage;
mod evidence;
mod invariants;
mod matrix;
mod people;
mod postconditions;
mod refusal;
mod scenes;
mod stage;

use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use enroll_tests::figures::{Figures, HEAD};
use libtest_mimic::{Arguments, Trial};

use crate::cases::Case;
use crate::stage::{Backend, nothing};

/// How much all trials together performed.
#[derive(Default)]
struct Counts {
    performances: AtomicUsize,
    checks: AtomicUsize,
    broken: AtomicUsize,
}

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    let counts = Arc::new(Counts::default());
    let mut trials = Vec::new();
    for backend in Backend::ALL {
        for case in cases::all() {
            let counts = Arc::clone(&counts);
            let name = format!("{}::{}", backend.name(), case.name.replace(' ', "_"));
            trials.push(Trial::test(name, move || {
                perform(&case, backend, &counts);
                Ok(())
            }));
        }
    }
    trials.push(Trial::test("every_use_case_is_in_the_matrix", || {
        coverage::every_use_case_is_in_the_matrix();
        Ok(())
    }));
    let controls = controls::trials();
    let count = controls.len();
    trials.extend(controls);
    let begun = Instant::now();
    let conclusion = libtest_mimic::run(&arguments, trials);
    let (performances, checks) = (
        counts.performances.load(Ordering::SeqCst),
        counts.checks.load(Ordering::SeqCst),
    );
    if performances > 0 {
        // A control that stays green fails as a test of its own.
        let all_passed = conclusion.num_failed == 0 && conclusion.num_filtered_out == 0;
        let red = if all_passed { count } else { 0 };
        let figures = Figures {
            row: "A3 all".to_owned(),
            what: "the n-th call of a port fails, before or after its effect".to_owned(),
            injected: performances,
            checked: checks,
            violations: counts.broken.load(Ordering::SeqCst),
            controls: (red, count),
            seconds: begun.elapsed().as_secs(),
            ..Figures::default()
        };
        println!("{HEAD}\n{figures}\n");
    }
    conclusion.exit_code()
}

fn perform(case: &Case, backend: Backend, counts: &Counts) {
    let report = on_runtime(matrix::run(case, backend, nothing));
    counts.performances.fetch_add(report.performances, Ordering::SeqCst);
    counts.checks.fetch_add(report.checks, Ordering::SeqCst);
    counts.broken.fetch_add(report.broken.len(), Ordering::SeqCst);
    assert!(
        report.broken.is_empty(),
        "{} of {} checks:\n{:#?}",
        report.broken.len(),
        report.checks,
        report.broken
    );
}

/// Runs something on a runtime of its own.
fn on_runtime<T>(task: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()
        .unwrap()
        .block_on(task)
}
