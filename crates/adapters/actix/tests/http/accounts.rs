//! One's own account, from the registration to the sign-out.

use actix_web::test::TestRequest;
use serde_json::json;

use crate::world::{OTHER_PASSWORD, PASSWORD, World};

#[actix_web::test]
async fn somebody_registers_activates_signs_in_and_reads_themselves() {
    let world = World::new().await;
    let registered = world
        .post("/v1/registrations", json!({
            "email": "Ada@Example.org", "password": PASSWORD, "username": "ada", "given_name": "Ada", "country": "GB",
            "phone_number": "020 7946 0018", "locale": null,
        }))
        .await;
    assert_eq!(
        (registered.status.as_u16(), registered.json()),
        (202, json!({ "status": "check_your_mail" }))
    );

    let token = world.token("Ada@example.org").await;
    let activated = world
        .post("/v1/activations", json!({ "token": token, "password": PASSWORD }))
        .await;
    assert_eq!(activated.status, 200);
    assert_eq!(activated.header("cache-control"), "no-store");
    let activated = activated.json();
    assert_eq!(activated["token_type"], "Bearer");
    assert_eq!(activated["expires_in"], 600);

    let signed_in = world
        .post("/v1/sessions", json!({ "identifier": "ADA", "password": PASSWORD }))
        .await;
    assert_eq!(signed_in.header("cache-control"), "no-store");
    let access = signed_in.json()["access_token"].as_str().unwrap().to_owned();
    let me = world.send_as(&access, TestRequest::get().uri("/v1/me")).await.json();
    assert_eq!(
        me,
        json!({
            "sub": activated["user"]["sub"], "email": "Ada@example.org", "email_verified": true, "status": "active",
            "must_change_password": false, "roles": ["member"], "tags": [], "username": "ada", "created_at": "2026-01-02T03:04:05.678901Z",
            "given_name": "Ada", "country": "GB", "phone_number": "+442079460018",
        })
    );
    assert_eq!(me, activated["user"]);
}

#[actix_web::test]
async fn a_profile_is_changed_field_by_field_and_null_removes() {
    let world = World::new().await;
    let user = world.activated("ada@example.org").await;
    let access = user["access_token"].as_str().unwrap();
    let patch = |body| world.send_as(access, TestRequest::patch().uri("/v1/me").set_json(body));
    let me = patch(json!({ "given_name": "Ada", "nickname": "Countess" }))
        .await
        .json();
    assert_eq!(
        (&me["given_name"], &me["nickname"]),
        (&json!("Ada"), &json!("Countess"))
    );
    let me = patch(json!({ "nickname": null })).await.json();
    assert_eq!((&me["given_name"], me.get("nickname")), (&json!("Ada"), None));
}

#[actix_web::test]
async fn the_password_is_changed_by_whoever_knows_the_present_one() {
    let world = World::new().await;
    let user = world.activated("ada@example.org").await;
    let access = user["access_token"].as_str().unwrap();
    let change = |current: &str, new: &str| {
        let body = json!({ "current_password": current, "new_password": new });
        world.send_as(access, TestRequest::post().uri("/v1/me/password").set_json(body))
    };
    change("something else entirely", OTHER_PASSWORD)
        .await
        .breaks(&[("/current_password", "mismatch")]);
    assert_eq!(change(PASSWORD, OTHER_PASSWORD).await.status, 204);
    let old = world
        .post(
            "/v1/sessions",
            json!({ "identifier": "ada@example.org", "password": PASSWORD }),
        )
        .await;
    old.is_problem(401, "invalid_credentials");
    assert_eq!(old.header("www-authenticate"), "Bearer");
    let new = world
        .post(
            "/v1/sessions",
            json!({ "identifier": "ada@example.org", "password": OTHER_PASSWORD }),
        )
        .await;
    assert_eq!(new.status, 200);
}

#[actix_web::test]
async fn refreshing_gives_the_next_tokens_and_signing_out_ends_them_all() {
    let world = World::new().await;
    let user = world.activated("ada@example.org").await;
    let refresh = |token: &serde_json::Value| world.post("/v1/sessions/refresh", json!({ "refresh_token": token }));
    let next = refresh(&user["refresh_token"]).await;
    assert_eq!((next.status.as_u16(), next.header("cache-control")), (200, "no-store"));
    let next = next.json();
    let access = next["access_token"].as_str().unwrap();
    let out = world
        .send_as(access, TestRequest::delete().uri("/v1/sessions/current"))
        .await;
    assert_eq!((out.status.as_u16(), out.body.len()), (204, 0));
    world
        .send_as(access, TestRequest::get().uri("/v1/me"))
        .await
        .is_problem(401, "unauthenticated");
    refresh(&next["refresh_token"])
        .await
        .is_problem(401, "invalid_refresh_token");
}

#[actix_web::test]
async fn a_reset_sets_a_new_password_once() {
    let world = World::new().await;
    world.activated("ada@example.org").await;
    let asked = world
        .post("/v1/password-resets", json!({ "email": "ada@example.org" }))
        .await;
    assert_eq!(
        (asked.status.as_u16(), asked.json()),
        (202, json!({ "status": "check_your_mail" }))
    );
    let unknown = world
        .post("/v1/password-resets", json!({ "email": "nobody@example.org" }))
        .await;
    assert_eq!((unknown.status, unknown.body), (asked.status, asked.body));
    let token = world.token("ada@example.org").await;
    let complete = || {
        let body = json!({ "token": token, "password": OTHER_PASSWORD });
        world.post("/v1/password-resets/complete", body)
    };
    assert_eq!(complete().await.status, 204);
    complete().await.is_problem(410, "expired_token");
}

#[actix_web::test]
async fn the_tenant_may_be_named_and_must_exist() {
    let world = World::new().await;
    let sign_in = |tenant: &'static str| {
        let body = json!({ "identifier": "ada@example.org", "password": PASSWORD });
        world.send(
            TestRequest::post()
                .uri("/v1/sessions")
                .insert_header(("enroll-tenant", tenant))
                .set_json(body),
        )
    };
    sign_in("default").await.is_problem(401, "invalid_credentials");
    for unknown in ["other", "Default", "", "a b"] {
        sign_in(unknown).await.is_problem(404, "unknown_tenant");
    }
}

#[actix_web::test]
async fn whatever_an_authorization_header_says_the_answer_is_401() {
    let world = World::new().await;
    let ask =
        |value: &'static str| world.send(TestRequest::get().uri("/v1/me").insert_header(("authorization", value)));
    for value in [
        "",
        "Bearer",
        "Bearer ",
        "bearer x y",
        "Basic YTpi",
        "Bearer a.b.c",
        "Bearer \u{00e4}",
        "Digest \"",
        "....",
    ] {
        let reply = ask(value).await;
        reply.is_problem(401, "unauthenticated");
        assert_eq!(reply.header("www-authenticate"), "Bearer");
    }
    world.get("/v1/me").await.is_problem(401, "unauthenticated");
}
