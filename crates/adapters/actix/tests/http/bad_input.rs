//! Input that is wrong: whatever it is, the answer names every place and rule at once, and never is a 500.

use actix_web::test::TestRequest;
use serde_json::{Value, json};

use crate::world::{PASSWORD, World, document};

async fn sent(world: &World, path: &str, kind: &str, body: impl Into<Vec<u8>>) -> crate::world::Reply {
    let request = TestRequest::post()
        .uri(path)
        .insert_header(("content-type", kind))
        .set_payload(body.into());
    world.send(request).await
}

#[actix_web::test]
async fn a_body_that_is_not_json_is_told_where_it_breaks() {
    let world = World::new().await;
    for (body, place) in [
        ("", "line 1, column 0"),
        ("{\n  \"email\": \"a@example.org\",\n}", "line 3, column 1"),
        ("{\"email\" \"a\"}", "line 1, column 10"),
        ("{'email': 1}", "line 1, column 2"),
        ("{\"email\": \"\\ud800\"}", "line 1"),
        ("{\"email\": \"a\nb\"}", "line 2, column 0"),
        ("\u{feff}{}", "line 1, column 1"),
        ("{} {}", "line 1, column 4"),
        ("{\"email\": NaN}", "line 1"),
    ] {
        let reply = sent(&world, "/v1/registrations", "application/json", body).await;
        let problem = reply.is_problem(400, "malformed_json");
        let detail = problem["detail"].as_str().unwrap();
        assert!(detail.contains(place), "{body:?}: {detail}");
    }
    let deep = format!("{{\"email\": {}1{}}}", "[".repeat(20_000), "]".repeat(20_000));
    sent(&world, "/v1/registrations", "application/json", deep)
        .await
        .is_problem(400, "malformed_json");
    for body in [&b"\xff\xfe{\x00}\x00"[..], b"{\"email\": \"\xe4\"}"] {
        sent(&world, "/v1/registrations", "application/json", body)
            .await
            .is_problem(400, "malformed_json");
    }
}

#[actix_web::test]
async fn a_body_that_is_no_object_is_refused() {
    let world = World::new().await;
    for body in [
        "[]",
        "[\"a@example.org\", \"pw\"]",
        "null",
        "true",
        "5",
        "5.5",
        "\"text\"",
    ] {
        let reply = sent(&world, "/v1/registrations", "application/json", body).await;
        reply.breaks(&[("", "wrong_type")]);
    }
}

#[actix_web::test]
async fn every_place_and_rule_is_named_at_once() {
    let world = World::new().await;
    let post = |body: Value| world.post("/v1/registrations", body);
    post(json!({}))
        .await
        .breaks(&[("/email", "required"), ("/password", "required")]);
    let missing = post(json!({})).await;
    let errors = missing.json()["errors"].clone();
    for error in errors.as_array().unwrap() {
        assert_eq!(error["detail"], "is required, and must not be empty", "{errors}");
    }
    post(json!({ "email": "", "password": null }))
        .await
        .breaks(&[("/email", "required"), ("/password", "required")]);
    post(json!({ "email": 5, "password": ["x"], "username": {}, "given_name": true, "locale": 1.5 }))
        .await
        .breaks(&[
            ("/email", "wrong_type"),
            ("/password", "wrong_type"),
            ("/username", "wrong_type"),
            ("/given_name", "wrong_type"),
            ("/locale", "wrong_type"),
        ]);
    post(json!({
        "email": "no address", "password": "short", "username": "admin", "given_name": "Ada\r\nBcc: all@example.org",
        "phone_number": "12", "country": "254", "zoneinfo": "Mars/Olympus", "callback_url": "https://evil.example/",
        "is_superuser": true, "nickname": 5, "a/b~c": 1,
    }))
    .await
    .breaks(&[
        ("/email", "malformed"),
        ("/password", "too_short"),
        ("/password", "too_weak"),
        ("/username", "reserved"),
        ("/given_name", "control_character"),
        ("/phone_number", "malformed"),
        ("/country", "malformed"),
        ("/zoneinfo", "malformed"),
        ("/callback_url", "not_listed"),
        ("/is_superuser", "unknown_field"),
        ("/nickname", "wrong_type"),
        ("/a~1b~0c", "unknown_field"),
    ]);
}

#[actix_web::test]
async fn a_key_that_comes_twice_is_refused_whatever_it_holds() {
    let world = World::new().await;
    let body = format!("{{\"email\": \"a@example.org\", \"email\": \"b@example.org\", \"password\": \"{PASSWORD}\"}}");
    let reply = sent(&world, "/v1/registrations", "application/json", body).await;
    reply.breaks(&[("/email", "duplicate")]);
    assert_eq!(world.mails("b@example.org").await.len(), 0);
}

