//! A5a: a trace of the system calls shows that every change was synced before its answer was on its way.

use enroll_tests::program::Program;
use enroll_tests::promise::Promise;

use crate::BINARY;
use crate::clients::{Contract, Person};
use crate::crowd::Crowd;
use crate::measure::{Found, Measure};
use crate::trace;
use crate::world::{Backend, World};

const CALLS: &str = "trace=read,recvfrom,pwrite64,fsync,fdatasync,sendto,write,writev,sendmsg";

pub(super) async fn run(measure: Measure) -> Found {
    let mut found = Found::default();
    let options = ["-D", "-f", "-y", "-s", "64", "-e", CALLS, "-o", "trace.log", BINARY];
    let before = options.map(str::to_owned).to_vec();
    let world = World::of(Program::new("strace"), Backend::Sqlite, before).await;
    let running = world.serve().await;
    let people = measure.of(200, 2_000);
    let crowd = Crowd::begin(world.api(), |number| {
        Person::new(Contract::Own, &format!("traced-{number}"))
    });
    crowd.more(people).await;
    let history = crowd.ended(people).await;
    running.kill().await;
    let text = std::fs::read_to_string(world.program.folder().join("trace.log")).unwrap();
    let judged = trace::judge(&text);
    found.injected = judged.0;
    found.check(judged.0 >= history.len(), || {
        format!("{} answers were traced of {}", judged.0, history.len())
    });
    found.add(judged);
    let unsynced: Vec<&str> = text.lines().filter(|line| !line.contains("sync")).collect();
    found.control(
        "a trace without its syncs",
        Promise::Acknowledged,
        trace::judge(&unsynced.join("\n")),
    );
    found.control(
        "a trace whose syncs come late",
        Promise::Acknowledged,
        trace::judge(&late(&text)),
    );
    found
}

/// The trace with each sync moved to behind the next answer.
fn late(text: &str) -> String {
    let (mut lines, mut held) = (Vec::new(), Vec::new());
    for line in text.lines() {
        if line.contains("sync") {
            held.push(line);
        } else {
            lines.push(line);
            if line.contains("HTTP/1.1 2") {
                lines.append(&mut held);
            }
        }
    }
    lines.join("\n")
}
