//! Provisioning, over HTTP.

use enroll_domain::registration::{Policy, ProvisioningTarget};
use serde_json::json;

use crate::catalogue::{administrator, holder};
use crate::world::World;

const PATH: &str = "/v1/admin/provisioning";

#[actix_web::test]
async fn where_users_stand_is_shown_and_asked_for_again() {
    let world = World::with(Policy {
        provisioning: vec![ProvisioningTarget::parse("keycloak").unwrap()],
        ..Policy::private()
    })
    .await;
    let admin = administrator(&world).await;
    let user = world.activated("ada@example.org").await;
    let sub = user["user"]["sub"].as_str().unwrap();
    let one = format!("{PATH}/{sub}");
    let expected = json!({
        "sub": sub, "target": "keycloak", "state": "pending", "wanted_version": 1, "settled_version": 0,
    });
    assert_eq!(admin.get(&one).await.json(), expected);
    let asked = admin.post(&format!("{one}/retry"), json!({})).await;
    assert_eq!(
        (asked.status.as_u16(), &asked.json()["wanted_version"]),
        (202, &json!(2))
    );
    let first = admin.get(&format!("{PATH}?limit=1")).await.json();
    let next = first["next"].as_str().unwrap();
    let rest = admin.get(&format!("{PATH}?limit=1&cursor={next}")).await.json();
    assert_eq!(
        (rest["items"].as_array().unwrap().len(), &rest["next"]),
        (1, &json!(null))
    );
    let nobody = format!("{PATH}/0190c2a4-6f1e-7cc3-9d0a-5f0b5f4a9e11");
    admin.get(&nobody).await.is_problem(404, "not_found");
    admin
        .post(&format!("{nobody}/retry"), json!({}))
        .await
        .is_problem(404, "not_found");
    admin.get(&format!("{PATH}/x")).await.breaks(&[("sub", "malformed")]);
    let reader = holder(&admin, "reader", &["user.read"]).await;
    reader.get(&one).await.is_problem(403, "forbidden");
    reader
        .post(&format!("{one}/retry"), json!({}))
        .await
        .is_problem(403, "forbidden");
}
