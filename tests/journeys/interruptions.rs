//! Interruptions: a server that is killed in the middle of its work, and one that is asked to end.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use enroll::domain::id::TenantId;
use enroll::ports::repository::{Channel, Intent, Mail, MessageStatus, UnitOfWork};
use enroll::ports::system::Clock;
use enroll_tests::api::Api;
use enroll_tests::program::Program;
use enroll_tests::smtp_catcher::SmtpCatcher;
use enroll_tests::until::until;
use tokio::sync::watch;
use tokio::task::JoinSet;

use crate::mail::Arrived;
use crate::person::{PASSWORD, registration};
use crate::world::{SERVE, address, hash_with, open, set_up};

/// How many people register.
const PEOPLE: usize = 200;
/// How many of them at once.
const LANES: usize = 8;
/// How often the server is killed.
const KILLS: usize = 10;

/// Registrations while the server is killed ten times: whatever was acknowledged is there with exactly one intent, and each
/// intent became one mail.
pub(crate) async fn what_was_acknowledged_survives_any_kill(program: Program, database_url: String) {
    let mails = SmtpCatcher::start().await.unwrap();
    let program = set_up(program, &database_url, &mails);
    let (acknowledged, seen) = watch::channel(0_usize);
    let people: Arc<Mutex<Vec<usize>>> = Arc::new(Mutex::new((0..PEOPLE).collect()));
    let mut lanes = JoinSet::new();
    for _ in 0..LANES {
        lanes.spawn(lane(
            Api::new(&program.url()),
            Arc::clone(&people),
            acknowledged.clone(),
        ));
    }
    let mut running = program.serve(SERVE).await;
    for kill in 1..=KILLS {
        let mut seen = seen.clone();
        // In the middle of the work: some were acknowledged since the last kill, and others are on their way.
        seen.wait_for(|count| *count >= kill * PEOPLE / (KILLS + 2))
            .await
            .unwrap();
        running.kill().await;
        running = program.serve(SERVE).await;
    }
    lanes.join_all().await;
    assert_eq!(*seen.borrow(), PEOPLE);
    everybody_has_one_intent_and_one_mail(&open(&database_url), &mails).await;
    running.kill().await;
}

async fn everybody_has_one_intent_and_one_mail(store: &Arc<dyn UnitOfWork>, mails: &SmtpCatcher) {
    until("the relay to have done all it can", || async {
        at_rest(store).await.then_some(())
    })
    .await;
    let intents = store
        .view(|queries| queries.messages(TenantId::DEFAULT, None, 10_000))
        .await
        .unwrap();
    let mut by_address: BTreeMap<String, usize> = BTreeMap::new();
    for (message, _) in &intents {
        let Intent::Mail(Mail::Activation { proof, .. }) = message.intent else {
            panic!("{message:?}")
        };
        let proof = store
            .view(move |queries| queries.proof(TenantId::DEFAULT, proof))
            .await
            .unwrap()
            .unwrap();
        *by_address.entry(proof.address.key().as_str().to_owned()).or_default() += 1;
    }
    let everybody: BTreeMap<String, usize> = (0..PEOPLE)
        .map(|person| (address(&email(person)).key().as_str().to_owned(), 1))
        .collect();
    assert_eq!(by_address, everybody, "everybody has exactly one intent");
    // A mail may arrive twice when its server dies before it notes the delivery; it is the same mail then. What a server
    // that died had taken on, and had not sent yet, waits until its lease ends.
    let mut sent: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for mail in mails.received() {
        sent.entry(mail.recipients.concat())
            .or_default()
            .insert(Arrived::read(&mail).message_id);
    }
    assert!(
        sent.values().all(|ids| ids.len() == 1),
        "nobody has two mails: {sent:?}"
    );
    let delivered = intents
        .iter()
        .filter(|(_, status)| *status == MessageStatus::Delivered)
        .count();
    let waiting = intents
        .iter()
        .filter(|(_, status)| *status == MessageStatus::Open)
        .count();
    assert_eq!(delivered + waiting, PEOPLE, "no intent ends in any other way");
    assert!(
        delivered > 0 && sent.len() >= delivered,
        "what is noted as delivered was sent"
    );
}

