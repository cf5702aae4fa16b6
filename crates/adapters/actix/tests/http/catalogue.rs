//! Roles that are made, over HTTP.

use actix_web::test::TestRequest;
use serde_json::{Value, json};

use crate::world::{Reply, World};

/// Somebody who asks.
pub(crate) struct Client<'a> {
    pub(crate) world: &'a World,
    pub(crate) token: String,
}

impl Client<'_> {
    pub(crate) async fn get(&self, uri: &str) -> Reply {
        self.world.send_as(&self.token, TestRequest::get().uri(uri)).await
    }

    pub(crate) async fn post(&self, uri: &str, body: Value) -> Reply {
        self.world
            .send_as(&self.token, TestRequest::post().uri(uri).set_json(body))
            .await
    }

    pub(crate) async fn put(&self, uri: &str, body: Value) -> Reply {
        self.world
            .send_as(&self.token, TestRequest::put().uri(uri).set_json(body))
            .await
    }

    pub(crate) async fn delete(&self, uri: &str) -> Reply {
        self.world.send_as(&self.token, TestRequest::delete().uri(uri)).await
    }
}

/// An administrator.
pub(crate) async fn administrator(world: &World) -> Client<'_> {
    let token = world.administrator("root@example.org").await;
    Client { world, token }
}

/// Somebody who holds a role of this name with these permissions.
pub(crate) async fn holder<'a>(admin: &Client<'a>, name: &str, permissions: &[&str]) -> Client<'a> {
    let made = admin
        .post("/v1/admin/roles", json!({ "name": name, "permissions": permissions }))
        .await;
    assert_eq!(made.status, 201, "{}", made.text());
    let user = admin.world.activated(&format!("{name}@example.org")).await;
    let sub = user["user"]["sub"].as_str().unwrap();
    let granted = admin
        .put(&format!("/v1/admin/users/{sub}/roles/{name}"), json!({}))
        .await;
    assert_eq!(granted.status, 200, "{}", granted.text());
    Client {
        world: admin.world,
        token: user["access_token"].as_str().unwrap().to_owned(),
    }
}

#[actix_web::test]
async fn roles_are_made_listed_replaced_and_removed() {
    let world = World::new().await;
    let admin = administrator(&world).await;
    let body = json!({
        "name": "support", "permissions": ["user.read", "shop.sell"], "title": "Support", "description": "Looks\nat accounts.",
    });
    let made = admin.post("/v1/admin/roles", body).await;
    assert_eq!(
        (made.status.as_u16(), made.header("location")),
        (201, "/v1/admin/roles/support")
    );
    let expected = json!({
        "name": "support", "origin": "made", "everything": false, "permissions": ["shop.sell", "user.read"],
        "title": "Support", "description": "Looks\nat accounts.",
    });
    assert_eq!(made.json(), expected);
    let listed = admin.get("/v1/admin/roles").await.json();
    let told: Vec<_> = listed["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|role| (role["name"].clone(), role["origin"].clone(), role["everything"].clone()))
        .collect();
    let expected = [
        (json!("admin"), json!("built_in"), json!(true)),
        (json!("member"), json!("built_in"), json!(false)),
        (json!("support"), json!("made"), json!(false)),
    ];
    assert_eq!((told, &listed["next"]), (expected.to_vec(), &json!(null)));
    let changed = admin
        .put("/v1/admin/roles/support", json!({ "permissions": ["user.read"] }))
        .await;
    assert_eq!(
        changed.json(),
        json!({ "name": "support", "origin": "made", "everything": false, "permissions": ["user.read"] })
    );
    assert_eq!(admin.delete("/v1/admin/roles/support").await.status, 204);
    admin
        .delete("/v1/admin/roles/support")
        .await
        .is_problem(404, "not_found");
}

#[actix_web::test]
async fn taken_and_fixed_roles_are_conflicts_and_mistakes_are_named() {
    let world = World::new().await;
    let admin = administrator(&world).await;
    admin
        .post("/v1/admin/roles", json!({ "name": "admin" }))
        .await
        .is_problem(409, "role_taken");
    admin
        .put("/v1/admin/roles/admin", json!({}))
        .await
        .is_problem(409, "role_fixed");
    admin
        .delete("/v1/admin/roles/member")
        .await
        .is_problem(409, "role_fixed");
    let wrong = json!({ "permissions": ["user.read", "everything", 5], "title": "a\nb", "description": "\u{7}" });
    admin.post("/v1/admin/roles", wrong).await.breaks(&[
        ("/name", "required"),
        ("/permissions/1", "malformed"),
        ("/permissions/2", "wrong_type"),
        ("/title", "control_character"),
        ("/description", "control_character"),
    ]);
    admin
        .put("/v1/admin/roles/Not%20one", json!({}))
        .await
        .breaks(&[("role", "malformed")]);
}

#[actix_web::test]
async fn the_ceiling_holds_and_who_may_not_manage_roles_learns_nothing() {
    let world = World::new().await;
    let admin = administrator(&world).await;
    let boss = holder(&admin, "boss", &["role.manage", "user.read"]).await;
    let beyond = json!({ "name": "beyond", "permissions": ["user.create"] });
    boss.post("/v1/admin/roles", beyond).await.is_problem(403, "forbidden");
    let raised = json!({ "permissions": ["role.manage", "user.read", "role.grant"] });
    boss.put("/v1/admin/roles/boss", raised)
        .await
        .is_problem(403, "forbidden");
    let within = json!({ "name": "within", "permissions": ["user.read"] });
    assert_eq!(boss.post("/v1/admin/roles", within).await.status, 201);
    let reader = holder(&admin, "reader", &["user.read"]).await;
    reader
        .post("/v1/admin/roles", json!({ "name": 5 }))
        .await
        .is_problem(403, "forbidden");
    reader.get("/v1/admin/roles").await.is_problem(403, "forbidden");
}
