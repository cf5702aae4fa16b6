//! The pages in a real browser: what people see of their mails and links, on a telephone and on a desk. Pictures are kept in
//! `target/screenshots`.

#![expect(clippy::unwrap_used, reason = "a journey fails by panicking")]

mod described;
mod invited;
mod journeys;
mod pages;
mod people;

use std::process::ExitCode;
use std::sync::Arc;

use enroll_tests::browser::{Browser, Screen};
use enroll_tests::program::{Program, Running};
use enroll_tests::requirement::{Part, trial};
use libtest_mimic::{Arguments, Trial};
use tokio::runtime::Runtime;
use tokio::sync::OnceCell;

use crate::journeys::{JOURNEYS, Journey};
use crate::people::{ADMINISTRATOR, PASSWORD};

/// The server with its mailbox, started by the first journey.
struct Stage {
    server: OnceCell<(Program, Running)>,
    runtime: Option<Runtime>,
}

impl Stage {
    fn new() -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build()
            .unwrap();
        Self {
            server: OnceCell::new(),
            runtime: Some(runtime),
        }
    }

    fn play(&self, screen: Screen, journey: Journey) {
        let start = || async {
            let program = Program::new(env!("CARGO_BIN_EXE_enroll-under-test"));
            let running = program.serve(&["serve", "--dev"]).await;
            let create = [
                "user",
                "create",
                "--email",
                ADMINISTRATOR,
                "--role",
                "admin",
                "--password-stdin",
            ];
            let made = program.run(&create, PASSWORD).await;
            assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
            (program, running)
        };
        self.runtime.as_ref().unwrap().block_on(async {
            let (_, server) = self.server.get_or_init(start).await;
            let browser = Browser::open(screen).await;
            journey(&browser, &server.api).await;
            browser.close().await;
        });
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        // The server is ended within the runtime that watches it.
        let runtime = self.runtime.take();
        if let Some(runtime) = &runtime {
            let _within = runtime.enter();
            drop(self.server.take());
        }
    }
}

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    let stage = Arc::new(Stage::new());
    let trials: Vec<Trial> = JOURNEYS
        .iter()
        .map(|(name, screen, journey)| {
            let (stage, screen, journey) = (Arc::clone(&stage), *screen, *journey);
            trial(*name, &[Part::Chromium], move || stage.play(screen, journey))
        })
        .collect();
    libtest_mimic::run(&arguments, trials).exit_code()
}
