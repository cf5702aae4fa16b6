//! The page of an activation link.

use actix_web::http::Method;
use actix_web::test::TestRequest;
use enroll_domain::registration::{CallbackUrl, Policy};
use serde_json::json;

use crate::world::{OTHER_PASSWORD, PASSWORD, Reply, World};

#[track_caller]
pub(crate) fn shows(reply: &Reply, status: u16, words: &str) {
    let html = reply.text();
    assert_eq!(reply.status.as_u16(), status, "{html}");
    assert!(html.contains(words), "no {words:?} in {html}");
    assert_eq!(reply.header("content-type"), "text/html; charset=utf-8");
    assert_eq!(reply.header("cache-control"), "no-store");
    let policy = reply.header("content-security-policy");
    assert!(
        policy.contains("form-action 'self'") && policy.contains("style-src 'self'"),
        "{policy}"
    );
    assert!(html.starts_with("<!doctype html>\n<html lang=\"en\">"));
    assert!(!html.contains("<script") && !html.contains("style=\""));
}

pub(crate) async fn signs_in(world: &World, password: &str) -> bool {
    let body = json!({ "identifier": "ada@example.org", "password": password });
    world.post("/v1/sessions", body).await.status == 200
}

#[actix_web::test]
async fn looking_at_a_link_in_any_way_consumes_nothing() {
    let world = World::new().await;
    let token = world.registered("ada@example.org").await;
    let uri = format!("/activate?token={token}");
    for _ in 0..22 {
        shows(&world.get(&uri).await, 200, "Activate your account");
    }
    for method in [Method::HEAD, Method::OPTIONS, Method::TRACE] {
        world.send(TestRequest::default().method(method).uri(&uri)).await;
    }
    let prefetch = TestRequest::get()
        .uri(&uri)
        .insert_header(("sec-purpose", "prefetch"))
        .insert_header(("range", "bytes=0-1"));
    world.send(prefetch).await;
    let fields = [("token", token.as_str()), ("choice", "chosen"), ("password", PASSWORD)];
    shows(
        &world.post_form("/activate", &fields).await,
        200,
        "Your account is active",
    );
    assert!(signs_in(&world, PASSWORD).await);
    shows(
        &world.post_form("/activate", &fields).await,
        410,
        "This link is no longer good",
    );
}

#[actix_web::test]
async fn the_secret_of_a_link_is_in_no_address_and_no_secret_is_shown() {
    let world = World::new().await;
    let token = world.registered("ada@example.org").await;
    let page = world.get(&format!("/activate?token={token}")).await.text();
    assert_eq!(
        page.matches(&token).count(),
        page.matches(&format!("name=\"token\" value=\"{token}\"")).count()
    );
    assert!(page.contains(r#"action="activate""#) && page.contains(r#"autocomplete="current-password""#));
    let fields = [("token", token.as_str()), ("choice", "chosen"), ("password", PASSWORD)];
    let done = world.post_form("/activate", &fields).await.text();
    assert!(!done.contains(&token) && !done.contains(PASSWORD) && !done.contains("eyJ"));
}

#[actix_web::test]
async fn a_wrong_password_keeps_the_person_on_the_page_and_the_link_good() {
    let world = World::new().await;
    let token = world.registered("ada@example.org").await;
    let send = |password: &'static str| {
        let fields = [
            ("token", token.clone()),
            ("choice", "chosen".to_owned()),
            ("password", password.to_owned()),
        ];
        let world = &world;
        async move {
            world
                .post_form(
                    "/activate",
                    &fields.each_ref().map(|(name, value)| (*name, value.as_str())),
                )
                .await
        }
    };
    let wrong = send(OTHER_PASSWORD).await;
    shows(&wrong, 422, "That is not the password you chose");
    assert!(wrong.text().contains("role=\"alert\"") && wrong.text().contains("aria-invalid=\"true\""));
    assert!(!wrong.text().contains(OTHER_PASSWORD));
    shows(&send(PASSWORD).await, 200, "Your account is active");
}

#[actix_web::test]
async fn who_does_not_remember_the_password_sets_a_new_one_on_the_page() {
    let world = World::new().await;
    let token = world.registered("ada@example.org").await;
    let weak = [
        ("token", token.as_str()),
        ("choice", "new"),
        ("new_password", "aaaaaaaa"),
    ];
    let reply = world.post_form("/activate", &weak).await;
    shows(&reply, 422, "New password is too easily guessed");
    assert!(reply.text().contains("<details open>"));
    let good = [
        ("token", token.as_str()),
        ("choice", "new"),
        ("new_password", OTHER_PASSWORD),
    ];
    shows(
        &world.post_form("/activate", &good).await,
        200,
        "Your account is active",
    );
    assert!(signs_in(&world, OTHER_PASSWORD).await && !signs_in(&world, PASSWORD).await);
}

#[actix_web::test]
async fn a_taken_user_name_is_asked_for_again() {
    let world = World::new().await;
    let body = |email| json!({ "email": email, "password": PASSWORD, "username": "lovelace" });
    world.post("/v1/registrations", body("eve@example.org")).await;
    world.post("/v1/registrations", body("ada@example.org")).await;
    let (eve, ada) = (
        world.token("eve@example.org").await,
        world.token("ada@example.org").await,
    );
    world
        .post("/v1/activations", json!({ "token": eve, "password": PASSWORD }))
        .await;
    let fields = [("token", ada.as_str()), ("choice", "chosen"), ("password", PASSWORD)];
    let reply = world.post_form("/activate", &fields).await;
    shows(&reply, 422, "User name is taken.");
    assert!(reply.text().contains("name=\"username\""));
    let fields = [
        ("token", ada.as_str()),
        ("choice", "chosen"),
        ("password", PASSWORD),
        ("username", "babbage"),
    ];
    shows(
        &world.post_form("/activate", &fields).await,
        200,
        "Your account is active",
    );
}

#[actix_web::test]
async fn who_did_not_register_says_so() {
    let world = World::new().await;
    let token = world.registered("ada@example.org").await;
    let reply = world
        .post_form("/activate", &[("token", token.as_str()), ("choice", "disown")])
        .await;
    shows(&reply, 200, "Thank you for telling us");
    shows(
        &world.get(&format!("/activate?token={token}")).await,
        410,
        "This link is no longer good",
    );
}

#[actix_web::test]
async fn the_page_goes_on_to_the_callback_that_the_list_allows() {
    let callback = CallbackUrl::parse("https://app.example.org/?a=1&b=2").unwrap();
    let world = World::with(Policy {
        callbacks: vec![callback.clone()],
        ..Policy::private()
    })
    .await;
    let body = json!({ "email": "ada@example.org", "password": PASSWORD, "callback_url": callback.as_str() });
    world.post("/v1/registrations", body).await;
    let token = world.token("ada@example.org").await;
    let fields = [("token", token.as_str()), ("choice", "chosen"), ("password", PASSWORD)];
    let done = world.post_form("/activate", &fields).await;
    shows(&done, 200, "href=\"https://app.example.org/?a=1&#38;b=2\"");
}
