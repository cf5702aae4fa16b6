//! Tenants and their policies, over HTTP.

use actix_web::test::TestRequest;
use serde_json::json;

use crate::catalogue::{Client, administrator, holder};
use crate::world::{PASSWORD, World};

const PATH: &str = "/v1/admin/tenants";

#[actix_web::test]
async fn a_tenant_is_made_read_and_given_another_policy() {
    let world = World::new().await;
    let admin = administrator(&world).await;
    let body = json!({ "name": "north", "policy": { "preset": "onyx", "hosts": ["north.example.org"] } });
    let made = admin.post(PATH, body).await;
    assert_eq!(made.status, 201, "{}", made.text());
    assert_eq!(made.header("location"), "/v1/admin/tenants/north");
    let shown = made.json();
    assert_eq!(shown["hosts"], json!(["north.example.org"]));
    assert_eq!(shown["policy"]["default_roles"], json!(["basic"]));
    assert_eq!(admin.get("/v1/admin/tenants/north").await.json(), shown);
    let policy = shown["policy"].clone();
    let same = admin
        .put("/v1/admin/tenants/north/policy", json!({ "policy": policy }))
        .await;
    assert_eq!(same.json()["policy"], policy, "what is shown can be sent back");
    let closed = json!({ "policy": { "admission": "closed" } });
    let closed = admin.put("/v1/admin/tenants/north/policy", closed).await.json();
    assert_eq!(
        (&closed["policy"]["admission"], &closed["hosts"]),
        (&json!("closed"), &json!([]))
    );
    let registration = TestRequest::post()
        .uri("/v1/registrations")
        .insert_header(("enroll-tenant", "north"))
        .set_json(json!({ "email": "ada@example.org", "password": PASSWORD }));
    world.send(registration).await.is_problem(403, "registration_closed");
    let listed = admin.get(PATH).await.json();
    let names: Vec<_> = listed["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["name"].clone())
        .collect();
    assert_eq!(names, [json!("default"), json!("north")]);
    assert!(listed["items"][0]["policy"].is_null());
    admin.get("/v1/admin/tenants/south").await.is_problem(404, "not_found");
    admin
        .get("/v1/admin/tenants/No")
        .await
        .breaks(&[("tenant", "malformed")]);
}

#[actix_web::test]
async fn everything_that_is_wrong_with_a_policy_is_named_at_its_pointer() {
    let world = World::new().await;
    let admin = administrator(&world).await;
    let policy = json!({
        "preset": "nobody", "admission": 5, "lifetimes": { "session_seconds": 1 },
        "roles": [{ "name": "a", "permissions": ["user.read", "nonsense"] }], "nonsense": true, "numbers": 1.5,
    });
    let reply = admin.post(PATH, json!({ "name": "No Name", "policy": policy })).await;
    reply.breaks(&[("/name", "malformed"), ("/policy/numbers", "out_of_range")]);
    let policy = json!({
        "preset": "nobody", "admission": 5, "lifetimes": { "session_seconds": 1 },
        "roles": [{ "name": "a", "permissions": ["user.read", "nonsense"] }], "nonsense": true,
    });
    let reply = admin.post(PATH, json!({ "name": "north", "policy": policy })).await;
    reply.breaks(&[
        ("/policy/preset", "malformed"),
        ("/policy/admission", "malformed"),
        ("/policy/lifetimes/session_seconds", "malformed"),
        ("/policy/roles/0/permissions/1", "malformed"),
        ("/policy/nonsense", "malformed"),
    ]);
    admin
        .post(PATH, json!({}))
        .await
        .breaks(&[("/name", "required"), ("/policy", "required")]);
    admin
        .put("/v1/admin/tenants/default/policy", json!({ "policy": null }))
        .await
        .breaks(&[("/policy", "required")]);
}

#[actix_web::test]
async fn names_and_hosts_are_claimed_once() {
    let world = World::new().await;
    let admin = administrator(&world).await;
    let make = |name: &str, host: &str| admin.post(PATH, json!({ "name": name, "policy": { "hosts": [host] } }));
    assert_eq!(make("north", "a.example.org").await.status, 201);
    make("north", "b.example.org").await.is_problem(409, "tenant_taken");
    make("default", "b.example.org").await.is_problem(409, "tenant_taken");
    make("south", "a.example.org").await.is_problem(409, "host_taken");
    let moved = json!({ "policy": { "hosts": ["a.example.org"] } });
    admin
        .put("/v1/admin/tenants/default/policy", moved)
        .await
        .is_problem(409, "host_taken");
}

#[actix_web::test]
async fn the_administrator_of_another_tenant_reaches_none() {
    let world = World::new().await;
    let admin = administrator(&world).await;
    let body = json!({ "name": "north", "policy": {}, "administrator_email": "root@north.example.org" });
    assert_eq!(admin.post(PATH, body).await.status, 201);
    let token = world.token("root@north.example.org").await;
    let welcomed = world
        .post("/v1/first-password", json!({ "token": token, "password": PASSWORD }))
        .await
        .json();
    assert_eq!(welcomed["user"]["roles"], json!(["admin", "member"]));
    let root = Client {
        world: &world,
        token: welcomed["access_token"].as_str().unwrap().to_owned(),
    };
    root.get(PATH).await.is_problem(403, "forbidden");
    root.get("/v1/admin/tenants/north").await.is_problem(403, "forbidden");
    root.post(PATH, json!({ "name": 5 })).await.is_problem(403, "forbidden");
    root.put("/v1/admin/tenants/north/policy", json!({}))
        .await
        .is_problem(403, "forbidden");
    let users = root.get("/v1/admin/users").await.json();
    assert_eq!(
        users["items"].as_array().unwrap().len(),
        1,
        "nobody of the default tenant"
    );
    let maker = holder(&admin, "maker", &["user.create", "role.manage"]).await;
    maker.post(PATH, json!({})).await.is_problem(403, "forbidden");
}

#[actix_web::test]
async fn an_administrator_whom_the_policy_does_not_take_is_named() {
    let world = World::new().await;
    let admin = administrator(&world).await;
    let body = json!({
        "name": "north", "policy": { "email_domains": ["example.org"] }, "administrator_email": "root@elsewhere.example",
    });
    admin
        .post(PATH, body)
        .await
        .breaks(&[("/administrator_email", "not_listed")]);
}
