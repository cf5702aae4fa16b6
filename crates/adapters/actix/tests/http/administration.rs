//! What administrators do.

use actix_web::test::TestRequest;
use serde_json::{Value, json};

use crate::world::{PASSWORD, World};

fn text(value: &Value) -> &str {
    value.as_str().unwrap()
}

#[actix_web::test]
async fn an_administrator_makes_a_user_who_sets_their_own_password() {
    let world = World::new().await;
    let admin = world.administrator("root@example.org").await;
    let body = json!({ "email": "ada@example.org", "username": "ada", "given_name": "Ada", "roles": ["admin"] });
    let made = world
        .send_as(&admin, TestRequest::post().uri("/v1/admin/users").set_json(body))
        .await;
    assert_eq!(made.status, 201, "{}", made.text());
    let user = made.json();
    assert_eq!(
        made.header("location"),
        format!("/v1/admin/users/{}", text(&user["sub"]))
    );
    assert_eq!(
        (&user["status"], &user["email_verified"]),
        (&json!("pending"), &json!(false))
    );
    assert_eq!(user["roles"], json!(["admin", "member"]));
    let read = world
        .send_as(&admin, TestRequest::get().uri(made.header("location")))
        .await;
    assert_eq!(read.json(), user);

    let token = world.token("ada@example.org").await;
    let taken_over = world
        .post("/v1/first-password", json!({ "token": token, "password": PASSWORD }))
        .await;
    assert_eq!(taken_over.status, 200, "{}", taken_over.text());
    let shown = taken_over.json();
    assert_eq!(
        (&shown["user"]["status"], &shown["user"]["email_verified"]),
        (&json!("active"), &json!(true))
    );
    assert!(shown["access_token"].is_string() && shown["refresh_token"].is_string());
}

#[actix_web::test]
async fn a_taken_address_or_name_is_said_to_administrators() {
    let world = World::new().await;
    let admin = world.administrator("root@example.org").await;
    let make = |body| world.send_as(&admin, TestRequest::post().uri("/v1/admin/users").set_json(body));
    make(json!({ "email": "ada@example.org", "username": "ada" })).await;
    make(json!({ "email": "ADA@example.org" }))
        .await
        .is_problem(409, "email_taken");
    make(json!({ "email": "other@example.org", "username": "Ada" }))
        .await
        .is_problem(409, "username_taken");
}

#[actix_web::test]
async fn a_new_user_comes_without_a_password_and_every_mistake_is_named() {
    let world = World::new().await;
    let admin = world.administrator("root@example.org").await;
    let make = |body| world.send_as(&admin, TestRequest::post().uri("/v1/admin/users").set_json(body));
    let reply = make(json!({ "email": "nonsense", "password": PASSWORD, "roles": ["admin", 5], "locale": "??" })).await;
    reply.breaks(&[
        ("/email", "malformed"),
        ("/password", "not_accepted"),
        ("/roles/1", "wrong_type"),
        ("/locale", "malformed"),
    ]);
    make(json!({ "email": "ada@example.org", "roles": ["nobody"] }))
        .await
        .breaks(&[("/roles/0", "unknown")]);
    make(json!({ "email": "ada@example.org", "roles": "admin" }))
        .await
        .breaks(&[("/roles", "wrong_type")]);
}

#[actix_web::test]
async fn a_role_that_cannot_be_given_is_told_by_its_place_and_its_name() {
    let world = World::new().await;
    let admin = world.administrator("root@example.org").await;
    let make = |body| world.send_as(&admin, TestRequest::post().uri("/v1/admin/users").set_json(body));
    let mixed = make(json!({ "email": "ada@example.org", "roles": ["member", 5, "emperor", "Not one"] })).await;
    mixed.breaks(&[
        ("/roles/1", "wrong_type"),
        ("/roles/2", "unknown"),
        ("/roles/3", "malformed"),
    ]);
    assert!(!mixed.text().contains("Not one"), "what is no name is not repeated");
    let unknown = make(json!({ "email": "ada@example.org", "roles": ["member", "emperor"] })).await;
    unknown.breaks(&[("/roles/1", "unknown")]);
    for reply in [mixed, unknown] {
        let errors = reply.json()["errors"].clone();
        let told = errors
            .as_array()
            .unwrap()
            .iter()
            .find(|error| error["code"] == "unknown");
        assert_eq!(told.unwrap()["detail"], "is not known: emperor", "{errors}");
    }
}

#[actix_web::test]
async fn users_are_listed_a_page_at_a_time() {
    let world = World::new().await;
    let admin = world.administrator("root@example.org").await;
    for name in ["a", "b", "c", "d"] {
        let body = json!({ "email": format!("{name}@example.org") });
        assert_eq!(
            world
                .send_as(&admin, TestRequest::post().uri("/v1/admin/users").set_json(body))
                .await
                .status,
            201
        );
    }
    let mut seen = Vec::new();
    let mut uri = "/v1/admin/users?limit=2".to_owned();
    loop {
        let page = world.send_as(&admin, TestRequest::get().uri(&uri)).await.json();
        let items = page["items"].as_array().unwrap();
        assert!(items.len() <= 2);
        seen.extend(items.iter().map(|user| text(&user["email"]).to_owned()));
        match page["next"].as_str() {
            Some(next) => uri = format!("/v1/admin/users?limit=2&cursor={next}"),
            None => break,
        }
    }
    seen.sort();
    assert_eq!(
        seen,
        [
            "a@example.org",
            "b@example.org",
            "c@example.org",
            "d@example.org",
            "root@example.org"
        ]
    );
}

