//! B2: PostgreSQL ends the program's connections in the middle of transactions.

use std::time::Duration;

use enroll_tests::until::within;

use crate::clients::Person;
use crate::controls;
use crate::crowd::Crowd;
use crate::evidence::Evidence;
use crate::judge::{Leave, judge};
use crate::measure::{Found, Measure};
use crate::world::{Backend, World};

/// Ends one back end that is in a transaction, and says how many it ended.
const TERMINATE: &str = "
    SELECT CAST(count(pg_terminate_backend(pid)) AS TEXT) AS line FROM (
        SELECT pid FROM pg_stat_activity
        WHERE datname = current_database() AND pid <> pg_backend_pid() AND xact_start IS NOT NULL
            AND application_name = 'enroll' AND state <> 'idle'
        LIMIT 1
    ) AS busy";

pub(super) async fn run(measure: Measure) -> Found {
    let mut found = Found::default();
    let goal = measure.of(100, 1_000);
    let world = World::new(Backend::Postgres).await;
    let running = world.serve().await;
    let crowd = Crowd::begin(world.api(), |number| Person::numbered(number).in_trouble());
    let mut database = world.database();
    while found.injected < goal {
        let begun = crowd.registered();
        let ended = within(Duration::from_secs(60), || {
            let ended: usize = database.rows(TERMINATE)[0][0].parse().unwrap();
            async move { (ended > 0).then_some(ended) }
        });
        found.injected += ended.await.expect("somebody is always in a transaction");
        // Somebody gets through between two of them, or everybody would only ever see the same.
        within(Duration::from_millis(200), || async {
            (crowd.registered() > begun).then_some(())
        })
        .await;
    }
    let history = crowd.ended(0).await;
    let unknown: usize = history.iter().map(Person::unknown).sum();
    found.check(unknown > 0, || "nobody ever noticed".to_owned());
    let broken = "pg_stat_activity WHERE application_name = 'enroll' AND state LIKE 'idle in transaction%'";
    let left = within(Duration::from_secs(10), || {
        let left = database.count(broken);
        async move { (left == 0).then_some(()) }
    });
    found.check(left.await.is_some(), || {
        "a connection in a transaction was kept".to_owned()
    });
    let running = world.finished(running, Duration::from_secs(90), &mut found).await;
    let leave = Leave { twice: found.injected };
    let evidence = Evidence::read(&mut database, &world.mails);
    found.add(judge(&history, &evidence, leave));
    controls::try_all(&mut found, &history, &evidence, leave);
    controls::try_in(&mut found, &mut database, &history, &evidence, leave);
    running.kill().await;
    found
}
