//! Departments, tags, packages and memberships, over HTTP.

use serde_json::{Value, json};

use crate::catalogue::{Client, administrator, holder};
use crate::world::World;

async fn made(client: &Client<'_>, uri: &str, body: Value) -> Value {
    let reply = client.post(uri, body).await;
    assert_eq!(reply.status, 201, "{}", reply.text());
    reply.json()
}

#[actix_web::test]
async fn departments_and_sections_are_made_renamed_and_listed_in_pages() {
    let world = World::new().await;
    let admin = administrator(&world).await;
    let path = "/v1/admin/departments";
    let research = made(&admin, path, json!({ "title": "Research" })).await;
    let within = research["id"].as_str().unwrap();
    let section = made(&admin, path, json!({ "title": "Physics", "within": within })).await;
    assert_eq!(section["within"], within);
    admin
        .post(path, json!({ "title": "Research" }))
        .await
        .is_problem(409, "title_taken");
    let deeper = json!({ "title": "Deeper", "within": section["id"] });
    admin.post(path, deeper).await.breaks(&[("/within", "unknown")]);
    admin
        .post(path, json!({ "title": " ", "within": "x" }))
        .await
        .breaks(&[("/title", "required"), ("/within", "malformed")]);
    let one = format!("{path}/{within}");
    let renamed = admin.put(&one, json!({ "title": "Science" })).await.json();
    assert_eq!(renamed, json!({ "id": within, "title": "Science" }));
    admin
        .put(&format!("{path}/x"), json!({ "title": "X" }))
        .await
        .breaks(&[("id", "malformed")]);
    let gone = format!("{path}/0190c2a4-6f1e-7cc3-9d0a-5f0b5f4a9e11");
    admin
        .put(&gone, json!({ "title": "X" }))
        .await
        .is_problem(404, "not_found");
    let first = admin.get(&format!("{path}?limit=1")).await.json();
    let next = first["next"].as_str().unwrap();
    let second = admin.get(&format!("{path}?limit=1&cursor={next}")).await.json();
    assert_ne!(first["items"], second["items"]);
    assert_eq!(second["next"], json!(null));
    admin
        .get(&format!("{path}?limit=0&cursor=x"))
        .await
        .breaks(&[("limit", "malformed"), ("cursor", "malformed")]);
}

#[actix_web::test]
async fn tags_are_counted_and_retired() {
    let world = World::new().await;
    let admin = administrator(&world).await;
    let tag = made(&admin, "/v1/admin/tags", json!({ "title": "Beta" })).await;
    assert_eq!(tag, json!({ "number": 1, "title": "Beta", "standing": "active" }));
    let body = json!({ "title": "Beta testers", "description": "See new things first.", "standing": "retired" });
    let changed = admin.put("/v1/admin/tags/1", body).await.json();
    let expected = json!({
        "number": 1, "title": "Beta testers", "description": "See new things first.", "standing": "retired",
    });
    assert_eq!(changed, expected);
    assert_eq!(
        admin.get("/v1/admin/tags").await.json(),
        json!({ "items": [expected], "next": null })
    );
    admin
        .post("/v1/admin/tags", json!({ "title": "Beta testers" }))
        .await
        .is_problem(409, "title_taken");
    admin
        .post("/v1/admin/tags", json!({ "title": "X", "standing": "gone" }))
        .await
        .breaks(&[("/standing", "malformed")]);
    admin
        .put("/v1/admin/tags/two", json!({ "title": "X" }))
        .await
        .breaks(&[("number", "malformed")]);
    admin
        .put("/v1/admin/tags/2", json!({ "title": "X" }))
        .await
        .is_problem(404, "not_found");
}