/// A metric of the server, as it stands at `/metrics`.
async fn metric(api: &Api, name: &str) -> usize {
    let answer = api.call("GET", "/metrics").send().await.expect(200);
    let value = answer
        .text
        .lines()
        .find_map(|line| line.strip_prefix(name)?.trim().parse().ok());
    value.unwrap_or_else(|| panic!("no {name} in {}", answer.text))
}

/// Whether nothing is due but what a server that died had taken on.
async fn at_rest(store: &Arc<dyn UnitOfWork>) -> bool {
    let due = store.view(|queries| queries.next_due(Channel::Mail)).await.unwrap();
    let soon = enroll::SystemClock.now().plus(Duration::from_secs(60));
    due.is_none_or(|due| due > soon)
}

fn email(person: usize) -> String {
    format!("person-{person}@interrupted.example.org")
}

/// Registers people until there are none left. A call without an answer is sent again under the same key, as any careful
/// program does.
async fn lane(api: Api, people: Arc<Mutex<Vec<usize>>>, acknowledged: watch::Sender<usize>) {
    loop {
        let next = people.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let Some(person) = next else { return };
        let body = registration(&email(person), PASSWORD);
        until("an answer", || async {
            let key = format!("interrupted-key-{person:04}");
            let call = api
                .call("POST", "/v1/registrations")
                .header("idempotency-key", &key)
                .json(&body);
            match call.attempt().await {
                Ok(answer) => {
                    assert!(matches!(answer.status, 202 | 503), "{} {}", answer.status, answer.text);
                    (answer.status == 202).then_some(())
                }
                Err(_gone) => None,
            }
        })
        .await;
        acknowledged.send_modify(|count| *count += 1);
    }
}

/// SIGTERM: what was begun is ended, nothing new is taken on, and the exit code is 0.
pub(crate) async fn a_server_that_is_asked_to_end_answers_what_it_began(program: Program, database_url: String) {
    let mails = SmtpCatcher::start().await.unwrap();
    // Hashes that take a while, so that some are being made when the signal comes.
    let program = set_up(program, &database_url, &mails);
    hash_with(&program, 64 * 1024, 2);
    let mut running = program.serve(SERVE).await;
    let before = metric(&running.api, "enroll_hashes_total").await;
    let mut calls = JoinSet::new();
    for person in 0..LANES {
        let call = running
            .api
            .call("POST", "/v1/registrations")
            .json(&registration(&email(person), PASSWORD));
        calls.spawn(async move { call.attempt().await.map(|answer| answer.status) });
    }
    // While some wait, every thread is at work; so these numbers add up to the calls that were taken on.
    let threads = std::thread::available_parallelism().unwrap().get();
    until("all calls to be taken on", || async {
        let done = metric(&running.api, "enroll_hashes_total").await - before;
        let waiting = metric(&running.api, "enroll_hashes_waiting").await;
        (done >= LANES || waiting > 0 && done + waiting + threads >= LANES).then_some(())
    })
    .await;
    let asked = enroll::SystemClock.now();
    running.ask_to_end().await;
    let answers = calls.join_all().await;
    for answer in &answers {
        assert_eq!(answer.as_ref().ok(), Some(&202), "{answers:?}\n{}", running.said.text());
    }
    let ended = running.ended().await;
    assert_eq!(ended.code(), Some(0), "{}", running.said.text());
    assert!(
        running.api.call("GET", "/livez").attempt().await.is_err(),
        "nobody serves any more"
    );
    // The relay ended when the server began to: what came after that goes out at the next start, and nothing is leased.
    let store = open(&database_url);
    let messages = store.view(|queries| queries.messages(TenantId::DEFAULT, None, 1000));
    let messages = messages.await.unwrap();
    let late = messages
        .iter()
        .filter(|(message, _)| message.made_at > asked.plus(Duration::from_millis(500)));
    let late: Vec<_> = late.map(|(_, status)| *status).collect();
    assert!(late.iter().all(|status| *status == MessageStatus::Open), "{late:?}");
    let due = store.view(|queries| queries.next_due(Channel::Mail)).await.unwrap();
    assert!(due.is_none_or(|due| due <= enroll::SystemClock.now()), "one is leased");
    let said = running.said.text();
    assert!(
        !said.contains("interrupted.example.org") && !said.contains(PASSWORD),
        "the log holds somebody's secret:\n{said}"
    );
}
