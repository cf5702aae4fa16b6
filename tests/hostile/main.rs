//! Hostile input against the real program: requests that are spoiled in every way, framing that no two servers read alike, and
//! clients that are slow on purpose. `just hostile` sends more of it, and looks at times as well.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a test fails by panicking, and says what it measured"
)]

mod bad;
mod canary;
mod contracts;
mod framing;
mod request;
mod slow;
mod sound;
mod spoil;
mod stage;
mod values;
mod wire;

use std::process::ExitCode;
use std::sync::Arc;

use enroll_tests::requirement::trial;
use libtest_mimic::Arguments;
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use tokio::runtime::{Builder, Runtime};

/// Two thousand connections need as many descriptors here; where the system grants fewer, connecting says so.
fn take_descriptors() {
    let maximum = getrlimit(Resource::Nofile).maximum;
    let wanted = Rlimit {
        current: maximum,
        maximum,
    };
    let _as_it_was = setrlimit(Resource::Nofile, wanted);
}

async fn framing_is_read_in_one_way() {
    let stage = stage::Stage::open().await;
    framing::table(stage.server).await;
    assert!(stage.complaints().is_empty(), "{:?}", stage.complaints());
}

fn run<F: Future<Output = ()> + 'static>(
    runtime: &Arc<Runtime>,
    test: fn() -> F,
) -> impl FnOnce() + Send + 'static + use<F> {
    let runtime = Arc::clone(runtime);
    move || runtime.block_on(test())
}

fn main() -> ExitCode {
    take_descriptors();
    // One after the other, so that what is measured is not another test's doing.
    let arguments = Arguments {
        test_threads: Some(1),
        ..Arguments::from_args()
    };
    let runtime = Arc::new(
        Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build()
            .unwrap(),
    );
    let trials = vec![
        trial(
            "framing_is_read_in_one_way",
            &[],
            run(&runtime, framing_is_read_in_one_way),
        ),
        trial("a_canary_sings_unheard", &[], run(&runtime, canary::sings_unheard)),
        trial("bad_requests_are_the_clients_fault", &[], run(&runtime, bad::requests)),
        trial("slow_clients_hurt_nobody_else", &[], run(&runtime, slow::clients)),
    ];
    libtest_mimic::run(&arguments, trials).exit_code()
}
