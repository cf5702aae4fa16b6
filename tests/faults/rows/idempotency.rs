//! R2: many callers with one key, a kill in the middle, and another body under the same key.

use enroll_tests::promise::Promise;
use enroll_tests::violation;
use std::collections::BTreeSet;
use std::time::Duration;

use enroll_tests::program::Running;
use enroll_tests::until::within;
use serde_json::json;
use tokio::task::JoinSet;

use crate::clients::{Contract, PASSWORD, Person, Said, said};
use crate::controls;
use crate::evidence::Evidence;
use crate::judge::{Leave, judge};
use crate::measure::{Found, Measure, pass};
use crate::world::{Backend, World};

/// Who makes users.
const ROOT: &str = "root@staff.example.org";
/// How many callers race.
const RACERS: usize = 64;

/// How long a racer tries.
const TRIES: Duration = Duration::from_secs(180);

/// One user that many made with one key, and what each of them was told.
#[derive(Clone)]
struct Made {
    email: String,
    answers: Vec<Said>,
}

pub(super) async fn run(measure: Measure, backend: Backend) -> Found {
    let mut found = Found::default();
    let mut chance = measure.chance();
    let world = World::new(backend).await;
    let mut running = world.serve().await;
    make_root(&world).await;
    let (mut history, mut made) = (Vec::new(), Vec::new());
    let rounds = measure.of(4, 100);
    for round in 0..rounds {
        let person = Person::new(Contract::Own, &format!("raced-{round}"));
        let mut racers = JoinSet::new();
        for _ in 0..RACERS {
            let (person, api) = (person.clone(), world.api());
            racers.spawn(async move { person.register(&api).await });
        }
        let email = format!("raced-{round}@staff.example.org");
        let makers = makers(&world, &running, &email).await;
        // In every other round it is killed while they race.
        if round % 2 == 1 {
            pass(chance.span(1, 60)).await;
            running.kill().await;
            running = world.serve().await;
        }
        let raced = racers.join_all().await;
        let answers = makers.join_all().await;
        found.injected += 2 * RACERS + round % 2;
        // Whoever registers is told the same, with a key or without; the judge looks for what was made.
        let odd = raced.iter().flat_map(|person| person.odd.clone());
        let several = different(raced.iter().map(|person| format!("{:?}", person.acknowledged)));
        found.add((raced.len(), odd.chain(several).collect()));
        history.extend(raced.into_iter().next());
        made.push(Made { email, answers });
    }
    another_body(&running, &mut found).await;
    let running = world.finished(running, Duration::from_secs(60), &mut found).await;
    let leave = Leave {
        twice: 4 * (rounds + 1),
    };
    let evidence = Evidence::read(&mut world.database(), &world.mails);
    found.add(one_answer(&made, &evidence));
    break_answers(&made, &evidence, &mut found);
    let evidence = without_staff(evidence);
    found.add(judge(&history, &evidence, leave));
    controls::try_all(&mut found, &history, &evidence, leave);
    running.kill().await;
    found
}

/// Many begin to make one user with one key; each of them tries until it is told what came of it.
async fn makers(world: &World, running: &Running, email: &str) -> JoinSet<Said> {
    let token = sign_in(running).await;
    let mut makers = JoinSet::new();
    for _ in 0..RACERS {
        let (api, token, email) = (world.api(), token.clone(), email.to_owned());
        makers.spawn(async move {
            let told = within(TRIES, || async {
                let call = api.call("POST", "/v1/admin/users").bearer(&token);
                let key = format!("key-of-{email}");
                let call = call.header("idempotency-key", &key).json(&json!({ "email": email }));
                let said = said(call).await;
                let again = matches!(said, Said::Nothing | Said::Answer(503, _));
                (!again).then_some(said)
            });
            told.await.unwrap_or(Said::Nothing)
        });
    }
    makers
}

/// What is wrong with the answers that one key had, if there are several.
fn different(answers: impl Iterator<Item = String>) -> Option<String> {
    let answers: BTreeSet<String> = answers.collect();
    (answers.len() != 1).then(|| violation!(OneEffect, "one key had {answers:?}"))
}

/// Everybody who raced got the same answer, byte for byte: the id in it is that of the one user who is there.
fn one_answer(made: &[Made], evidence: &Evidence) -> (usize, Vec<String>) {
    let mut broken = Vec::new();
    for Made { email, answers } in made {
        broken.extend(different(answers.iter().map(|said| format!("{said:?}"))));
        let there = evidence.subjects.iter().filter(|subject| subject.email == *email);
        let there: Vec<&String> = there.map(|subject| &subject.id).collect();
        let told = answers.first().and_then(id_in);
        if there.len() != 1 || told.as_ref() != there.first().copied() {
            broken.push(violation!(
                OneEffect,
                "{email} is there as {there:?}, and was told as {told:?}"
            ));
        }
    }
    (made.iter().map(|made| made.answers.len() + 1).sum(), broken)
}

/// The id in an answer, as the database writes it.
fn id_in(said: &Said) -> Option<String> {
    let Said::Answer(201, text) = said else { return None };
    let user: serde_json::Value = serde_json::from_str(text).ok()?;
    Some(user["sub"].as_str()?.replace('-', "").to_ascii_uppercase())
}

fn break_answers(made: &[Made], evidence: &Evidence, found: &mut Found) {
    let mut odd = made.to_vec();
    odd[0].answers[1] = odd[1].answers[1].clone();
    found.control(
        "a racer with another answer",
        Promise::OneEffect.by("one key had"),
        one_answer(&odd, evidence),
    );
    let mut twice = evidence.clone();
    let one = twice.subjects.iter().find(|subject| subject.email == made[0].email);
    twice.subjects.extend(one.cloned());
    found.control(
        "a user that was made twice",
        Promise::OneEffect,
        one_answer(made, &twice),
    );
}

/// Makes the administrator who makes the others.
async fn make_root(world: &World) {
    let role = ["--role", "admin", "--password-stdin"];
    let arguments = [&["user", "create", "--email", ROOT], &role[..]].concat();
    let made = world.program.run(&arguments, &format!("{PASSWORD}\n")).await;
    assert!(made.status.success(), "{made:?}");
}

async fn sign_in(running: &Running) -> String {
    let body = json!({ "identifier": ROOT, "password": PASSWORD });
    let answer = running.api.post("/v1/sessions", body).await;
    answer.expect(200).string("/access_token")
}

/// A known caller's key belongs to one body.
async fn another_body(running: &Running, found: &mut Found) {
    let token = sign_in(running).await;
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
        violation!(OneEffect, "the first call got {first:?}")
    });
    let reused = matches!(&other, Said::Answer(422, text) if text.contains("idempotency_key_reused"));
    found.check(reused, || violation!(OneEffect, "another body got {other:?}"));
    found.check(first == again, || {
        violation!(OneEffect, "{first:?}, and then {again:?}")
    });
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
