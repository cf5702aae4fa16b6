//! Passwords in a real realm: whose stands, and when a person is asked for one.

use std::sync::Arc;

use enroll_domain::identifier::Username;
use enroll_domain::password::PasswordHash;
use enroll_identity_provider::conformance::{OTHER_HASH, OTHER_PASSWORD, PASSWORD};
use enroll_identity_provider::{DesiredUser, IdentityProvider};
use enroll_tests::keycloak::Keycloak;
use serde_json::json;

use crate::people::{credentials, next, person};
use crate::realm::{Kind, Realm};
use crate::stage::Case;

pub(crate) const CASES: &[(&str, Case)] = &[
    (
        "a person signs in by name and by address with the password of ours, and with no other",
        |keycloak| Box::pin(signing_in(keycloak)),
    ),
    (
        "a password that was changed in Keycloak stays until it is changed here",
        |keycloak| Box::pin(password_of_their_own(keycloak)),
    ),
    (
        "a hash that Keycloak cannot read has the person choose a password there",
        |keycloak| Box::pin(unreadable_hash(keycloak)),
    ),
];

async fn signing_in(keycloak: Arc<Keycloak>) {
    let realm = Realm::new(keycloak, Kind::Keeps).await;
    let zoe = DesiredUser {
        username: Some(Username::parse("Zoe.Lovelace").unwrap()),
        ..person(1)
    };
    realm.provider().ensure(&zoe).await.unwrap();
    for name in ["zoe.lovelace", "person-1@example.org"] {
        realm.sign_in(name, PASSWORD).await.expect(200);
        realm.sign_in(name, OTHER_PASSWORD).await.expect(401);
    }
}

async fn password_of_their_own(keycloak: Arc<Keycloak>) {
    let realm = Realm::new(keycloak, Kind::Keeps).await;
    let (provider, zoe) = (realm.provider(), person(1));
    let provider_id = provider.ensure(&zoe).await.unwrap();
    let (path, theirs) = (format!("/users/{provider_id}/reset-password"), "chosen in Keycloak");
    let chosen = json!({"type": "password", "value": theirs, "temporary": false});
    realm.call("PUT", &path, Some(&chosen)).await.expect(204);
    provider.ensure(&next(&zoe)).await.unwrap();
    realm.sign_in("person-1@example.org", theirs).await.expect(200);
    let changed = DesiredUser {
        password: Some(PasswordHash::from_phc(OTHER_HASH.to_owned())),
        ..next(&next(&zoe))
    };
    provider.ensure(&changed).await.unwrap();
    realm.sign_in("person-1@example.org", OTHER_PASSWORD).await.expect(200);
    realm.sign_in("person-1@example.org", theirs).await.expect(401);
}

async fn unreadable_hash(keycloak: Arc<Keycloak>) {
    let realm = Realm::new(keycloak, Kind::Keeps).await;
    let provider = realm.provider();
    let imported = "$2b$12$abcdefghijklmnopqrstuu5Q1k5x1Z2x3c4v5b6n7m8a9s0d1f2g";
    let zoe = DesiredUser {
        password: Some(PasswordHash::from_phc(imported.to_owned())),
        ..person(1)
    };
    let provider_id = provider.ensure(&zoe).await.unwrap();
    assert_eq!(
        realm.user(&provider_id).await["requiredActions"],
        json!(["UPDATE_PASSWORD"])
    );
    assert_eq!(credentials(&realm, &provider_id).await, json!([]));
    // Once they did so there, nobody asks again.
    let path = format!("/users/{provider_id}");
    let done = json!({"requiredActions": []});
    realm.call("PUT", &path, Some(&done)).await.expect(204);
    provider.ensure(&next(&zoe)).await.unwrap();
    assert_eq!(realm.user(&provider_id).await["requiredActions"], json!([]));
}
