//! The fault suite: the real binary, and its parts over real SMTP, under kills, locks, cuts, stalls and full disks. Each row
//! says what was injected and what was looked at, fails where nothing was injected, and is shown to turn red on something
//! that was broken on purpose.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a row fails by panicking, and its figures are printed"
)]

mod bench;
mod clients;
mod controls;
mod crowd;
mod database;
mod evidence;
mod gate;
mod judge;
mod measure;
mod rows;
mod sums;
mod trace;
mod world;

use std::process::ExitCode;
use std::sync::{Arc, Mutex};
use std::time::Instant;

use enroll_tests::figures::{Figures, HEAD};
use enroll_tests::requirement::trial;
use libtest_mimic::{Arguments, Trial};

use crate::measure::{Control, Found, Measure};
use crate::rows::Row;
use crate::sums::Sums;

/// The program under test.
pub(crate) const BINARY: &str = env!("CARGO_BIN_EXE_enroll-under-test");

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    let measure = Measure::from_environment();
    let table: Arc<Mutex<(Vec<Figures>, Sums)>> = Arc::default();
    let trials = rows::ALL.iter().map(|row| {
        let table = Arc::clone(&table);
        let name = format!("{}::{}", row.name.replace(' ', "::"), row.what.replace(' ', "_"));
        trial(name, row.parts, move || perform(row, measure, &table))
    });
    let trials: Vec<Trial> = trials.collect();
    let conclusion = libtest_mimic::run(&arguments, trials);
    let (mut table, sums) = std::mem::take(&mut *table.lock().unwrap());
    if !table.is_empty() {
        table.sort_by(|one, other| one.row.cmp(&other.row));
        println!("{HEAD}");
        table.iter().for_each(|figures| println!("{figures}"));
        println!("{sums}\n");
    }
    conclusion.exit_code()
}

fn perform(row: &Row, measure: Measure, table: &Mutex<(Vec<Figures>, Sums)>) {
    let begun = Instant::now();
    let found: Found = on_runtime((row.run)(measure));
    let red = found.controls.iter().filter(|control| control.seen > 0).count();
    let figures = Figures {
        row: row.name.to_owned(),
        what: row.what.to_owned(),
        seed: Some(measure.seed),
        injected: found.injected,
        checked: found.checked,
        violations: found.broken.len(),
        controls: (red, found.controls.len()),
        seconds: begun.elapsed().as_secs(),
    };
    println!("{figures}");
    let mut printed = table.lock().unwrap();
    printed.0.push(figures);
    printed.1.add(&found.broken);
    drop(printed);
    let shown: Vec<&String> = found.broken.iter().take(20).collect();
    assert!(found.broken.is_empty(), "{} violations: {shown:#?}", found.broken.len());
    assert!(found.injected > 0, "nothing was injected");
    let unseen: Vec<String> = found
        .controls
        .iter()
        .filter(|control| control.seen == 0)
        .map(Control::to_string)
        .collect();
    assert!(unseen.is_empty(), "a deliberate break went unseen: {unseen:#?}");
    assert!(red > 0, "nothing was broken on purpose");
}

/// Runs something on a runtime of its own.
fn on_runtime<T>(task: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(task)
}
