//! C1: the mail server refuses connections, falls silent, and is back. Nobody who registers notices.

use std::time::{Duration, Instant};

use crate::clients::{Contract, Person};
use crate::controls;
use crate::crowd::Crowd;
use crate::evidence::Evidence;
use crate::gate::{Gate, Manner};
use crate::judge::{Leave, judge};
use crate::measure::{Found, Measure, pass};
use crate::world::{Backend, World};

/// How soon every mail is there once the server is back; the longest wait between two tries in so short an outage is 20 s and
/// a quarter.
const DELIVERED: Duration = Duration::from_secs(60);

pub(super) async fn run(measure: Measure) -> Found {
    let mut found = Found::default();
    let world = World::new(Backend::Sqlite).await;
    let gate = Gate::before(world.mails.address(), 1).await;
    let world = world.with("ENROLL_MAIL__SMTP_URL", &format!("smtp://{}", gate.address()));
    let running = world.serve().await;
    let crowd = Crowd::begin(world.api(), |number| {
        Person::new(Contract::Own, &format!("person-{number}"))
    });
    let some = measure.of(50, 500);
    for _ in 0..measure.of(1, 10) {
        crowd.more(some).await;
        gate.close();
        found.injected += 1;
        registers_as_before(&crowd, some, "refuses", &mut found).await;
        pass(Duration::from_secs(3)).await;
        gate.open_again().await;
        pass(Duration::from_secs(1)).await;
        gate.be(Manner::Silent);
        found.injected += 1;
        registers_as_before(&crowd, some, "is silent", &mut found).await;
        pass(Duration::from_secs(4)).await;
        gate.be(Manner::Open);
        crowd.more(1).await;
    }
    let history = crowd.ended(0).await;
    world.settled(DELIVERED, &mut found).await;
    let leave = Leave {
        twice: 8 * found.injected,
    };
    let evidence = Evidence::read(&mut world.database(), &world.mails);
    found.add(judge(&history, &evidence, leave));
    controls::try_all(&mut found, &history, &evidence, leave);
    running.kill().await;
    found
}

/// Registering goes on while no mail goes out.
async fn registers_as_before(crowd: &Crowd, some: usize, server: &str, found: &mut Found) {
    let begun = Instant::now();
    crowd.more(some).await;
    let took = begun.elapsed();
    found.check(took < Duration::from_secs(20), || {
        format!("{some} registrations took {took:?} while the mail server {server}")
    });
}
