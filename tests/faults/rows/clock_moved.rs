//! E1: the clock of the machine jumps a day ahead, and back again. A link is never good after its time, nothing spins, and mails
//! go on.

use enroll_tests::promise::Promise;
use enroll_tests::violation;
use std::fs;
use std::time::Duration;

use enroll_tests::program::{Program, Running};
use enroll_tests::requirement::faketime;
use enroll_tests::until::within;
use serde_json::json;

use crate::BINARY;
use crate::clients::{Contract, PASSWORD, Person};
use crate::controls;
use crate::evidence::{Arrived, Evidence};
use crate::judge::{Leave, judge};
use crate::measure::{Found, Measure, pass};
use crate::world::{Backend, World};

/// By how much the clock is wrong, and whether a link of before is good then.
const JUMPS: &[(&str, u16)] = &[("+25h", 410), ("+0", 200), ("-5m", 200), ("+400d", 410), ("-1h", 200)];
/// How much of a processor a program that has nothing to do may use.
const IDLE: f64 = 0.2;

pub(super) async fn run(measure: Measure) -> Found {
    let mut found = Found::default();
    let world = World::of(Program::new(BINARY), Backend::Sqlite, Vec::new()).await;
    let clock = world.program.folder().join("clock");
    fs::write(&clock, "+0").unwrap();
    let library = faketime().expect("libfaketime is there");
    let world = world
        .with("LD_PRELOAD", library.to_str().unwrap())
        .with("FAKETIME_TIMESTAMP_FILE", clock.to_str().unwrap())
        .with("FAKETIME_NO_CACHE", "1")
        .with("FAKETIME_DONT_FAKE_MONOTONIC", "1");
    let running = world.serve().await;
    let mut people = Vec::new();
    for round in 0..measure.of(1, 10) {
        for (number, (jump, _)) in JUMPS.iter().enumerate() {
            fs::write(&clock, "+0").unwrap();
            let person = Person::new(Contract::Own, &format!("before-{round}-{number}"));
            people.push(person.register(&world.api()).await);
            let token = token(&world, people.last().unwrap()).await;
            fs::write(&clock, jump).unwrap();
            found.injected += 1;
            let body = json!({ "token": token, "password": PASSWORD });
            let status = running.api.post("/v1/activations", body).await.status;
            found.add(good_in_its_time(number, status));
            let after = Person::new(Contract::Own, &format!("after-{round}-{number}"));
            people.push(after.register(&world.api()).await);
            self::token(&world, people.last().unwrap()).await;
            let busy = busy(&running).await;
            found.check(busy <= IDLE, || {
                violation!(NothingBusy, "{jump}: it uses {busy:.2} of a processor for nothing")
            });
        }
    }
    fs::write(&clock, "+0").unwrap();
    world.settled(Duration::from_secs(60), &mut found).await;
    // Whoever activated is a user now, and an attempt no more: the judge would find them there twice.
    let evidence = Evidence::read(&mut world.database(), &world.mails);
    found.add(judge(&people, &evidence, Leave { twice: 0 }));
    controls::try_all(&mut found, &people, &evidence, Leave { twice: 0 });
    found.control(
        "a link that is good after its time",
        Promise::SecretsEnd,
        good_in_its_time(0, 200),
    );
    running.kill().await;
    found
}

fn good_in_its_time(jump: usize, status: u16) -> (usize, Vec<String>) {
    let (jump, expected) = JUMPS[jump];
    let broken =
        (status != expected).then(|| violation!(SecretsEnd, "{jump}: a link of before got {status}, not {expected}"));
    (1, broken.into_iter().collect())
}

/// The token that was mailed to somebody.
async fn token(world: &World, person: &Person) -> String {
    let arrived = within(Duration::from_secs(60), || async {
        let mails = world.mails.received();
        let mine = mails.iter().find(|mail| mail.recipients.contains(&person.email));
        mine.map(|mail| Arrived::read(mail).token)
    });
    arrived.await.expect("a mail comes whatever the clock says")
}

/// How much of a processor it uses while nothing is asked of it.
async fn busy(running: &Running) -> f64 {
    let before = ticks(running);
    pass(Duration::from_secs(1)).await;
    // A tick is a hundredth of a second.
    f64::from(ticks(running) - before) / 100.0
}

fn ticks(running: &Running) -> u32 {
    let stat = fs::read_to_string(format!("/proc/{}/stat", running.id())).unwrap();
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap().split_whitespace().collect();
    fields[11].parse::<u32>().unwrap() + fields[12].parse::<u32>().unwrap()
}
