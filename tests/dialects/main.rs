//! Dialects: every contract, as its clients see it. Each transcript beside this file is a conversation over real HTTP with a server
//! on SQLite; every route that a contract has is in one of them.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a transcript fails by panicking"
)]

mod pattern;
mod people;
mod routes;
mod stage;
mod transcript;

use std::process::ExitCode;
use std::sync::Arc;

use enroll::adapters::actix::Dialect;
use enroll_tests::requirement::trial;
use enroll_tests::workspace;
use libtest_mimic::{Arguments, Trial};
use tokio::runtime::{Builder, Runtime};

use crate::stage::Stage;
use crate::transcript::Transcript;

/// The folder of a contract's transcripts, and the module that serves it, have its name with `_`.
fn folder(dialect: Dialect) -> String {
    dialect.name().replace('-', "_")
}

fn transcripts(dialect: Dialect) -> Vec<(String, Transcript)> {
    let files = workspace::files(&format!("tests/dialects/{}", folder(dialect)), "http");
    files
        .into_iter()
        .map(|file| {
            let name = file.path.rsplit('/').next().unwrap_or_default();
            let name = name.trim_end_matches(".http").to_owned();
            (name, Transcript::parse(&file.path, &file.text))
        })
        .collect()
}

fn trials(runtime: &Arc<Runtime>) -> Vec<Trial> {
    let mut trials = Vec::new();
    for &dialect in Dialect::ALL {
        let read = transcripts(dialect);
        let spoken: Vec<_> = read.iter().flat_map(|(_, transcript)| transcript.lines()).collect();
        trials.push(trial(
            format!("{}::every_route_is_spoken", folder(dialect)),
            &[],
            move || {
                routes::every_route_is_spoken(dialect, &spoken);
            },
        ));
        for (name, transcript) in read {
            let runtime = Arc::clone(runtime);
            trials.push(trial(format!("{}::{name}", folder(dialect)), &[], move || {
                runtime.block_on(async {
                    let mut stage = Stage::open(dialect, &transcript.directives).await;
                    stage.play(&transcript).await;
                });
            }));
        }
    }
    trials
}

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    let runtime = Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .unwrap();
    let runtime = Arc::new(runtime);
    libtest_mimic::run(&arguments, trials(&runtime)).exit_code()
}