#[actix_web::test]
async fn packages_carry_whatever_details_were_written() {
    let world = World::new().await;
    let admin = administrator(&world).await;
    let path = "/v1/admin/packages";
    let details = json!({ "seats": 5, "trial": true, "looks": { "colours": ["red", "blue"] }, "price": "9.90" });
    let body = json!({ "code": "pro", "title": "Professional", "usual": true, "details": details });
    assert_eq!(made(&admin, path, body.clone()).await, body);
    admin.post(path, body).await.is_problem(409, "code_taken");
    made(&admin, path, json!({ "code": "free", "title": "Free", "usual": true })).await;
    let listed = admin.get(path).await.json();
    let usual: Vec<_> = listed["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| (&one["code"], &one["usual"]))
        .collect();
    assert_eq!(usual.len(), 2);
    assert!(usual.contains(&(&json!("free"), &json!(true))) && usual.contains(&(&json!("pro"), &json!(false))));
    let changed = admin
        .put("/v1/admin/packages/pro", json!({ "title": "Pro" }))
        .await
        .json();
    assert_eq!(
        changed,
        json!({ "code": "pro", "title": "Pro", "usual": false, "details": {} })
    );
    admin
        .put("/v1/admin/packages/gold", json!({ "title": "X" }))
        .await
        .is_problem(404, "not_found");
}

#[actix_web::test]
async fn details_that_cannot_be_kept_are_named_where_they_stand() {
    let world = World::new().await;
    let admin = administrator(&world).await;
    let with = |details: Value| {
        admin.post(
            "/v1/admin/packages",
            json!({ "code": "x", "title": "X", "details": details }),
        )
    };
    with(json!({ "price": 9.9, "a/b": { "c": [null, 1e300] }, "big": 18_446_744_073_709_551_615_u64 }))
        .await
        .breaks(&[
            ("/details/price", "out_of_range"),
            ("/details/a~1b/c/0", "wrong_type"),
            ("/details/a~1b/c/1", "out_of_range"),
            ("/details/big", "out_of_range"),
        ]);
    with(json!([1])).await.breaks(&[("/details", "wrong_type")]);
    let deep = (0..8).fold(json!({}), |inner, _| json!({ "in": inner }));
    with(deep).await.breaks(&[("/details", "malformed")]);
    with(json!({ "text": "x".repeat(16 * 1024) }))
        .await
        .breaks(&[("/details", "too_long")]);
    let twice = r#"{"code": "x", "title": "X", "usual": 1, "details": {"a": {"b": 1, "b": 2}}}"#;
    let request = actix_web::test::TestRequest::post()
        .uri("/v1/admin/packages")
        .insert_header(("content-type", "application/json"))
        .set_payload(twice);
    let reply = world.send_as(&admin.token, request).await;
    reply.breaks(&[("/usual", "wrong_type"), ("/details/a/b", "duplicate")]);
}

#[actix_web::test]
async fn a_membership_is_assigned_and_shown_to_administrators_and_to_oneself() {
    let world = World::new().await;
    let admin = administrator(&world).await;
    let department = made(&admin, "/v1/admin/departments", json!({ "title": "Research" })).await["id"].clone();
    let section = json!({ "title": "Physics", "within": department });
    let section = made(&admin, "/v1/admin/departments", section).await["id"].clone();
    made(&admin, "/v1/admin/tags", json!({ "title": "Beta" })).await;
    made(&admin, "/v1/admin/packages", json!({ "code": "pro", "title": "Pro" })).await;
    let user = world.activated("ada@example.org").await;
    let one = format!("/v1/admin/users/{}", user["user"]["sub"].as_str().unwrap());
    let path = format!("{one}/membership");
    let body = json!({ "department": department, "section": section, "tags": [1], "package": "pro" });
    let assigned = admin.put(&path, body).await;
    assert_eq!(assigned.status, 200, "{}", assigned.text());
    let assigned = assigned.json();
    assert_eq!((&assigned["department"], &assigned["section"]), (&department, &section));
    assert_eq!((&assigned["tags"], &assigned["package"]), (&json!([1]), &json!("pro")));
    assert_eq!(admin.get(&one).await.json(), assigned);
    let ada = Client {
        world: &world,
        token: user["access_token"].as_str().unwrap().to_owned(),
    };
    assert_eq!(ada.get("/v1/me").await.json(), assigned);
    admin
        .put(
            &path,
            json!({ "department": section, "tags": [0, 2], "package": "gold" }),
        )
        .await
        .breaks(&[("/tags/0", "out_of_range")]);
    admin
        .put(&path, json!({ "department": section, "tags": [2], "package": "gold" }))
        .await
        .breaks(&[
            ("/department", "unknown"),
            ("/tags/0", "unknown"),
            ("/package", "unknown"),
        ]);
    let bare = admin.put(&path, json!({})).await.json();
    assert!(bare["department"].is_null() && bare["package"].is_null() && bare["tags"] == json!([]));
    ada.put(&path, json!({ "tags": "x" }))
        .await
        .is_problem(403, "forbidden");
}

#[actix_web::test]
async fn each_thing_needs_its_own_permission() {
    let world = World::new().await;
    let admin = administrator(&world).await;
    let reader = holder(&admin, "reader", &["user.read"]).await;
    for thing in ["departments", "tags", "packages"] {
        let path = format!("/v1/admin/{thing}");
        assert_eq!(reader.get(&path).await.status, 200);
        reader
            .post(&path, json!({ "nonsense": 1 }))
            .await
            .is_problem(403, "forbidden");
    }
    let stranger = holder(&admin, "stranger", &["user.create"]).await;
    for thing in [
        "departments",
        "tags",
        "packages",
        "invitations",
        "provisioning",
        "tenants",
    ] {
        stranger
            .get(&format!("/v1/admin/{thing}"))
            .await
            .is_problem(403, "forbidden");
    }
}
