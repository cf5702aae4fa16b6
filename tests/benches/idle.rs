//! What the program takes before anybody asked it anything: memory, and time until the first answer. Each time it is a fresh
//! process, on a database that is there already.

use std::time::Duration;

use tokio::time::interval;

use crate::figures::{Series, ms};
use crate::mail_sink::MailSink;
use crate::plan::Plan;
use crate::report::{Goal, Report, Target, Unit};
use crate::server::{Memory, Place};

const MEMORY: Goal = Goal {
    id: "G12",
    what: "memory before the first hash, two seconds after the start",
    limit: "resident set of the real program",
    target: Target::AtMost(16.0),
    unit: Unit::Megabytes,
};

const START: Goal = Goal {
    id: "G12",
    what: "from the start to the first 200 of `/livez`",
    limit: "the clock, a question each millisecond",
    target: Target::AtMost(100.0),
    unit: Unit::Milliseconds,
};

pub(crate) async fn measure(plan: &Plan, report: &mut Report) {
    let mails = MailSink::start().await;
    let (mut memory, mut own) = (Series::default(), Series::default());
    let (mut start, mut first_start) = (Series::default(), Series::default());
    for _ in 0..plan.rounds {
        let place = Place::new(&mails);
        let (server, took) = place.serve_timed().await;
        first_start.add(ms(took));
        server.kill().await;
        let (server, took) = place.serve_timed().await;
        start.add(ms(took));
        let mut seconds = interval(Duration::from_secs(1));
        for _ in 0..3 {
            seconds.tick().await; // the first comes at once
        }
        memory.add(server.memory(Memory::All));
        own.add(server.memory(Memory::Own));
        server.kill().await;
    }
    report.row(MEMORY, &memory);
    report.in_passing(
        "of that memory, what is not a file of the system or the program",
        "MB",
        &own,
    );
    report.row(START, &start);
    report.in_passing(
        "from the start to the first 200, with the database made on the way",
        "ms",
        &first_start,
    );
}