#[actix_web::test]
async fn queries_and_paths_are_read_as_strictly_as_bodies() {
    let world = World::new().await;
    let admin = world.administrator("root@example.org").await;
    let get = |uri: &'static str| world.send_as(&admin, TestRequest::get().uri(uri));
    get("/v1/admin/users?limit=0&cursor=x&odd=1").await.breaks(&[
        ("limit", "malformed"),
        ("cursor", "malformed"),
        ("odd", "unknown_parameter"),
    ]);
    get("/v1/admin/users?foo=1&limti=3&foo=2")
        .await
        .breaks(&[("foo", "unknown_parameter"), ("limti", "unknown_parameter")]);
    get("/v1/admin/users?limit=101").await.breaks(&[("limit", "malformed")]);
    get("/v1/admin/users?limit=18446744073709551616")
        .await
        .breaks(&[("limit", "malformed")]);
    get("/v1/admin/users?limit=1&limit=2")
        .await
        .breaks(&[("limit", "duplicate")]);
    get("/v1/admin/users/nobody").await.breaks(&[("sub", "malformed")]);
    get("/v1/admin/users/0190c2a4-6f1e-7cc3-9d0a-5f0b5f4a9e11")
        .await
        .is_problem(404, "not_found");
    let put = world
        .send_as(&admin, TestRequest::put().uri("/v1/admin/users/x/roles/Not%20a%20role"))
        .await;
    put.breaks(&[("sub", "malformed"), ("role", "malformed")]);
}

#[actix_web::test]
async fn roles_are_given_and_taken_and_one_administrator_stays() {
    let world = World::new().await;
    let admin = world.administrator("root@example.org").await;
    let user = world.activated("ada@example.org").await;
    let role = |sub: &str| format!("/v1/admin/users/{sub}/roles/admin");
    let ada = role(text(&user["user"]["sub"]));
    for _ in 0..2 {
        let given = world.send_as(&admin, TestRequest::put().uri(&ada)).await;
        assert_eq!(
            (given.status.as_u16(), &given.json()["roles"]),
            (200, &json!(["admin", "member"]))
        );
    }
    let taken = world.send_as(&admin, TestRequest::delete().uri(&ada)).await;
    assert_eq!(
        (taken.status.as_u16(), &taken.json()["roles"]),
        (200, &json!(["member"]))
    );
    let me = world.send_as(&admin, TestRequest::get().uri("/v1/me")).await.json();
    let own = role(text(&me["sub"]));
    world
        .send_as(&admin, TestRequest::delete().uri(&own))
        .await
        .is_problem(409, "last_administrator");
    let unknown = ada.replace("/admin", "/nobody").replace("/v1/nobody", "/v1/admin");
    world
        .send_as(&admin, TestRequest::put().uri(&unknown))
        .await
        .is_problem(404, "not_found");
}

#[actix_web::test]
async fn a_member_administers_nothing() {
    let world = World::new().await;
    let user = world.activated("ada@example.org").await;
    let (access, sub) = (text(&user["access_token"]), text(&user["user"]["sub"]));
    let one = format!("/v1/admin/users/{sub}");
    let role = format!("{one}/roles/admin");
    let requests = [
        TestRequest::get().uri("/v1/admin/users"),
        TestRequest::post()
            .uri("/v1/admin/users")
            .set_json(json!({ "email": "b@example.org" })),
        TestRequest::get().uri(&one),
        TestRequest::patch().uri(&one).set_json(json!({ "nickname": "Boss" })),
        TestRequest::put().uri(&role),
        TestRequest::delete().uri(&role),
    ];
    for request in requests {
        world.send_as(access, request).await.is_problem(403, "forbidden");
    }
}

#[actix_web::test]
async fn an_administrator_changes_the_profile_of_another() {
    let world = World::new().await;
    let admin = world.administrator("root@example.org").await;
    let user = world.activated("ada@example.org").await;
    let one = format!("/v1/admin/users/{}", text(&user["user"]["sub"]));
    let patch = |body| world.send_as(&admin, TestRequest::patch().uri(&one).set_json(body));
    assert_eq!(
        patch(json!({ "nickname": "Countess" })).await.json()["nickname"],
        "Countess"
    );
    patch(json!({ "nickname": 5, "zoneinfo": "Nowhere/Else", "status": "closed" }))
        .await
        .breaks(&[
            ("/nickname", "wrong_type"),
            ("/zoneinfo", "malformed"),
            ("/status", "unknown_field"),
        ]);
}

#[actix_web::test]
async fn who_may_not_make_users_learns_nothing_of_what_is_wrong_with_one() {
    let world = World::new().await;
    let member = world.activated("ada@example.org").await["access_token"].clone();
    let body = json!({ "email": 5, "roles": ["nonsense", "admin"], "more": true });
    let request = TestRequest::post().uri("/v1/admin/users").set_json(body);
    world
        .send_as(member.as_str().unwrap(), request)
        .await
        .is_problem(403, "forbidden");
}

#[actix_web::test]
async fn no_answer_names_more_than_a_hundred_violations() {
    let world = World::new().await;
    let token = world.administrator("root@example.org").await;
    let roles: Vec<_> = (0..150).map(|n| format!("nobody-{n}")).collect();
    let body = json!({ "email": "ada@example.org", "roles": roles });
    let request = TestRequest::post().uri("/v1/admin/users").set_json(body);
    let reply = world.send_as(&token, request).await;
    let problem = reply.is_problem(422, "invalid_input");
    assert_eq!(problem["errors"].as_array().unwrap().len(), 100);
}
