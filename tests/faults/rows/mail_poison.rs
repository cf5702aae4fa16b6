//! C7: rows of the outbox, and of what it is about, that nobody can read any more. They hold nobody else up, and end where an
//! operator sees them.

use enroll_tests::promise::Promise;
use enroll_tests::violation;
use std::time::Duration;

use enroll_tests::program::Running;
use enroll_tests::until::within;

use crate::clients::{Contract, Person};
use crate::controls;
use crate::crowd::Crowd;
use crate::database::Database;
use crate::evidence::Evidence;
use crate::gate::Gate;
use crate::judge::{Leave, Verdict, judge};
use crate::measure::{Found, Measure};
use crate::world::{Backend, World};

/// How soon the others are all there.
const DELIVERED: Duration = Duration::from_secs(60);

/// What is done to the message of a person, and whether it is the message itself that cannot be read. `{mine}` chooses it,
/// `{link}` chooses what it is about, `{bytes}` stands for three bytes.
const POISONS: &[(&str, Damaged, &str)] = &[
    (
        "intent",
        Damaged::Message,
        "UPDATE outbox SET intent = 'nonsense' WHERE {mine}",
    ),
    (
        "budget",
        Damaged::Message,
        "UPDATE outbox SET budget = 'nonsense' WHERE {mine}",
    ),
    ("fence", Damaged::Message, "UPDATE outbox SET fence = -5 WHERE {mine}"),
    (
        "tries",
        Damaged::Message,
        "UPDATE outbox SET tries = 5000000000 WHERE {mine}",
    ),
    (
        "reference",
        Damaged::Message,
        "UPDATE outbox SET proof_id = {bytes} WHERE {mine}",
    ),
    (
        "purpose",
        Damaged::Link,
        "UPDATE proofs SET purpose = 'nonsense' WHERE {link}",
    ),
    (
        "address",
        Damaged::Link,
        "UPDATE proofs SET email = 'no address' WHERE {link}",
    ),
];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Damaged {
    Message,
    Link,
}

pub(super) async fn run(measure: Measure, backend: Backend) -> Found {
    let mut found = Found::default();
    let world = World::new(backend).await;
    let gate = Gate::before(world.mails.address(), 1).await;
    let world = world.with("ENROLL_MAIL__SMTP_URL", &format!("smtp://{}", gate.address()));
    gate.close();
    let running = world.serve().await;
    let damaged = register_damaged(&world, measure.of(3, 30)).await;
    running.kill().await;
    let mut database = world.database();
    for (person, _, sql) in &damaged {
        found.injected += database.change(&spelled(sql, &person.email, backend));
    }
    world.let_waits_be_over();
    gate.open_again().await;
    let running = world.serve().await;
    let crowd = Crowd::begin(world.api(), |number| {
        Person::new(Contract::Own, &format!("healthy-{number}"))
    });
    crowd.more(measure.of(100, 1_000)).await;
    let people = crowd.ended(0).await;
    let open = "outbox o JOIN proofs p ON p.id = o.proof_id WHERE o.settled_at IS NULL AND p.email LIKE 'healthy%'";
    let done = within(DELIVERED, || {
        let left = database.count(open);
        async move { (left == 0).then_some(()) }
    });
    found.check(done.await.is_some(), || {
        violation!(DamageContained, "poison holds others up")
    });
    let running = last_tries(&world, running, &mut database, &mut found).await;
    let (mut evidence, dead) = (Evidence::read(&mut database, &world.mails), dead(&mut database));
    found.add(quarantined(&damaged, &dead));
    found.control(
        "a message that is not dead",
        Promise::DamageContained,
        quarantined(&damaged, &dead[1..]),
    );
    let says = format!("enroll_outbox_dead{{channel=\"mail\"}} {}", damaged.len());
    // It looks every few seconds.
    let measured = within(DELIVERED, || async {
        running.api.get("/metrics").await.text.contains(&says).then_some(())
    });
    found.check(measured.await.is_some(), || format!("the metrics do not say {says}"));
    evidence.subjects.retain(|subject| subject.email.starts_with("healthy"));
    evidence
        .intents
        .retain(|intent| intent.email.starts_with("healthy") && intent.status != "dead");
    found.add(judge(&people, &evidence, Leave { twice: 0 }));
    controls::try_all(&mut found, &people, &evidence, Leave { twice: 0 });
    running.kill().await;
    found
}

type Poisoned = (Person, Damaged, &'static str);

async fn register_damaged(world: &World, times: usize) -> Vec<Poisoned> {
    let mut damaged = Vec::new();
    for number in 0..times {
        for (what, part, sql) in POISONS {
            let person = Person::new(Contract::Own, &format!("poison-{what}-{number}"));
            damaged.push((person.register(&world.api()).await, *part, *sql));
        }
    }
    damaged
}

fn spelled(sql: &str, email: &str, backend: Backend) -> String {
    let link = format!("email_key = '{email}'");
    let mine = format!("proof_id = (SELECT id FROM proofs WHERE {link})");
    let bytes = match backend {
        Backend::Sqlite => "X'010203'",
        Backend::Postgres => "'\\x010203'",
    };
    sql.replace("{mine}", &mine)
        .replace("{link}", &link)
        .replace("{bytes}", bytes)
}

/// What is about something unreadable is tried for about a day. Here each was tried once by now, and the day is over but for
/// the last try.
async fn last_tries(world: &World, running: Running, database: &mut Database, found: &mut Found) -> Running {
    let tried = within(DELIVERED, || {
        let untried = database.count("outbox WHERE settled_at IS NULL AND tries = 0");
        async move { (untried == 0).then_some(()) }
    });
    found.check(tried.await.is_some(), || {
        violation!(DamageContained, "some were never tried")
    });
    running.kill().await;
    database.run("UPDATE outbox SET tries = 31, ready_at = made_at WHERE settled_at IS NULL");
    let running = world.serve().await;
    world.settled(DELIVERED, found).await;
    running
}

/// Why each dead message is dead.
fn dead(database: &mut Database) -> Vec<String> {
    let rows = database.rows("SELECT replace(coalesce(why, ''), '|', ' ') AS line FROM outbox WHERE status = 'dead'");
    rows.into_iter().map(|row| row.concat()).collect()
}

/// Every message that was damaged is dead, and says why.
fn quarantined(damaged: &[Poisoned], dead: &[String]) -> Verdict {
    let unreadable = damaged.iter().filter(|(_, part, _)| *part == Damaged::Message).count();
    let said = dead
        .iter()
        .filter(|why| why.starts_with("the message cannot be read: "))
        .count();
    let mut broken = Vec::new();
    broken.extend(
        (dead.len() != damaged.len())
            .then(|| violation!(DamageContained, "{} of {} are dead", dead.len(), damaged.len())),
    );
    broken.extend((said != unreadable).then(|| {
        violation!(
            DamageContained,
            "{said} of {unreadable} say that they cannot be read: {dead:?}"
        )
    }));
    broken.extend(
        dead.iter()
            .any(String::is_empty)
            .then(|| violation!(DamageContained, "one does not say why it is dead")),
    );
    (damaged.len(), broken)
}
