//! Typed codes over HTTP: the bodies that take one, and what is told.

use enroll_domain::registration::{CodePolicy, Policy};
use serde_json::{Value, json};

use crate::world::{OTHER_PASSWORD, PASSWORD, World, document};

const ADA: &str = "ada@example.org";

async fn world() -> World {
    let mut policy = Policy::private();
    policy.codes.purposes = CodePolicy::POSSIBLE.to_vec();
    World::with(policy).await
}

/// The code of the newest mail to Ada.
async fn code(world: &World) -> String {
    let mails = world.mails(ADA).await;
    let is_code = |line: &&str| line.len() == 9 && line.bytes().filter(u8::is_ascii_digit).count() == 8;
    let newest = mails.last().unwrap();
    newest.lines().map(str::trim).find(is_code).unwrap().to_owned()
}

#[actix_web::test]
async fn a_code_activates_resets_and_sets_a_first_password() {
    let world = world().await;
    world.registered(ADA).await;
    let body = json!({ "email": ADA, "code": code(&world).await, "password": PASSWORD, "username": "ada" });
    let reply = world.post("/v1/activations", body).await;
    assert_eq!(
        (reply.status.as_u16(), &reply.json()["user"]["username"]),
        (200, &json!("ada"))
    );
    world.post("/v1/password-resets", json!({ "email": ADA })).await;
    let body = json!({ "email": ADA, "code": code(&world).await, "password": OTHER_PASSWORD });
    assert_eq!(world.post("/v1/password-resets/complete", body).await.status, 204);
    let body = json!({ "email": ADA, "code": "1234 5678", "password": PASSWORD });
    let reply = world.post("/v1/first-password", body).await;
    reply.is_problem(400, "invalid_code");
}

#[actix_web::test]
async fn a_body_holds_a_token_or_an_address_with_a_code() {
    let world = world().await;
    let token = world.registered(ADA).await;
    let code = code(&world).await;
    for path in ["/v1/activations", "/v1/password-resets/complete", "/v1/first-password"] {
        for (body, broken) in [
            (json!({}), &[("/token", "required")][..]),
            (json!({ "email": ADA }), &[("/code", "required")]),
            (json!({ "code": code }), &[("/email", "required")]),
            (
                json!({ "email": null, "code": "" }),
                &[("/email", "required"), ("/code", "required")],
            ),
            (
                json!({ "email": "ada", "code": "12", "username": 1 }),
                &[("/email", "malformed"), ("/code", "malformed")],
            ),
            (
                json!({ "token": token, "email": ADA, "code": code }),
                &[("/token", "not_accepted")],
            ),
            (
                json!({ "token": token, "code": code }),
                &[("/token", "not_accepted"), ("/email", "required")],
            ),
            (json!({ "email": ADA, "code": 12_345_678 }), &[("/code", "wrong_type")]),
        ] {
            let mut body = body;
            body["password"] = json!(PASSWORD);
            let mut broken = broken.to_vec();
            if body.get("username").is_some() {
                let kind = if path == "/v1/activations" {
                    "wrong_type"
                } else {
                    "unknown_field"
                };
                broken.push(("/username", kind));
            }
            world.post(path, body).await.breaks(&broken);
        }
    }
    let good = json!({ "email": ADA, "code": code, "password": PASSWORD });
    assert_eq!(world.post("/v1/activations", good).await.status, 200);
}

#[actix_web::test]
async fn every_code_that_is_not_good_is_answered_with_the_same_bytes() {
    let world = world().await;
    world.registered(ADA).await;
    let code = code(&world).await;
    let told = |email: &str, code: &str| {
        let body = json!({ "email": email, "code": code, "password": PASSWORD });
        let world = &world;
        async move {
            let mut problem = world
                .post("/v1/activations", body)
                .await
                .is_problem(400, "invalid_code");
            problem["request_id"] = Value::Null;
            problem
        }
    };
    let unknown = told("nobody@example.org", &code).await;
    let wrong = if code == "0000 0000" { "1111 1111" } else { "0000 0000" };
    for _ in 0..10 {
        assert_eq!(told(ADA, wrong).await, unknown);
    }
    assert_eq!(told(ADA, &code).await, unknown, "the tries are spent");
}

#[actix_web::test]
async fn the_description_says_that_one_of_two_is_sent() {
    let either = json!({ "oneOf": [{ "required": ["token"] }, { "required": ["email", "code"] }] });
    for name in ["Activation", "LinkWithPassword"] {
        let schema = &document()["components"]["schemas"][name];
        let all = schema["allOf"].as_array().unwrap();
        assert!(all.contains(&either), "{name}: {schema}");
    }
}
