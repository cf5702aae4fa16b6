//! Administration: users made by others, roles given and taken, and what nobody may do.

use serde_json::json;

use crate::person::{OTHER_PASSWORD, PASSWORD, Tokens, somebody};
use crate::world::World;

/// An administrator makes a user; the mail asks them to set their first password.
pub(crate) async fn an_administrator_makes_a_user_who_sets_a_first_password(world: &World) {
    let admin = world.administrator().await;
    let email = somebody("hopper");
    let body = json!({ "email": email, "given_name": "Grace", "roles": ["admin"] });
    let made = world
        .api
        .call("POST", "/v1/admin/users")
        .bearer(&admin.access)
        .json(&body)
        .send()
        .await
        .expect(201);
    assert_eq!(made.string("/status"), "pending");
    assert_eq!(
        made.header("location"),
        format!("/v1/admin/users/{}", made.string("/sub"))
    );
    world.sign_in(&email, PASSWORD).await.problem(401);

    let mail = world.mails_to(&email, 1).await.remove(0);
    assert_eq!(mail.page().as_deref(), Some("/welcome"));
    let set = world
        .api
        .post(
            "/v1/first-password",
            json!({ "token": mail.token(), "password": PASSWORD }),
        )
        .await
        .expect(200);
    assert_eq!(set.string("/user/status"), "active");
    assert_eq!(set.json()["user"]["email_verified"], true);
    let tokens = Tokens::of(&world.sign_in(&email, PASSWORD).await.expect(200));
    let me = world.api.get_as(&tokens.access, "/v1/me").await.expect(200).json();
    assert_eq!(
        (&me["given_name"], &me["roles"]),
        (&json!("Grace"), &json!(["admin", "member"]))
    );
    let again = world
        .api
        .post(
            "/v1/first-password",
            json!({ "token": mail.token(), "password": OTHER_PASSWORD }),
        )
        .await;
    assert_eq!(again.problem(410), "expired_token");
}

/// Users are listed, read and changed by administrators, and by nobody else.
pub(crate) async fn users_are_read_and_changed_by_administrators_alone(world: &World) {
    let admin = world.administrator().await;
    let email = somebody("subject");
    let member = world.active(&email, PASSWORD).await;
    let sub = world.sub(&member).await;
    let path = format!("/v1/admin/users/{sub}");
    assert_eq!(
        world
            .api
            .get_as(&admin.access, &path)
            .await
            .expect(200)
            .string("/email"),
        email
    );
    let change = |token: &str| {
        let body = json!({ "family_name": "Hamilton" });
        world.api.call("PATCH", &path).bearer(token).json(&body).send()
    };
    assert_eq!(
        change(&admin.access).await.expect(200).string("/family_name"),
        "Hamilton"
    );
    assert_eq!(change(&member.access).await.problem(403), "forbidden");
    for path in ["/v1/admin/users", &path] {
        assert_eq!(world.api.get_as(&member.access, path).await.problem(403), "forbidden");
        assert_eq!(world.api.get(path).await.problem(401), "unauthenticated");
    }
    let nobody = "/v1/admin/users/0190a000-0000-7000-8000-000000000000";
    assert_eq!(world.api.get_as(&admin.access, nobody).await.problem(404), "not_found");
    let taken = json!({ "email": email.to_uppercase() });
    let again = world
        .api
        .call("POST", "/v1/admin/users")
        .bearer(&admin.access)
        .json(&taken)
        .send()
        .await;
    assert_eq!(again.problem(409), "email_taken");
}

/// The list of users comes in pages that miss nobody and show nobody twice.
pub(crate) async fn the_list_of_users_comes_in_pages(world: &World) {
    let admin = world.administrator().await;
    for name in ["one", "two", "three"] {
        world.make(&somebody(name), PASSWORD, "member").await;
    }
    let mut seen = Vec::new();
    let mut cursor = String::new();
    loop {
        let page = world
            .api
            .get_as(&admin.access, &format!("/v1/admin/users?limit=2{cursor}"))
            .await
            .expect(200)
            .json();
        let items = page["items"].as_array().unwrap();
        assert!(items.len() <= 2);
        seen.extend(items.iter().map(|user| user["sub"].as_str().unwrap().to_owned()));
        match page["next"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => break,
        }
    }
    assert!(seen.len() >= 4, "{seen:?}");
    assert!(seen.is_sorted(), "the first made come first, and each once");
}

