//! Calls that are sent again under one `Idempotency-Key`.

use actix_web::test::TestRequest;
use enroll_memory::Answer;
use serde_json::{Value, json};

use crate::world::{OTHER_PASSWORD, PASSWORD, Reply, World};

const KEY: &str = "0190c2a4-6f1e-7cc3-9d0a-5f0b5f4a9e11";

fn keyed(path: &str, key: &str, body: &Value) -> TestRequest {
    TestRequest::post()
        .uri(path)
        .insert_header(("idempotency-key", key))
        .set_json(body)
}

fn same(one: &Reply, other: &Reply) -> bool {
    let (mut left, mut right) = (one.headers.clone(), other.headers.clone());
    left.remove("x-request-id");
    right.remove("x-request-id");
    let (mut left, mut right): (Vec<_>, Vec<_>) = (left.iter().collect(), right.iter().collect());
    left.sort_by_key(|(name, _)| name.as_str());
    right.sort_by_key(|(name, _)| name.as_str());
    one.status == other.status && one.body == other.body && left == right
}

#[actix_web::test]
async fn the_same_call_has_one_effect_and_gets_the_same_answer() {
    let world = World::new().await;
    world.registered("ada@example.org").await;
    for (path, body, more) in [
        (
            "/v1/registrations",
            json!({ "email": "eve@example.org", "password": PASSWORD }),
            "eve@example.org",
        ),
        (
            "/v1/activations/resend",
            json!({ "email": "ada@example.org" }),
            "ada@example.org",
        ),
    ] {
        let before = world.mails(more).await.len();
        let first = world.send(keyed(path, KEY, &body)).await;
        let again = world.send(keyed(path, KEY, &body)).await;
        assert!(first.status == 202 && same(&first, &again), "{first:?} {again:?}");
        assert_eq!(world.mails(more).await.len(), before + 1, "{path}");
    }
}

#[actix_web::test]
async fn a_reset_that_is_asked_for_twice_sends_one_mail() {
    let world = World::new().await;
    world.activated("ada@example.org").await;
    let before = world.mails("ada@example.org").await.len();
    let body = json!({ "email": "ada@example.org" });
    for _ in 0..2 {
        assert_eq!(world.send(keyed("/v1/password-resets", KEY, &body)).await.status, 202);
    }
    assert_eq!(world.mails("ada@example.org").await.len(), before + 1);
}

#[actix_web::test]
async fn a_created_user_is_answered_again_with_status_place_and_body() {
    let world = World::new().await;
    let admin = world.administrator("root@example.org").await;
    let make = |body: Value| world.send_as(&admin, keyed("/v1/admin/users", KEY, &body));
    let first = make(json!({ "email": "ada@example.org" })).await;
    let again = make(json!({ "email": "ada@example.org" })).await;
    assert!(first.status == 201 && !first.header("location").is_empty() && same(&first, &again));
    make(json!({ "email": "eve@example.org" }))
        .await
        .is_problem(422, "idempotency_key_reused");
}

#[actix_web::test]
async fn for_strangers_the_body_is_part_of_the_key() {
    let world = World::new().await;
    for password in [PASSWORD, OTHER_PASSWORD] {
        let body = json!({ "email": "ada@example.org", "password": password });
        assert_eq!(world.send(keyed("/v1/registrations", KEY, &body)).await.status, 202);
    }
    assert_eq!(world.mails("ada@example.org").await.len(), 2);
}

#[actix_web::test]
async fn a_key_that_is_none_is_refused() {
    let world = World::new().await;
    let body = json!({ "email": "ada@example.org" });
    let long = "k".repeat(256);
    for key in ["", "short", "fifteen_letters", "with spaces in the key", long.as_str()] {
        let reply = world.send(keyed("/v1/password-resets", key, &body)).await;
        let problem = reply.is_problem(400, "idempotency_key_malformed");
        assert_eq!(problem["errors"][0]["header"], "Idempotency-Key");
    }
    let two = keyed("/v1/password-resets", KEY, &body).append_header(("idempotency-key", KEY));
    world.send(two).await.is_problem(400, "idempotency_key_malformed");
}

#[actix_web::test]
async fn where_there_is_too_much_to_do_the_answer_says_when_to_come_back() {
    let world = World::new().await;
    world.hasher.answer_next([Answer::Temporary]);
    let body = json!({ "email": "ada@example.org", "password": PASSWORD });
    let reply = world.send(keyed("/v1/registrations", KEY, &body)).await;
    reply.is_problem(503, "busy");
    assert_eq!(reply.header("retry-after"), "1");
    let again = world.send(keyed("/v1/registrations", KEY, &body)).await;
    assert_eq!(again.status, 202);
}
