//! A1: the program is killed at random moments under many clients. Whatever was acknowledged is there, once, with its mail.

use enroll_tests::promise::Promise;
use enroll_tests::violation;
use std::time::Duration;

use enroll_tests::program::Running;
use serde_json::json;

use crate::clients::{Contract, PASSWORD, Person, said};
use crate::controls;
use crate::crowd::Crowd;
use crate::evidence::Evidence;
use crate::judge::{Leave, judge};
use crate::measure::{Found, Measure, pass};
use crate::world::{Backend, World};

/// How many mails one process has on their way at the most, beyond what it has settled: one in each lane of its relay.
const LANES: usize = 4;
/// How many people are asked again, and how many use their links.
const SAMPLE: usize = 20;

pub(super) async fn run(measure: Measure, backend: Backend) -> Found {
    let mut found = Found::default();
    let (people, kills) = (measure.of(600, 10_000), measure.of(30, 300));
    let mut chance = measure.chance();
    let world = World::new(backend).await;
    let crowd = Crowd::begin(world.api(), Person::numbered);
    let mut running = world.serve().await;
    while found.injected < kills {
        // As many people come between two kills as there are to be in all for each.
        crowd.reached(found.injected * people / kills).await;
        pass(chance.span(50, 500)).await;
        running.kill().await;
        found.injected += 1;
        running = world.serve_in_time(measure, &mut found).await;
    }
    let history = crowd.ended(people).await;
    same_answers_again(&world, &history, &mut found).await;
    let running = world.finished(running, Duration::from_secs(300), &mut found).await;
    let leave = Leave {
        twice: LANES * (found.injected + 1),
    };
    let mut database = world.database();
    let evidence = Evidence::read(&mut database, &world.mails);
    found.add(judge(&history, &evidence, leave));
    controls::try_all(&mut found, &history, &evidence, leave);
    controls::try_in(&mut found, &mut database, &history, &evidence, leave);
    links_work(&running, &history, &evidence, &mut found).await;
    running.kill().await;
    found
}

/// What a second effect would add to.
const MADE: &[&str] = &["attempts", "users", "proofs", "outbox", "audit", "receipts"];

/// One call, one effect: the same key and the same body have the same answer, and nothing is made by it.
async fn same_answers_again(world: &World, history: &[Person], found: &mut Found) {
    let (api, mut database) = (world.api(), world.database());
    let mut made = || MADE.iter().map(|table| database.count(table)).collect::<Vec<_>>();
    let before = made();
    for person in history
        .iter()
        .filter(|person| person.contract == Contract::Own)
        .take(SAMPLE)
    {
        let again = said(person.call(&api)).await;
        found.check(person.acknowledged.as_ref() == Some(&again), || {
            violation!(
                OneEffect,
                "{} got {:?}, then {again:?}",
                person.email,
                person.acknowledged
            )
        });
    }
    let after = made();
    found.add(nothing_made(&before, &after));
    let mut more = after;
    more[0] += 1;
    found.control(
        "an attempt that a second try made",
        Promise::OneEffect,
        nothing_made(&before, &more),
    );
}

fn nothing_made(before: &[usize], after: &[usize]) -> (usize, Vec<String>) {
    let broken =
        (before != after).then(|| violation!(OneEffect, "there were {before:?} of {MADE:?}, and then {after:?}"));
    (1, broken.into_iter().collect())
}

/// Links that were mailed do what they say, once, and their owners sign in.
async fn links_work(running: &Running, history: &[Person], evidence: &Evidence, found: &mut Found) {
    for person in history
        .iter()
        .rev()
        .filter(|person| person.contract == Contract::Own)
        .take(SAMPLE)
    {
        let token = evidence
            .mails
            .iter()
            .find(|mail| mail.to == person.email)
            .map(|mail| mail.token.clone());
        let body = json!({ "token": token, "password": PASSWORD });
        let mut statuses = Vec::new();
        for _ in 0..2 {
            statuses.push(running.api.post("/v1/activations", body.clone()).await.status);
        }
        let body = json!({ "identifier": person.email, "password": PASSWORD });
        statuses.push(running.api.post("/v1/sessions", body).await.status);
        found.check(statuses == [200, 410, 200], || {
            violation!(
                MailsIntended,
                "{}: link, link again, sign-in: {statuses:?}",
                person.email
            )
        });
    }
}
