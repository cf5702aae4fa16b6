//! B3: the connection to PostgreSQL is cut at COMMIT. Before it nothing was kept; after it everything was, and nobody was told.

use std::time::Duration;

use enroll_tests::until::within;

use crate::clients::Person;
use crate::controls;
use crate::crowd::Crowd;
use crate::evidence::Evidence;
use crate::gate::{Gate, Manner};
use crate::judge::{Leave, judge};
use crate::measure::{Found, Measure};
use crate::world::{Backend, World};

/// Of so many commits one is cut.
const ONE_OF: usize = 3;

pub(super) async fn run(measure: Measure) -> Found {
    let mut found = Found::default();
    let goal = measure.of(100, 1_000);
    let world = World::new(Backend::Postgres).await;
    let (before, rest) = world.url.split_once('@').unwrap();
    let (server, database) = rest.split_once('/').unwrap();
    let gate = Gate::before(server.parse().unwrap(), ONE_OF).await;
    let through = format!("{before}@{}/{database}", gate.address());
    let world = world.with("ENROLL_DATABASE_URL", &through);
    let running = world.serve().await;
    let crowd = Crowd::begin(world.api(), |number| Person::numbered(number).in_trouble());
    for manner in [Manner::CutBeforeCommit, Manner::CutAfterCommit] {
        let begun = gate.cuts();
        gate.be(manner);
        let enough = within(Duration::from_secs(600), || async {
            (gate.cuts() - begun >= goal).then_some(())
        });
        found.check(enough.await.is_some(), || {
            format!("{manner:?} was reached {} times", gate.cuts() - begun)
        });
    }
    gate.be(Manner::Open);
    found.injected = gate.cuts();
    let history = crowd.ended(0).await;
    let unknown: usize = history.iter().map(Person::unknown).sum();
    found.check(unknown > 0, || "nobody ever noticed".to_owned());
    let running = world.finished(running, Duration::from_secs(90), &mut found).await;
    let leave = Leave { twice: found.injected };
    let mut database = world.database();
    let evidence = Evidence::read(&mut database, &world.mails);
    found.add(judge(&history, &evidence, leave));
    controls::try_all(&mut found, &history, &evidence, leave);
    controls::try_in(&mut found, &mut database, &history, &evidence, leave);
    running.kill().await;
    found
}
