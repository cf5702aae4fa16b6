//! Invitations, over HTTP.

use enroll_domain::registration::{Admission, Beginning, Claim, Invited, Policy};
use serde_json::json;

use crate::catalogue::{administrator, holder};
use crate::world::{PASSWORD, World};

const PATH: &str = "/v1/admin/invitations";

async fn world() -> World {
    World::with(Policy {
        admission: Admission::Invited(Invited::Always),
        claim: Claim::AtRegistration(Beginning::Active),
        ..Policy::private()
    })
    .await
}

#[actix_web::test]
async fn the_code_is_shown_once_and_admits_until_it_is_taken_back() {
    let world = world().await;
    let admin = administrator(&world).await;
    let made = admin.post(PATH, json!({ "roles": ["member"], "uses": 2 })).await;
    assert_eq!(made.status, 201, "{}", made.text());
    let made = made.json();
    let code = made["code"].as_str().unwrap();
    assert_eq!(
        (&made["uses"], &made["used"], &made["email"]),
        (&json!(2), &json!(0), &json!(null))
    );
    let register = |email: &str, code: &str| {
        let body = json!({ "email": email, "password": PASSWORD, "invitation_code": code });
        world.post("/v1/registrations", body)
    };
    register("ada@example.org", "nonsense")
        .await
        .breaks(&[("/invitation_code", "unknown")]);
    let registered = register("ada@example.org", code).await;
    assert!(registered.status.is_success(), "{}", registered.text());
    let listed = admin.get(PATH).await;
    assert!(!listed.text().contains(code));
    assert_eq!(listed.json()["items"][0]["used"], 1);
    let one = format!("{PATH}/{}", made["id"].as_str().unwrap());
    for _ in 0..2 {
        let revoked = admin.delete(&one).await;
        assert!(revoked.json()["revoked_at"].is_string() && !revoked.text().contains(code));
    }
    register("bob@example.org", code)
        .await
        .breaks(&[("/invitation_code", "unknown")]);
    let gone = format!("{PATH}/0190c2a4-6f1e-7cc3-9d0a-5f0b5f4a9e11");
    admin.delete(&gone).await.is_problem(404, "not_found");
}

#[actix_web::test]
async fn what_is_beyond_bounds_or_authority_is_named() {
    let world = world().await;
    let admin = administrator(&world).await;
    let wrong = json!({ "email": "nonsense", "roles": ["Not one"], "uses": 0, "expires_in_seconds": 59 });
    admin.post(PATH, wrong).await.breaks(&[
        ("/email", "malformed"),
        ("/roles/0", "malformed"),
        ("/uses", "out_of_range"),
        ("/expires_in_seconds", "out_of_range"),
    ]);
    admin
        .post(PATH, json!({ "uses": 1.5, "expires_in_seconds": true }))
        .await
        .breaks(&[("/uses", "out_of_range"), ("/expires_in_seconds", "wrong_type")]);
    let most = json!({ "email": "ada@example.org", "uses": 10_000, "expires_in_seconds": 7_776_000 });
    assert_eq!(admin.post(PATH, most).await.status, 201);
    let unknown = admin.post(PATH, json!({ "roles": ["member", "nobody"] })).await;
    unknown.breaks(&[("/roles/1", "unknown")]);
    assert_eq!(unknown.json()["errors"][0]["detail"], "is not known: nobody");
}

#[actix_web::test]
async fn nobody_invites_beyond_their_own_authority() {
    let world = World::new().await;
    let admin = administrator(&world).await;
    let host = holder(&admin, "host", &["invitation.manage", "role.grant"]).await;
    host.post(PATH, json!({ "roles": ["admin"] }))
        .await
        .breaks(&[("/roles/0", "not_accepted")]);
    assert_eq!(host.post(PATH, json!({ "roles": ["host"] })).await.status, 201);
    let doorman = holder(&admin, "doorman", &["invitation.manage"]).await;
    doorman
        .post(PATH, json!({ "roles": ["doorman"] }))
        .await
        .breaks(&[("/roles/0", "not_accepted")]);
    let editor = holder(&admin, "editor", &["user.create"]).await;
    editor
        .post(PATH, json!({ "uses": "x" }))
        .await
        .is_problem(403, "forbidden");
}
