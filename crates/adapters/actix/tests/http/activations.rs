//! From a registration to an account, and what lies between.

use std::collections::BTreeSet;
use std::time::Duration;

use enroll_domain::registration::{Admission, CallbackUrl, Policy, TermsVersion};
use serde_json::json;

use crate::world::{OTHER_PASSWORD, PASSWORD, World};

#[actix_web::test]
async fn an_activation_tells_a_wrong_password_a_wrong_link_and_an_old_one_apart() {
    let world = World::new().await;
    let token = world.registered("ada@example.org").await;
    let activate =
        |token: &str, password: &str| world.post("/v1/activations", json!({ "token": token, "password": password }));
    activate(&token, OTHER_PASSWORD)
        .await
        .is_problem(422, "password_mismatch");
    activate("nonsense", PASSWORD).await.is_problem(400, "invalid_token");
    let turned: String = token.chars().rev().collect();
    activate(&turned, PASSWORD).await.is_problem(400, "invalid_token");
    world.clock.advance(Duration::from_secs(25 * 60 * 60));
    let old = activate(&token, PASSWORD).await.is_problem(410, "expired_token");
    // What is said is true of a link that was used or ended as well, and tells nobody which it is.
    assert_eq!(old["title"], "The link is no longer good");
}

#[actix_web::test]
async fn who_does_not_remember_the_password_starts_blank_with_a_new_one() {
    let world = World::new().await;
    world
        .post(
            "/v1/registrations",
            json!({ "email": "ada@example.org", "password": PASSWORD, "given_name": "Mallory" }),
        )
        .await;
    let token = world.token("ada@example.org").await;
    let reply = world
        .post(
            "/v1/activations",
            json!({ "token": token, "new_password": OTHER_PASSWORD }),
        )
        .await;
    assert_eq!(
        (reply.status.as_u16(), reply.json()["user"].get("given_name")),
        (200, None)
    );
}

#[actix_web::test]
async fn a_user_name_that_is_taken_by_now_may_be_replaced_and_the_link_stays_good() {
    let world = World::new().await;
    let register = |email: &str| {
        world.post(
            "/v1/registrations",
            json!({ "email": email, "password": PASSWORD, "username": "lovelace" }),
        )
    };
    register("first@example.org").await;
    register("second@example.org").await;
    let (first, second) = (
        world.token("first@example.org").await,
        world.token("second@example.org").await,
    );
    let reply = world
        .post("/v1/activations", json!({ "token": first, "password": PASSWORD }))
        .await;
    assert_eq!(reply.status, 200);
    let taken = world
        .post("/v1/activations", json!({ "token": second, "password": PASSWORD }))
        .await;
    taken.is_problem(409, "username_taken");
    let body = json!({ "token": second, "password": PASSWORD, "username": "babbage" });
    assert_eq!(
        world.post("/v1/activations", body).await.json()["user"]["username"],
        "babbage"
    );
    register("third@example.org").await.is_problem(409, "username_taken");
}

#[actix_web::test]
async fn disowning_ends_every_registration_of_the_address() {
    let world = World::new().await;
    let token = world.registered("ada@example.org").await;
    assert_eq!(
        world
            .post("/v1/activations/disown", json!({ "token": token }))
            .await
            .status,
        204
    );
    let after = world
        .post("/v1/activations", json!({ "token": token, "password": PASSWORD }))
        .await;
    after.is_problem(410, "expired_token");
}

#[actix_web::test]
async fn another_activation_mail_is_to_be_had_and_nobody_learns_for_whom() {
    let world = World::new().await;
    world.registered("ada@example.org").await;
    let known = world
        .post("/v1/activations/resend", json!({ "email": "ada@example.org" }))
        .await;
    let unknown = world
        .post("/v1/activations/resend", json!({ "email": "nobody@example.org" }))
        .await;
    assert_eq!((known.status.as_u16(), &known.body), (202, &unknown.body));
    assert_eq!(world.mails("ada@example.org").await.len(), 2);
    assert_eq!(world.mails("nobody@example.org").await.len(), 0);
}

#[actix_web::test]
async fn the_callback_of_the_registration_comes_back_at_activation() {
    let callback = "https://app.example.org/welcome?from=mail";
    let policy = Policy {
        callbacks: vec![CallbackUrl::parse(callback).unwrap()],
        ..Policy::private()
    };
    let world = World::with(policy).await;
    let body = json!({ "email": "ada@example.org", "password": PASSWORD, "callback_url": callback });
    assert_eq!(world.post("/v1/registrations", body).await.status, 202);
    let token = world.token("ada@example.org").await;
    let reply = world
        .post("/v1/activations", json!({ "token": token, "password": PASSWORD }))
        .await;
    assert_eq!(reply.json()["callback_url"], callback);
}

#[actix_web::test]
async fn where_registration_is_closed_nobody_registers() {
    let world = World::with(Policy {
        admission: Admission::ByAdministrator,
        ..Policy::private()
    })
    .await;
    let reply = world
        .post(
            "/v1/registrations",
            json!({ "email": "ada@example.org", "password": PASSWORD }),
        )
        .await;
    reply.is_problem(403, "registration_closed");
}

#[actix_web::test]
async fn an_activation_is_told_of_every_place_that_is_wrong_at_once() {
    let policy = Policy {
        terms: Some(TermsVersion::parse("2026-01").unwrap()),
        ..Policy::private()
    };
    let world = World::with(policy).await;
    let body = json!({ "token": 5, "new_password": "x", "username": "a b" });
    let reply = world.post("/v1/activations", body).await;
    let problem = reply.is_problem(422, "invalid_input");
    let places: BTreeSet<_> = problem["errors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|error| error["pointer"].as_str().unwrap())
        .collect();
    assert_eq!(
        places,
        BTreeSet::from(["/token", "/new_password", "/username", "/terms_version"])
    );
}

#[actix_web::test]
async fn the_page_asks_who_sets_a_new_password_to_accept_the_terms() {
    let policy = Policy {
        terms: Some(TermsVersion::parse("2026-01").unwrap()),
        ..Policy::private()
    };
    let world = World::with(policy).await;
    let body = json!({ "email": "ada@example.org", "password": PASSWORD, "terms_version": "2026-01" });
    assert_eq!(world.post("/v1/registrations", body).await.status, 202);
    let token = world.token("ada@example.org").await;
    let page = world.get(&format!("/activate?token={token}")).await.text();
    assert!(page.contains("name=\"terms_version\" type=\"checkbox\""), "{page}");
    let send = |ticked: &'static [(&'static str, &'static str)]| {
        let mut fields = vec![
            ("token", token.as_str()),
            ("choice", "new"),
            ("new_password", OTHER_PASSWORD),
        ];
        fields.extend(ticked);
        let world = &world;
        async move { world.post_form("/activate", &fields).await }
    };
    let unticked = send(&[]).await;
    assert_eq!(unticked.status, 422);
    assert!(unticked.text().contains("accept the terms"));
    assert_eq!(send(&[("terms_version", "2026-01")]).await.status, 200);
}
