//! The bench: what enroll does, measured against the limit of the machine it runs on, in one run. It prints the table of
//! `docs/performance.md`. Every figure is a ratio, the median of rounds in which both sides take turns; absolute figures are
//! printed beside it, to be read and never to be compared.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a bench fails by panicking, and prints what it measured"
)]

mod client;
mod crowd;
mod figures;
mod group_commit;
mod hash_free;
mod hashing;
mod idle;
mod load;
mod mail_sink;
mod pgbench;
mod plan;
mod raw;
mod rejected;
mod report;
mod requests;
mod server;
mod stand_ins;

use std::env;

use tokio::runtime::{Builder, Runtime};

use crate::plan::{Part, Plan};
use crate::report::Report;

/// The program as it is shipped.
const PROGRAM: &str = env!("CARGO_BIN_EXE_enroll-under-test");

fn main() {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match *words {
        // This program is also the servers that are no program of their own, so that none shares a process with the load.
        [stand_ins::HASH_FREE, url] => stand_ins::hash_free(url),
        [stand_ins::ECHO] => stand_ins::echo(),
        _ => bench(&Plan::from_environment()),
    }
}

fn bench(plan: &Plan) {
    let mut report = Report::begin(plan);
    // One thread makes all of the load: a second one would take from the server what it is to be measured with.
    let runtime = one_thread();
    for part in Part::ALL.into_iter().filter(|part| plan.wants(*part)) {
        eprintln!("{} …", part.name());
        runtime.block_on(async {
            match part {
                Part::Idle => idle::measure(plan, &mut report).await,
                Part::Hashing => hashing::measure(plan, &mut report).await,
                Part::HashFree => hash_free::on_sqlite(plan, &mut report).await,
                Part::Postgres => hash_free::on_postgres(plan, &mut report).await,
                Part::Rejected => rejected::measure(plan, &mut report).await,
            }
        });
    }
    println!("{}", report.text());
}

fn one_thread() -> Runtime {
    Builder::new_current_thread().enable_all().build().unwrap()
}
