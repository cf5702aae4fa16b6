//! B1: another process locks the file of the database, and another one reads for a long time.

use std::fs;
use std::time::Duration;

use enroll_tests::until::within;

use crate::clients::{Person, Said};
use crate::controls;
use crate::crowd::Crowd;
use crate::evidence::Evidence;
use crate::judge::{Leave, judge};
use crate::measure::{Found, Measure, pass};
use crate::world::{Backend, World};

/// What the log of the database is cut to when nobody reads any more, and how soon.
const LOG: u64 = 64 * 1024 * 1024;
const CUT: Duration = Duration::from_secs(60);

pub(super) async fn run(measure: Measure) -> Found {
    let mut found = Found::default();
    let mut chance = measure.chance();
    let world = World::new(Backend::Sqlite).await;
    let running = world.serve().await;
    let crowd = Crowd::begin(world.api(), Person::numbered);
    crowd.more(10).await;
    for round in 0..measure.of(3, 30) {
        let mut other = world.database();
        other.run("BEGIN IMMEDIATE");
        // The first one lasts longer than anybody waits for a lock.
        let least = if round == 0 { 5_000 } else { 1_000 };
        pass(chance.span(least, measure.of(7_000, 10_000).try_into().unwrap())).await;
        other.run("ROLLBACK");
        found.injected += 1;
        crowd.more(10).await;
    }
    let mut reader = world.database();
    reader.run("BEGIN");
    reader.count("users");
    found.injected += 1;
    crowd.more(measure.of(500, 5_000)).await;
    reader.run("ROLLBACK");
    crowd.more(300).await;
    // While somebody reads, nothing of the log may be overwritten; then it begins anew, and is cut.
    let log = world.program.folder().join("enroll.db-wal");
    let length = || fs::metadata(&log).unwrap().len();
    let cut = within(CUT, || async { (length() <= LOG).then_some(()) }).await;
    found.check(cut.is_some(), || {
        format!("the log has {} bytes, {CUT:?} after the last reader went", length())
    });
    let history = crowd.ended(0).await;
    let running = world.finished(running, Duration::from_secs(60), &mut found).await;
    let busy = history.iter().flat_map(|person| &person.said);
    let busy = busy.filter(|said| matches!(said, Said::Answer(503, _))).count();
    found.check(busy > 0, || {
        "nobody was ever told to come back, so nothing was locked for long".to_owned()
    });
    let leave = Leave {
        twice: 4 * found.injected,
    };
    let evidence = Evidence::read(&mut world.database(), &world.mails);
    found.add(judge(&history, &evidence, leave));
    controls::try_all(&mut found, &history, &evidence, leave);
    running.kill().await;
    found
}