/// A role that is given or taken away counts at once, in the middle of a session.
pub(crate) async fn a_role_counts_at_once(world: &World) {
    let admin = world.administrator().await;
    let member = world.active(&somebody("rising"), PASSWORD).await;
    let role = format!("/v1/admin/users/{}/roles/admin", world.sub(&member).await);
    assert_eq!(
        world.api.get_as(&member.access, "/v1/admin/users").await.problem(403),
        "forbidden"
    );
    let put = world
        .api
        .call("PUT", &role)
        .bearer(&admin.access)
        .send()
        .await
        .expect(200);
    assert_eq!(put.json()["roles"], json!(["admin", "member"]));
    world
        .api
        .call("PUT", &role)
        .bearer(&admin.access)
        .send()
        .await
        .expect(200);
    world.api.get_as(&member.access, "/v1/admin/users").await.expect(200);
    let deleted = world
        .api
        .call("DELETE", &role)
        .bearer(&admin.access)
        .send()
        .await
        .expect(200);
    assert_eq!(deleted.json()["roles"], json!(["member"]));
    assert_eq!(
        world.api.get_as(&member.access, "/v1/admin/users").await.problem(403),
        "forbidden"
    );
    let unknown = role
        .replace("/admin", "/emperor")
        .replacen("/emperor/users", "/admin/users", 1);
    assert_eq!(
        world
            .api
            .call("PUT", &unknown)
            .bearer(&admin.access)
            .send()
            .await
            .problem(404),
        "not_found"
    );
}

/// Nobody gives what they do not hold, neither to others nor to themselves.
pub(crate) async fn nobody_gives_what_they_do_not_hold(world: &World) {
    let (member, other) = (
        world.active(&somebody("climber"), PASSWORD).await,
        world.active(&somebody("friend"), PASSWORD).await,
    );
    for to in [world.sub(&member).await, world.sub(&other).await] {
        let put = world
            .api
            .call("PUT", &format!("/v1/admin/users/{to}/roles/admin"))
            .bearer(&member.access)
            .send()
            .await;
        assert_eq!(put.problem(403), "forbidden");
    }
    let body = json!({ "email": somebody("puppet"), "roles": ["admin"] });
    let made = world
        .api
        .call("POST", "/v1/admin/users")
        .bearer(&member.access)
        .json(&body)
        .send()
        .await;
    assert_eq!(made.problem(403), "forbidden");
    for body in [
        json!({ "email": somebody("x"), "password": PASSWORD, "roles": ["admin"] }),
        json!({ "email": somebody("x"), "password": PASSWORD, "status": "active" }),
    ] {
        assert_eq!(
            world.api.post("/v1/registrations", body).await.problem(422),
            "invalid_input"
        );
    }
}

/// The ceiling: who may give roles, but holds little, gives that little and no more. Only a world that is wired by hand has
/// such a role so far.
pub(crate) async fn a_role_is_given_within_the_grantors_own_authority(world: &World) {
    let email = somebody("helper");
    world.make(&email, PASSWORD, "support").await;
    let helper = Tokens::of(&world.sign_in(&email, PASSWORD).await.expect(200));
    let member = world.active(&somebody("helped"), PASSWORD).await;
    let put = |sub: String, role: &'static str| {
        world
            .api
            .call("PUT", &format!("/v1/admin/users/{sub}/roles/{role}"))
            .bearer(&helper.access)
            .send()
    };
    put(world.sub(&member).await, "support").await.expect(200);
    assert_eq!(put(world.sub(&member).await, "admin").await.problem(403), "forbidden");
    assert_eq!(put(world.sub(&helper).await, "admin").await.problem(403), "forbidden");
}

/// A tenant keeps its last administrator, also when two revoke each other at the same time. A world of its own.
pub(crate) async fn the_last_administrator_stays(world: &World) {
    let first = world.administrator().await;
    let (one, revoke) = (world.sub(&first).await, |sub: &str, token: &str| {
        world
            .api
            .call("DELETE", &format!("/v1/admin/users/{sub}/roles/admin"))
            .bearer(token)
            .send()
    });
    assert_eq!(revoke(&one, &first.access).await.problem(409), "last_administrator");
    let second = world.administrator().await;
    let other = world.sub(&second).await;
    let (here, there) = tokio::join!(revoke(&other, &first.access), revoke(&one, &second.access));
    let mut statuses = [here.status, there.status];
    statuses.sort_unstable();
    // The one who was slower was no administrator any more, or would have been the last.
    assert!(matches!(statuses, [200, 403 | 409]), "{statuses:?}");
}
