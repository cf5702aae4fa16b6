//! Open registrations over HTTP: 201 where everybody may know who is known, 202 where nobody may, and the confirmation of an
//! address.

use enroll_domain::registration::{Beginning, BeyondRoles, Claim, Disclosure, Policy, Presence};
use serde_json::{Value, json};

use crate::pages::shows;
use crate::world::{OTHER_PASSWORD, PASSWORD, Reply, World};

const EMAIL: &str = "ada@example.org";

async fn world(disclosure: Disclosure) -> World {
    World::with(Policy {
        claim: Claim::AtRegistration(Beginning::Pending),
        disclosure,
        external_ids: [("staff".to_owned(), Presence::Optional)].into(),
        ..Policy::private()
    })
    .await
}

fn asking(email: &str) -> Value {
    json!({ "email": email, "password": PASSWORD, "external_ids": { "staff": "4711" } })
}

async fn sign_in(world: &World, password: &str) -> Reply {
    let body = json!({ "identifier": EMAIL, "password": password });
    world.post("/v1/sessions", body).await
}

#[actix_web::test]
async fn who_signs_up_is_shown_and_what_is_taken_is_refused_as_such() {
    let world = world(Disclosure::Open).await;
    let made = world.post("/v1/registrations", asking(EMAIL)).await;
    assert_eq!(made.status, 201, "{}", made.text());
    let user = made.json();
    assert_eq!((&user["status"], &user["email"]), (&json!("pending"), &json!(EMAIL)));
    assert_eq!(user["external_ids"], json!({ "staff": "4711" }));
    assert_eq!(
        (user.get("left_out"), &user["must_change_password"]),
        (None, &json!(false))
    );
    let again = world.post("/v1/registrations", asking(EMAIL)).await;
    again.is_problem(409, "email_taken");
    let other = world.post("/v1/registrations", asking("grace@example.org")).await;
    other.is_problem(409, "external_id_taken");
}

#[actix_web::test]
async fn where_nobody_may_know_who_is_known_both_are_answered_the_same() {
    let world = world(Disclosure::Private).await;
    let new = world.post("/v1/registrations", asking(EMAIL)).await;
    let known = world.post("/v1/registrations", asking(EMAIL)).await;
    assert_eq!((new.status.as_u16(), known.status.as_u16()), (202, 202));
    assert_eq!(new.body, known.body);
}

#[actix_web::test]
async fn external_ids_are_an_object_of_texts() {
    let world = world(Disclosure::Open).await;
    for (ids, broken) in [
        (json!("4711"), [("/external_ids", "wrong_type")]),
        (json!({ "staff": 4711 }), [("/external_ids/staff", "wrong_type")]),
        (json!({ "other": "4711" }), [("/external_ids", "not_accepted")]),
    ] {
        let body = json!({ "email": EMAIL, "password": PASSWORD, "external_ids": ids });
        world.post("/v1/registrations", body).await.breaks(&broken);
    }
}

#[actix_web::test]
async fn an_address_is_confirmed_once_and_only_then_signs_in() {
    let world = world(Disclosure::Open).await;
    world.post("/v1/registrations", asking(EMAIL)).await;
    sign_in(&world, PASSWORD).await.is_problem(403, "address_unconfirmed");
    sign_in(&world, OTHER_PASSWORD)
        .await
        .is_problem(401, "invalid_credentials");
    let link = json!({ "token": world.token(EMAIL).await });
    let confirmed = world.post("/v1/confirmations", link.clone()).await;
    assert_eq!(confirmed.status, 200, "{}", confirmed.text());
    assert_eq!(confirmed.json()["user"]["status"], "active");
    assert_eq!(confirmed.json()["user"]["email_verified"], true);
    let again = world.post("/v1/confirmations", link).await;
    again.is_problem(409, "address_confirmed");
    assert_eq!(sign_in(&world, PASSWORD).await.status, 200);
    let nothing = world.post("/v1/confirmations", json!({ "token": "nothing" })).await;
    nothing.is_problem(400, "invalid_token");
}

#[actix_web::test]
async fn the_page_shows_a_button_and_consumes_nothing_until_it_is_pressed() {
    let world = world(Disclosure::Open).await;
    world.post("/v1/registrations", asking(EMAIL)).await;
    let token = world.token(EMAIL).await;
    let uri = format!("/confirm?token={token}");
    for _ in 0..3 {
        shows(&world.get(&uri).await, 200, "enroll.example");
    }
    let stranger = [("choice", "stranger")];
    shows(
        &world.post_form("/confirm", &stranger).await,
        200,
        "You need do nothing",
    );
    sign_in(&world, PASSWORD).await.is_problem(403, "address_unconfirmed");
    let confirm = [("token", token.as_str()), ("choice", "confirm")];
    shows(
        &world.post_form("/confirm", &confirm).await,
        200,
        "Your account is active",
    );
    shows(
        &world.post_form("/confirm", &confirm).await,
        200,
        "It was confirmed before",
    );
    assert_eq!(sign_in(&world, PASSWORD).await.status, 200);
}

#[actix_web::test]
async fn who_comes_without_a_good_link_is_sent_another_mail() {
    let world = world(Disclosure::Open).await;
    world.post("/v1/registrations", asking(EMAIL)).await;
    let before = world.mails(EMAIL).await.len();
    let mail = [("choice", "mail"), ("email", EMAIL)];
    shows(&world.post_form("/confirm", &mail).await, 200, "Look into your mail");
    assert_eq!(world.mails(EMAIL).await.len(), before + 1);
}

#[actix_web::test]
async fn a_role_that_nobody_may_ask_for_is_told_by_its_place_and_no_name_is_repeated() {
    let world = World::with(Policy {
        beyond_roles: BeyondRoles::Refused,
        ..Policy::private()
    })
    .await;
    let body = json!({ "email": EMAIL, "password": PASSWORD, "roles": ["member", "emperor", "admin"] });
    let refused = world.post("/v1/registrations", body).await;
    refused.breaks(&[("/roles/1", "unknown"), ("/roles/2", "not_accepted")]);
    assert!(!refused.text().contains("emperor"), "{}", refused.text());
}
