//! The life of an account over HTTP: another address, signing out everywhere, being suspended, and the end.

use actix_web::test::TestRequest;
use serde_json::{Value, json};

use crate::pages::shows;
use crate::world::{OTHER_PASSWORD, PASSWORD, Reply, World};

const NEW: &str = "countess@example.org";

async fn ada(world: &World) -> String {
    let user = world.activated("ada@example.org").await;
    user["access_token"].as_str().unwrap().to_owned()
}

async fn ask(world: &World, access: &str, body: Value) -> Reply {
    world
        .send_as(access, TestRequest::post().uri("/v1/me/email").set_json(body))
        .await
}

async fn close(world: &World, access: &str, body: Value) -> Reply {
    world
        .send_as(access, TestRequest::delete().uri("/v1/me").set_json(body))
        .await
}

async fn sub_of(world: &World, access: &str) -> String {
    let me = world.send_as(access, TestRequest::get().uri("/v1/me")).await.json();
    me["sub"].as_str().unwrap().to_owned()
}

#[actix_web::test]
async fn another_address_is_asked_for_and_confirmed_and_the_answer_tells_nothing() {
    let world = World::new().await;
    let access = ada(&world).await;
    world.activated("grace@example.org").await;
    let unknown = ask(&world, &access, json!({ "email": NEW, "password": PASSWORD })).await;
    assert_eq!(unknown.status, 202, "{}", unknown.text());
    let known = ask(
        &world,
        &access,
        json!({ "email": "grace@example.org", "password": PASSWORD }),
    )
    .await;
    assert_eq!((known.status, &known.body), (unknown.status, &unknown.body));
    ask(&world, &access, json!({ "email": NEW, "password": PASSWORD })).await;
    let token = world.token(NEW).await;
    let confirmed = world.post("/v1/me/email/confirm", json!({ "token": token })).await;
    assert_eq!(confirmed.status, 200, "{}", confirmed.text());
    let user = confirmed.json();
    assert_eq!((&user["email"], &user["email_verified"]), (&json!(NEW), &json!(true)));
    let me = world.send_as(&access, TestRequest::get().uri("/v1/me")).await;
    me.is_problem(401, "unauthenticated");
    let again = world.post("/v1/me/email/confirm", json!({ "token": token })).await;
    again.is_problem(410, "expired_token");
    let other = world.post("/v1/me/email/confirm", json!({ "token": "nonsense" })).await;
    other.is_problem(400, "invalid_token");
}

#[actix_web::test]
async fn asking_for_another_address_names_all_that_is_wrong() {
    let world = World::new().await;
    let access = ada(&world).await;
    ask(&world, &access, json!({ "email": "no address" }))
        .await
        .breaks(&[("/email", "malformed"), ("/password", "required")]);
    ask(&world, &access, json!({ "email": NEW, "password": OTHER_PASSWORD }))
        .await
        .breaks(&[("/password", "mismatch")]);
    let stranger = world
        .post("/v1/me/email", json!({ "email": NEW, "password": PASSWORD }))
        .await;
    stranger.is_problem(401, "unauthenticated");
}

#[actix_web::test]
async fn an_address_that_was_claimed_meanwhile_is_said_to_whoever_holds_the_link() {
    let world = World::new().await;
    let access = ada(&world).await;
    ask(&world, &access, json!({ "email": NEW, "password": PASSWORD })).await;
    let token = world.token(NEW).await;
    world.activated(NEW).await;
    let refused = world.post("/v1/me/email/confirm", json!({ "token": token })).await;
    refused.is_problem(409, "email_taken");
    let page = [("token", token.as_str()), ("choice", "take")];
    shows(&world.post_form("/email", &page).await, 409, "This address is taken");
}

#[actix_web::test]
async fn the_page_of_the_link_uses_nothing_up_until_its_button_is_pressed() {
    let world = World::new().await;
    let access = ada(&world).await;
    shows(&world.get("/email").await, 200, "sign in and ask for another one");
    shows(
        &world.get("/email?token=nonsense").await,
        400,
        "This link is not complete",
    );
    ask(&world, &access, json!({ "email": NEW, "password": PASSWORD })).await;
    let token = world.token(NEW).await;
    let send = |choice: &'static str| {
        let (world, token) = (&world, token.clone());
        async move {
            world
                .post_form("/email", &[("token", token.as_str()), ("choice", choice)])
                .await
        }
    };
    for _ in 0..2 {
        shows(
            &world.get(&format!("/email?token={token}")).await,
            200,
            "Use this address",
        );
    }
    shows(&send("stranger").await, 200, "You need do nothing");
    shows(&send("take").await, 200, "Your e-mail address is changed");
    shows(&send("take").await, 410, "no longer good");
    shows(
        &world.get(&format!("/email?token={token}")).await,
        410,
        "no longer good",
    );
}

#[actix_web::test]
async fn signing_out_everywhere_ends_the_session_that_asks_as_well() {
    let world = World::new().await;
    let access = ada(&world).await;
    let out = world.send_as(&access, TestRequest::delete().uri("/v1/sessions")).await;
    assert_eq!(out.status, 204);
    let me = world.send_as(&access, TestRequest::get().uri("/v1/me")).await;
    me.is_problem(401, "unauthenticated");
}

#[actix_web::test]
async fn an_administrator_suspends_reinstates_signs_out_and_closes() {
    let world = World::new().await;
    let admin = world.administrator("root@example.org").await;
    let access = ada(&world).await;
    let (sub, own) = (sub_of(&world, &access).await, sub_of(&world, &admin).await);
    let take = |who: &str, change: &str| {
        let request = TestRequest::post().uri(&format!("/v1/admin/users/{who}/{change}"));
        world.send_as(&admin, request)
    };
    for (change, status) in [
        ("sign-out", "active"),
        ("suspend", "suspended"),
        ("reinstate", "active"),
        ("close", "closed"),
    ] {
        let answer = take(&sub, change).await;
        assert_eq!(answer.status, 200, "{change}: {}", answer.text());
        assert_eq!(answer.json()["status"], status);
        let me = world.send_as(&access, TestRequest::get().uri("/v1/me")).await;
        me.is_problem(401, "unauthenticated");
    }
    take(&sub, "suspend").await.is_problem(409, "account_state");
    take(&own, "suspend").await.is_problem(409, "own_account");
    take("0190c2a4-6f1e-7cc3-9d0a-5f0b5f4a9e11", "close")
        .await
        .is_problem(404, "not_found");
    take("nobody", "close").await.is_problem(422, "invalid_input");
}

#[actix_web::test]
async fn one_closes_ones_own_account_and_the_last_administrator_keeps_theirs() {
    let world = World::new().await;
    let admin = world.administrator("root@example.org").await;
    let access = ada(&world).await;
    close(&world, &access, json!({}))
        .await
        .breaks(&[("/password", "required")]);
    close(&world, &access, json!({ "password": OTHER_PASSWORD }))
        .await
        .breaks(&[("/password", "mismatch")]);
    assert_eq!(
        close(&world, &access, json!({ "password": PASSWORD })).await.status,
        204
    );
    let credentials = json!({ "identifier": "ada@example.org", "password": PASSWORD });
    world
        .post("/v1/sessions", credentials)
        .await
        .is_problem(401, "invalid_credentials");
    close(&world, &admin, json!({ "password": PASSWORD }))
        .await
        .is_problem(409, "last_administrator");
}
