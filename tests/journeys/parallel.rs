//! Many at once: one address in every letter case, and one idempotency key.

use std::sync::Arc;

use enroll_tests::api::{Answer, Call};
use enroll_tests::until::until;
use serde_json::json;
use tokio::sync::Barrier;
use tokio::task::JoinSet;

use crate::person::{OTHER_PASSWORD, PASSWORD, registration, somebody};
use crate::world::World;

/// Sends all calls at the same moment, and returns the answers.
pub(crate) async fn at_once(calls: Vec<Call>) -> Vec<Answer> {
    let barrier = Arc::new(Barrier::new(calls.len()));
    let mut sent = JoinSet::new();
    for call in calls {
        let barrier = Arc::clone(&barrier);
        sent.spawn(async move {
            barrier.wait().await;
            // "Too much to do" is no answer yet: whoever hears it asks again, as its `Retry-After` says.
            until("a final answer", || async {
                let answer = call.again().send().await;
                (answer.status != 503).then_some(answer)
            })
            .await
        });
    }
    sent.join_all().await
}

/// Sixty-four registrations of one address, each in other letters, are answered alike and become one user.
pub(crate) async fn sixty_four_registrations_of_one_address_become_one_user(world: &World) {
    let email = somebody("crowd");
    let spelled = |number: u32| -> String {
        // The bits of the number say which of the first letters are capital.
        let letter = |(place, letter): (usize, char)| match number >> place.min(6) & 1 {
            1 if place < 6 => letter.to_ascii_uppercase(),
            _ => letter,
        };
        email.chars().enumerate().map(letter).collect()
    };
    let calls = (0..64).map(|number| {
        let body = registration(&spelled(number), PASSWORD);
        world.api.call("POST", "/v1/registrations").json(&body)
    });
    let answers = at_once(calls.collect()).await;
    for answer in &answers {
        assert_eq!(
            (answer.status, &*answer.text),
            (202, "{\"status\":\"check_your_mail\"}")
        );
    }
    assert_eq!(world.attempts(&email).await.len(), 8, "the newest eight are kept");
    world.settled().await;
    let mails = world.mails_so_far(&email);
    assert_eq!(mails.len(), 10, "the budget of the address");

    let activations = mails.iter().map(|mail| {
        let body = json!({ "token": mail.token(), "password": PASSWORD });
        world.api.call("POST", "/v1/activations").json(&body)
    });
    let mut statuses: Vec<u16> = at_once(activations.collect())
        .await
        .iter()
        .map(|answer| answer.status)
        .collect();
    statuses.sort_unstable();
    assert_eq!(statuses, [&[200][..], &[410; 9]].concat());
    let admin = world.administrator().await;
    let mut found = 0;
    let mut cursor = String::new();
    loop {
        let page = world
            .api
            .get_as(&admin.access, &format!("/v1/admin/users?limit=100{cursor}"))
            .await
            .expect(200)
            .json();
        let same = |user: &&serde_json::Value| user["email"].as_str().unwrap().eq_ignore_ascii_case(&email);
        found += page["items"].as_array().unwrap().iter().filter(same).count();
        match page["next"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => break,
        }
    }
    assert_eq!(found, 1);
}

/// Eight calls with one key have one effect, and the same answer.
pub(crate) async fn eight_calls_with_one_key_have_one_effect_and_one_answer(world: &World) {
    let email = somebody("hasty");
    let body = registration(&email, PASSWORD);
    let call = |_| {
        world
            .api
            .call("POST", "/v1/registrations")
            .header("idempotency-key", "hasty-key-0123456789")
            .json(&body)
    };
    let answers = at_once((0..8).map(call).collect()).await;
    assert!(
        answers
            .iter()
            .all(|answer| (answer.status, &answer.text) == (202, &answers[0].text)),
        "{answers:?}"
    );
    let again = call(0).send().await;
    assert_eq!((again.status, &again.text), (202, &answers[0].text));
    assert_eq!(world.attempts(&email).await.len(), 1);
    world.settled().await;
    assert_eq!(world.mails_so_far(&email).len(), 1);
}

/// The same for a caller who is known; another body under the same key is refused, and a refusal is not kept.
pub(crate) async fn a_known_callers_key_belongs_to_one_body(world: &World) {
    let admin = world.administrator().await;
    let email = somebody("made-once");
    let call = |email: &str| {
        let call = world.api.call("POST", "/v1/admin/users").bearer(&admin.access);
        call.header("idempotency-key", "made-once-key-0123456789")
            .json(&json!({ "email": email }))
    };
    assert_eq!(call("not an address").send().await.problem(422), "invalid_input");
    let answers = at_once((0..8).map(|_| call(&email)).collect()).await;
    let told = |answer: &Answer| (answer.status, answer.text.clone(), answer.header("location").to_owned());
    assert!(
        answers
            .iter()
            .all(|answer| told(answer) == told(&answers[0]) && answer.status == 201),
        "{answers:?}"
    );
    assert_eq!(
        call(&somebody("another")).send().await.problem(422),
        "idempotency_key_reused"
    );
    world.settled().await;
    assert_eq!(world.mails_so_far(&email).len(), 1);
}

/// For callers who are not known the body is part of the key, so that nobody learns what somebody else sent.
pub(crate) async fn an_unknown_callers_key_tells_nothing_of_anothers(world: &World) {
    let (mine, yours) = (somebody("mine"), somebody("yours"));
    for email in [&mine, &yours] {
        let call = world
            .api
            .call("POST", "/v1/registrations")
            .header("idempotency-key", "a-key-that-was-guessed");
        call.json(&registration(email, PASSWORD)).send().await.expect(202);
    }
    assert_eq!(
        (world.attempts(&mine).await.len(), world.attempts(&yours).await.len()),
        (1, 1)
    );
    let short = world
        .api
        .call("POST", "/v1/registrations")
        .header("idempotency-key", "too short");
    assert_eq!(
        short
            .json(&registration(&mine, OTHER_PASSWORD))
            .send()
            .await
            .problem(400),
        "idempotency_key_malformed"
    );
}
