//! R2: many callers with one key, a kill in the middle, and another body under the same key.

use std::collections::BTreeSet;
use std::time::Duration;

use enroll_tests::program::Running;
use serde_json::json;
use tokio::task::JoinSet;

use crate::clients::{Contract, PASSWORD, Person, Said, said};
use crate::controls;
use crate::evidence::Evidence;
use crate::judge::{Leave, judge};
use crate::measure::{Found, Measure, pass};
use crate::world::{Backend, World};

/// How many callers race.
const RACERS: usize = 64;

pub(super) async fn run(measure: Measure, backend: Backend) -> Found {
    let mut found = Found::default();
    let mut chance = measure.chance();
    let world = World::new(backend).await;
    let mut running = world.serve().await;
    let mut history = Vec::new();
    let rounds = measure.of(4, 100);
    for round in 0..rounds {
        let person = Person::new(Contract::Own, &format!("raced-{round}"));
        let mut racers = JoinSet::new();
        for _ in 0..RACERS {
            let (person, api) = (person.clone(), world.api());
            racers.spawn(async move { person.register(&api).await });
        }
        // In every other round it is killed while they race.
        if round % 2 == 1 {
            pass(chance.span(1, 60)).await;
            running.kill().await;
            running = world.serve().await;
        }
        let raced = racers.join_all().await;
        found.injected += RACERS + round % 2;
        found.add(one_answer(&raced));
        history.extend(raced.into_iter().next());
    }
    another_body(&world, &running, &mut found).await;
    let running = world.finished(running, Duration::from_secs(60), &mut found).await;
    let leave = Leave {
        twice: 4 * (rounds + 1),
    };
    let evidence = Evidence::read(&mut world.database(), &world.mails);
    let evidence = without_staff(evidence);
    found.add(judge(&history, &evidence, leave));
    controls::try_all(&mut found, &history, &evidence, leave);
    let mut odd = history[0].clone();
    odd.acknowledged = Some(Said::Answer(202, "another answer".to_owned()));
    found.control("a racer with another answer", one_answer(&[history[0].clone(), odd]));
    running.kill().await;
    found
}

/// Everybody who raced got the same answer, byte for byte.
fn one_answer(raced: &[Person]) -> (usize, Vec<String>) {
    let answers: BTreeSet<String> = raced
        .iter()
        .map(|person| format!("{:?}", person.acknowledged))
        .collect();
    let broken = (answers.len() != 1).then(|| format!("I15 one key had {answers:?}"));
    let odd = raced.iter().flat_map(|person| person.odd.clone());
    (raced.len(), odd.chain(broken).collect())
}

/// A known caller's key belongs to one body.
async fn another_body(world: &World, running: &Running, found: &mut Found) {
    let arguments = [
        "user",
        "create",
        "--email",
        "root@staff.example.org",
        "--role",
        "admin",
        "--password-stdin",
    ];
    let made = world.program.run(&arguments, &format!("{PASSWORD}\n")).await;
    assert!(made.status.success(), "{made:?}");
    let body = json!({ "identifier": "root@staff.example.org", "password": PASSWORD });
    let token = running
        .api
        .post("/v1/sessions", body)
        .await
        .expect(200)
        .string("/access_token");
    let call = |email: &str| {
        let call = running.api.call("POST", "/v1/admin/users").bearer(&token);
        call.header("idempotency-key", "made-once-key-0123456789")
            .json(&json!({ "email": email }))
    };
    let first = said(call("made@staff.example.org")).await;
    let other = said(call("other@staff.example.org")).await;
    let again = said(call("made@staff.example.org")).await;
    found.injected += 1;
    found.check(matches!(first, Said::Answer(201, _)), || {
        format!("I15 the first call got {first:?}")
    });
    let reused = matches!(&other, Said::Answer(422, text) if text.contains("idempotency_key_reused"));
    found.check(reused, || format!("I15 another body got {other:?}"));
    found.check(first == again, || format!("I15 {first:?}, and then {again:?}"));
}

/// The evidence without the staff, who did not race.
fn without_staff(mut evidence: Evidence) -> Evidence {
    evidence
        .subjects
        .retain(|subject| !subject.email.ends_with("@staff.example.org"));
    evidence
        .intents
        .retain(|intent| !intent.email.ends_with("@staff.example.org"));
    evidence.mails.retain(|mail| !mail.to.ends_with("@staff.example.org"));
    evidence
}