#[actix_web::test]
async fn other_types_and_codings_are_refused_and_utf8_may_be_said() {
    let world = World::new().await;
    for kind in [
        "text/plain",
        "application/x-www-form-urlencoded",
        "",
        "application/json; charset=utf-16",
        "application/jsonp",
    ] {
        let reply = sent(&world, "/v1/registrations", kind, "{}").await;
        reply.is_problem(415, "unsupported_media_type");
    }
    let without = world
        .send(TestRequest::post().uri("/v1/registrations").set_payload("{}"))
        .await;
    without.is_problem(415, "unsupported_media_type");
    let zipped = TestRequest::post()
        .uri("/v1/registrations")
        .insert_header(("content-encoding", "gzip"));
    let zipped = zipped
        .insert_header(("content-type", "application/json"))
        .set_payload("{}");
    world.send(zipped).await.is_problem(415, "unsupported_media_type");
    for kind in ["application/json; charset=UTF-8", "Application/JSON;charset=\"utf-8\""] {
        sent(&world, "/v1/registrations", kind, "{}")
            .await
            .is_problem(422, "invalid_input");
    }
}

#[actix_web::test]
async fn a_body_of_more_than_64_kib_is_refused_and_one_of_just_so_many_is_read() {
    let world = World::new().await;
    let body = |length: usize| format!("{{\"email\":\"{}\"}}", "a".repeat(length - 12));
    let reply = sent(&world, "/v1/registrations", "application/json", body(64 * 1024)).await;
    reply.is_problem(422, "invalid_input");
    let reply = sent(&world, "/v1/registrations", "application/json", body(64 * 1024 + 1)).await;
    reply.is_problem(413, "body_too_large");
}

#[actix_web::test]
async fn thousands_of_unknown_fields_get_a_small_answer() {
    let world = World::new().await;
    let members: serde_json::Map<_, _> = (0..5_000).map(|n| (format!("f{n}"), json!(n))).collect();
    let reply = world.post("/v1/registrations", Value::Object(members)).await;
    let problem = reply.is_problem(422, "invalid_input");
    assert!(problem["errors"].as_array().unwrap().len() <= 102);
}

#[actix_web::test]
async fn every_member_that_is_described_is_read_and_no_other() {
    let world = World::new().await;
    let admin = world.administrator("root@example.org").await;
    let sub = world.activated("ada@example.org").await["user"]["sub"]
        .as_str()
        .unwrap()
        .to_owned();
    let mut tried = 0;
    for (path, item) in document()["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let schema = &operation["requestBody"]["content"]["application/json"]["schema"]["$ref"];
            let Some(name) = schema.as_str().and_then(|named| named.rsplit('/').next()) else {
                continue;
            };
            let schema = &document()["components"]["schemas"][name];
            let mut body: serde_json::Map<_, _> = schema["properties"]
                .as_object()
                .unwrap()
                .iter()
                .map(|(name, schema)| (name.clone(), of_another_type(schema)))
                .collect();
            body.insert("not_described".to_owned(), json!(12));
            let mut expected: Vec<_> = body
                .keys()
                .map(|name| (format!("/{name}"), "wrong_type"))
                .filter(|(name, _)| name != "/not_described")
                .collect();
            expected.push(("/not_described".to_owned(), "unknown_field"));
            let parts = [
                ("{sub}", &*sub),
                ("{id}", &*sub),
                ("{number}", "1"),
                ("{tenant}", "default"),
            ];
            let path = parts
                .iter()
                .fold(path.clone(), |path, (name, part)| path.replace(name, part));
            let path = path.replace("{role}", "support").replace("{code}", "pro");
            let request = TestRequest::default()
                .method(method.to_uppercase().parse().unwrap())
                .uri(&path);
            let reply = world.send_as(&admin, request.set_json(Value::Object(body))).await;
            let expected: Vec<_> = expected.iter().map(|(place, code)| (place.as_str(), *code)).collect();
            reply.breaks(&expected);
            tried += 1;
        }
    }
    assert_eq!(tried, 29);
}

/// A value that is not of the type that is described.
fn of_another_type(schema: &Value) -> Value {
    if schema["type"] == "integer" {
        json!("twelve")
    } else {
        json!(12)
    }
}

#[actix_web::test]
async fn the_examples_of_the_document_break_no_rule_of_shape() {
    let world = World::new().await;
    for (path, item) in document()["paths"].as_object().unwrap() {
        let example = &item["post"]["requestBody"]["content"]["application/json"]["example"];
        let anybody = item["post"]["security"] == json!([]);
        if example.is_object() && anybody {
            let reply = world.post(path, example.clone()).await;
            assert!(
                reply.status != 422 || reply.json()["code"] != "invalid_input",
                "{path}: {}",
                reply.text()
            );
        }
    }
}
