//! The fields of the profile over HTTP: what the domain's table holds can be sent, is shown again, and is described.

use actix_web::test::TestRequest;
use enroll_domain::lookup::industry;
use enroll_domain::profile::Field;
use serde_json::{Map, Value, json};

use crate::world::{World, document};

fn examples() -> Map<String, Value> {
    let example = |field: &Field| (field.name().to_owned(), Value::from(field.rule().example));
    Field::ALL.iter().map(example).collect()
}

#[actix_web::test]
async fn every_field_can_be_set_and_is_shown_as_it_was_sent() {
    let world = World::new().await;
    let token = world.activated("ada@example.org").await["access_token"]
        .as_str()
        .unwrap()
        .to_owned();
    let changed = world
        .send_as(&token, TestRequest::patch().uri("/v1/me").set_json(examples()))
        .await;
    assert_eq!(changed.status, 200, "{}", changed.text());
    let me = world.send_as(&token, TestRequest::get().uri("/v1/me")).await.json();
    for (name, example) in examples() {
        assert_eq!(me[&name], example, "{name}");
    }
    let nothing: Map<_, _> = examples().into_iter().map(|(name, _)| (name, Value::Null)).collect();
    world
        .send_as(&token, TestRequest::patch().uri("/v1/me").set_json(nothing))
        .await;
    let me = world.send_as(&token, TestRequest::get().uri("/v1/me")).await.json();
    assert!(Field::ALL.iter().all(|field| me.get(field.name()).is_none()), "{me}");
}

#[actix_web::test]
async fn every_field_that_breaks_its_rule_is_named() {
    let world = World::new().await;
    let body = json!({
        "email": "ada@example.org", "password": "correct horse battery staple",
        "gender": "m", "theme": "purple", "industry": "magic", "dial_code": "999", "website": "example.org",
        "avatar_url": "http://example.org/a.png", "alternate_email": "ada", "bio": "a\nb", "country_text": "Atlantis",
        "contact_phone": "\u{200B}",
    });
    world.post("/v1/registrations", body).await.breaks(&[
        ("/gender", "not_listed"),
        ("/theme", "not_listed"),
        ("/industry", "not_listed"),
        ("/dial_code", "not_listed"),
        ("/website", "malformed"),
        ("/avatar_url", "malformed"),
        ("/alternate_email", "malformed"),
        ("/bio", "control_character"),
        ("/country_text", "too_long"),
        ("/contact_phone", "malformed"),
    ]);
}

#[actix_web::test]
async fn the_description_tells_the_choices_the_lengths_and_the_formats() {
    let schemas = &document()["components"]["schemas"];
    let (sent, shown) = (&schemas["ProfileChanges"]["properties"], &schemas["User"]["properties"]);
    for field in Field::ALL {
        assert_eq!(shown[field.name()]["maxLength"], field.rule().max, "{field:?}");
        assert_eq!(sent[field.name()]["type"], json!(["string", "null"]), "{field:?}");
    }
    assert_eq!(sent["theme"]["enum"], json!(["dark", "light", "system", null]));
    assert_eq!(shown["theme"]["enum"], json!(["dark", "light", "system"]));
    let industries: Vec<_> = industry::ALL.iter().map(|entry| entry.code).collect();
    assert_eq!(shown["industry"]["enum"], json!(industries));
    assert_eq!(
        (&sent["website"]["format"], &sent["website"]["maxLength"]),
        (&json!("uri"), &json!(2048))
    );
    assert_eq!(sent["alternate_email"]["format"], "email");
    assert_eq!(sent["bio"]["maxLength"], 1000);
    assert!(
        sent["country"].get("maxLength").is_none(),
        "three letters are taken too"
    );
    assert_eq!(shown["country"]["pattern"], "^[A-Z]{2}$");
}
