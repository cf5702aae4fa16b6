//! Bad input: one problem document that names every field and every rule at once, and never a 500.

use std::collections::BTreeSet;

use enroll_tests::api::Answer;
use serde_json::{Value, json};

use crate::person::{PASSWORD, somebody};
use crate::world::World;

/// What a problem document names, as `pointer code`.
fn named(answer: &Answer) -> BTreeSet<String> {
    let document = answer.json();
    let errors = document["errors"].as_array().cloned().unwrap_or_default();
    let name = |error: &Value| {
        let place = ["pointer", "parameter", "header"]
            .into_iter()
            .find_map(|kind| error[kind].as_str())
            .unwrap();
        assert!(!error["detail"].as_str().unwrap().is_empty());
        format!("{place} {}", error["code"].as_str().unwrap())
    };
    errors.iter().map(name).collect()
}

fn set(names: &[&str]) -> BTreeSet<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

/// Every rule that a registration breaks is named at once, wrong types and broken rules together.
pub(crate) async fn every_broken_rule_is_named_at_once(world: &World) {
    let body = json!({
        "email": "no address", "password": 7, "username": "two words", "given_name": "line\nbreak",
        "locale": ["en"], "country": "254", "zoneinfo": "Atlantis/Center", "callback_url": "https://evil.example/",
        "is_admin": true,
    });
    let refused = world.api.post("/v1/registrations", body).await;
    assert_eq!(refused.problem(422), "invalid_input");
    let places: BTreeSet<String> = named(&refused)
        .iter()
        .map(|name| name.split(' ').next().unwrap().to_owned())
        .collect();
    let all = [
        "/email",
        "/password",
        "/username",
        "/given_name",
        "/locale",
        "/country",
        "/zoneinfo",
        "/callback_url",
        "/is_admin",
    ];
    assert_eq!(places, set(&all), "{}", refused.text);
    let names = named(&refused);
    for name in [
        "/password wrong_type",
        "/locale wrong_type",
        "/given_name control_character",
        "/is_admin unknown_field",
        "/callback_url not_listed",
    ] {
        assert!(names.contains(name), "{name} is not in {names:?}");
    }
    assert!(
        !refused.text.contains("evil.example"),
        "nothing that was sent is sent back"
    );
}

/// A body that is no JSON object is told so, whatever it is.
pub(crate) async fn a_body_that_is_no_object_is_told_so(world: &World) {
    let paths = [
        "/v1/registrations",
        "/v1/activations",
        "/v1/sessions",
        "/v1/sessions/refresh",
        "/v1/password-resets",
    ];
    let bodies: [(&[u8], u16, &str); 9] = [
        (b"", 400, "malformed_json"),
        (b"{", 400, "malformed_json"),
        (b"{\"email\": \"a@b.example\",}", 400, "malformed_json"),
        (b"\xff\xfe", 400, "malformed_json"),
        (b"[]", 422, "invalid_input"),
        (b"[{\"email\": \"a@b.example\"}]", 422, "invalid_input"),
        (b"null", 422, "invalid_input"),
        (b"\"text\"", 422, "invalid_input"),
        (b"1e999999", 400, "malformed_json"),
    ];
    for path in paths {
        for (body, status, code) in bodies {
            let answer = world.api.call("POST", path).raw("application/json", body).send().await;
            assert_eq!(answer.problem(status), code, "{path} {}", String::from_utf8_lossy(body));
        }
        let deep = [b"[".repeat(100_000), b"]".repeat(100_000)].concat();
        let answer = world.api.call("POST", path).raw("application/json", deep).send().await;
        assert!(matches!(answer.status, 400 | 413), "{path}: {}", answer.status);
        let other = world.api.call("POST", path).raw("text/plain", "{}").send().await;
        assert_eq!(other.problem(415), "unsupported_media_type");
    }
}

/// What is empty or missing is named, field by field.
pub(crate) async fn what_is_missing_is_named(world: &World) {
    let table: [(&str, &[&str]); 6] = [
        ("/v1/registrations", &["/email required", "/password required"]),
        ("/v1/activations", &["/token required", "/password required"]),
        ("/v1/sessions", &["/identifier required", "/password required"]),
        ("/v1/sessions/refresh", &["/refresh_token required"]),
        ("/v1/password-resets", &["/email required"]),
        (
            "/v1/password-resets/complete",
            &["/token required", "/password required"],
        ),
    ];
    for (path, names) in table {
        for body in [
            json!({}),
            Value::Object(names.iter().map(|name| (field(name), Value::Null)).collect()),
        ] {
            let answer = world.api.post(path, body.clone()).await;
            assert_eq!(answer.problem(422), "invalid_input", "{path}");
            assert_eq!(named(&answer), set(names), "{path} {body}");
        }
    }
}

fn field(name: &str) -> String {
    name.trim_start_matches('/').split(' ').next().unwrap().to_owned()
}

/// A token that is not one of ours, or was tampered with, is refused; a key that comes twice is, too.
pub(crate) async fn a_wrong_token_is_refused(world: &World) {
    let email = somebody("tampered");
    world.register(&email, PASSWORD).await;
    let token = world.mails_to(&email, 1).await[0].token();
    let mut turned: Vec<char> = token.chars().collect();
    let last = turned.len() - 3;
    turned[last] = if turned[last] == 'A' { 'B' } else { 'A' };
    let tampered: String = turned.into_iter().collect();
    for wrong in [&tampered, &token[..token.len() - 4], "", "x", &"A".repeat(5000)] {
        let answer = world.activate(wrong, PASSWORD).await;
        assert!(matches!(answer.status, 400 | 422), "{}: {}", answer.status, answer.text);
    }
    assert_eq!(world.activate(&tampered, PASSWORD).await.problem(400), "invalid_token");
    let twice = format!("{{\"token\":\"{token}\",\"password\":\"x\",\"password\":\"{PASSWORD}\"}}");
    let answer = world
        .api
        .call("POST", "/v1/activations")
        .raw("application/json", twice)
        .send()
        .await;
    assert_eq!(named(&answer), set(&["/password duplicate"]));
    for bearer in ["", "x", "a.b.c", &token] {
        assert_eq!(world.api.get_as(bearer, "/v1/me").await.problem(401), "unauthenticated");
    }
    world.activate(&token, PASSWORD).await.expect(200);
}

/// What is not there, or not allowed, is a problem document as well, with the id of the request.
pub(crate) async fn every_refusal_is_a_problem_document(world: &World) {
    assert_eq!(world.api.get("/v1/nothing").await.problem(404), "not_found");
    let wrong = world.api.call("DELETE", "/v1/registrations").send().await;
    assert_eq!(wrong.problem(405), "method_not_allowed");
    assert!(wrong.header("allow").contains("POST"));
    let document = wrong.json();
    assert_eq!(document["request_id"].as_str(), Some(wrong.header("x-request-id")));
    assert_eq!(document["type"], "urn:enroll:problem:method_not_allowed");
    let stranger = world
        .api
        .call("POST", "/v1/sessions")
        .header("enroll-tenant", "elsewhere")
        .json(&json!({}))
        .send()
        .await;
    assert_eq!(stranger.problem(404), "unknown_tenant");
    let large = format!("{{\"email\": \"{}\"}}", "a".repeat(70_000));
    let answer = world
        .api
        .call("POST", "/v1/registrations")
        .raw("application/json", large)
        .send()
        .await;
    assert_eq!(answer.problem(413), "body_too_large");
}
