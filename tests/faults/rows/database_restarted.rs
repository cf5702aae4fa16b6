//! B4: PostgreSQL is stopped at once and started again, under load.

use std::time::{Duration, Instant};

use enroll_tests::program::Running;
use enroll_tests::until::within;

use crate::clients::{Person, Said, said};
use crate::controls;
use crate::crowd::Crowd;
use crate::evidence::Evidence;
use crate::judge::{Leave, judge};
use crate::measure::{Found, Measure, pass};
use crate::world::{Backend, World};

/// How soon it says that it is not ready, and how soon that it is again.
const NOTICED: Duration = Duration::from_secs(5);

pub(super) async fn run(measure: Measure) -> Found {
    let mut found = Found::default();
    let mut chance = measure.chance();
    let world = World::new(Backend::Postgres).await;
    let running = world.serve().await;
    let crowd = Crowd::begin(world.api(), |number| Person::numbered(number).in_trouble());
    let postgres = world.postgres.as_ref().expect("the world is PostgreSQL's");
    for _ in 0..measure.of(3, 20) {
        crowd.more(20).await;
        pass(chance.span(10, 300)).await;
        postgres.stop_at_once();
        let away = readiness(&running, 503).await;
        let lives = running.api.get("/livez").await.status;
        postgres.start_again();
        let back = readiness(&running, 200).await;
        found.injected += 1;
        found.check(away.is_some_and(|took| took <= measure.patience(NOTICED)), || {
            format!("it was not ready after {away:?}")
        });
        found.check(lives == 200, || format!("it was not alive: {lives}"));
        found.check(back.is_some_and(|took| took <= measure.patience(NOTICED)), || {
            format!("it was ready again after {back:?}")
        });
    }
    let history = crowd.ended(0).await;
    let running = world.finished(running, Duration::from_secs(90), &mut found).await;
    let leave = Leave {
        twice: 4 * found.injected,
    };
    let mut database = world.database();
    let evidence = Evidence::read(&mut database, &world.mails);
    found.add(judge(&history, &evidence, leave));
    controls::try_all(&mut found, &history, &evidence, leave);
    controls::try_in(&mut found, &mut database, &history, &evidence, leave);
    running.kill().await;
    found
}

/// How long it takes until it says so of itself.
async fn readiness(running: &Running, status: u16) -> Option<Duration> {
    let begun = Instant::now();
    within(NOTICED * 12, || async {
        let said = said(running.api.call("GET", "/readyz")).await;
        matches!(said, Said::Answer(found, _) if found == status).then(|| begun.elapsed())
    })
    .await
}
