//! People in a real realm: what arrives of them, who is left alone, and how many there are.

use std::sync::Arc;

use enroll_domain::id::UserId;
use enroll_domain::identifier::{EmailAddress, ExternalId};
use enroll_domain::password::PasswordHash;
use enroll_domain::profile::{Field, Profile};
use enroll_domain::role::RoleName;
use enroll_identity_provider::conformance::{HASH, PASSWORD};
use enroll_identity_provider::{DesiredUser, Enabled, IdentityProvider, ProviderError, Sessions};
use enroll_tests::keycloak::Keycloak;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::bench::names;
use crate::realm::{Kind, Realm};
use crate::stage::Case;

pub(crate) const CASES: &[(&str, Case)] = &[
    (
        "a person arrives with names, attributes, roles and groups",
        |keycloak| Box::pin(arrival(keycloak)),
    ),
    (
        "a realm that declares our attributes keeps the version and drops what it does not know",
        |keycloak| Box::pin(declared(keycloak)),
    ),
    (
        "somebody of Keycloak's own with the same address is left as they are",
        |keycloak| Box::pin(somebody_else(keycloak)),
    ),
    ("what others keep of a person stays", |keycloak| {
        Box::pin(kept_by_others(keycloak))
    }),
    ("who was half made is completed", |keycloak| {
        Box::pin(half_made(keycloak))
    }),
    ("two hundred people are two hundred", |keycloak| {
        Box::pin(many(keycloak))
    }),
];

/// An active user of version 1.
pub(crate) fn person(number: u128) -> DesiredUser {
    let profile = [
        (Field::GivenName, "Zoë".to_owned()),
        (Field::FamilyName, "Lovelace".to_owned()),
        (Field::PhoneNumber, "+442079460018".to_owned()),
    ];
    DesiredUser {
        id: UserId::from_uuid(Uuid::from_u128(0x0198_c0de_0000_7000_8000_0000_0000_0000 + number)),
        version: 1,
        provider_id: None,
        email: Some(EmailAddress::parse(&format!("Person-{number}@example.org")).unwrap()),
        email_verified: true,
        username: None,
        profile: Profile::from_stored(profile),
        external: vec![ExternalId::parse("employee_number", &number.to_string()).unwrap()],
        attributes: vec![("section".to_owned(), "0198c0de-0000-7000-8000-00000000d0d0".to_owned())],
        roles: vec![RoleName::member()],
        enabled: Enabled::Yes,
        sessions: Sessions::Keep,
        password: Some(PasswordHash::from_phc(HASH.to_owned())),
    }
}

/// The next version of somebody.
pub(crate) fn next(user: &DesiredUser) -> DesiredUser {
    DesiredUser {
        version: user.version + 1,
        ..user.clone()
    }
}

async fn arrival(keycloak: Arc<Keycloak>) {
    let realm = Realm::new(keycloak, Kind::Keeps).await;
    let provider = realm.provider_with_groups(&["newcomers", "/staff/new people"]);
    let zoe = person(1);
    let provider_id = provider.ensure(&zoe).await.unwrap();
    let there = realm.user(&provider_id).await;
    assert_eq!(there["username"], "person-1@example.org");
    assert_eq!(there["email"], "person-1@example.org");
    assert_eq!(
        (&there["firstName"], &there["lastName"]),
        (&json!("Zoë"), &json!("Lovelace"))
    );
    assert_eq!(
        (&there["enabled"], &there["emailVerified"]),
        (&json!(true), &json!(true))
    );
    assert_eq!(there["requiredActions"], json!([]));
    let attributes = &there["attributes"];
    assert_eq!(attributes["enroll_id"][0], zoe.id.to_string());
    assert_eq!(attributes["enroll_version"][0], "1");
    assert_eq!(attributes["phone_number"][0], "+442079460018");
    assert_eq!(attributes["employee_number"][0], "1");
    assert_eq!(attributes["section"][0], "0198c0de-0000-7000-8000-00000000d0d0");
    let roles = realm
        .get(&format!("/users/{provider_id}/role-mappings/realm"))
        .await
        .json();
    assert_eq!(
        names(&roles),
        [format!("default-roles-{}", realm.name), "member".to_owned()]
    );
    let groups = realm.get(&format!("/users/{provider_id}/groups")).await.json();
    assert_eq!(names(&groups), ["new people", "newcomers"]);
    let before = (realm.user(&provider_id).await, credentials(&realm, &provider_id).await);
    assert_eq!(provider.ensure(&zoe).await.unwrap(), provider_id);
    let after = (realm.user(&provider_id).await, credentials(&realm, &provider_id).await);
    assert_eq!(
        before, after,
        "the same again changes nothing, not even the password's date"
    );
}

pub(crate) async fn credentials(realm: &Realm, provider_id: &str) -> Value {
    realm
        .get(&format!("/users/{provider_id}/credentials"))
        .await
        .expect(200)
        .json()
}

async fn declared(keycloak: Arc<Keycloak>) {
    let realm = Realm::new(keycloak, Kind::Declares).await;
    let (provider, zoe) = (realm.provider(), person(1));
    provider.check().await.unwrap();
    let newer = DesiredUser {
        roles: vec![RoleName::admin(), RoleName::member()],
        ..next(&zoe)
    };
    let provider_id = provider.ensure(&newer).await.unwrap();
    let before = realm.user(&provider_id).await;
    assert_eq!(before["attributes"]["phone_number"], Value::Null);
    assert_eq!(provider.ensure(&zoe).await.unwrap(), provider_id);
    assert_eq!(
        realm.user(&provider_id).await,
        before,
        "an older version changes nothing"
    );
    provider.ensure(&DesiredUser { version: 3, ..zoe }).await.unwrap();
    let roles = provider.find(newer.id).await.unwrap().unwrap().roles;
    assert_eq!(roles, [RoleName::member()]);
}

async fn somebody_else(keycloak: Arc<Keycloak>) {
    let realm = Realm::new(keycloak, Kind::Keeps).await;
    let provider = realm.provider();
    let theirs = json!({"username": "grace", "email": "person-1@example.org", "enabled": true,
        "attributes": {"enroll_id": ["somebody else's"], "desk": ["7"]}});
    let foreign = realm.add(&theirs).await;
    realm.give(&foreign, "auditor").await;
    let before = (realm.user(&foreign).await, credentials(&realm, &foreign).await);
    let told = DesiredUser {
        provider_id: Some(foreign.clone()),
        ..person(1)
    };
    for desired in [person(1), told] {
        let taken = provider.ensure(&desired).await;
        assert!(matches!(taken, Err(ProviderError::Taken)), "{taken:?}");
    }
    assert_eq!(
        (realm.user(&foreign).await, credentials(&realm, &foreign).await),
        before
    );
    provider.remove(person(1).id).await.unwrap();
    assert_eq!(realm.count().await, 1);
}

async fn kept_by_others(keycloak: Arc<Keycloak>) {
    let realm = Realm::new(keycloak, Kind::Keeps).await;
    let (provider, zoe) = (realm.provider(), person(1));
    let provider_id = provider.ensure(&zoe).await.unwrap();
    let mut there = realm.user(&provider_id).await;
    there["attributes"]["desk"] = json!(["7", "8"]);
    there["requiredActions"] = json!(["CONFIGURE_TOTP"]);
    realm
        .call("PUT", &format!("/users/{provider_id}"), Some(&there))
        .await
        .expect(204);
    let bare = DesiredUser {
        profile: Profile::new(),
        external: Vec::new(),
        attributes: Vec::new(),
        roles: Vec::new(),
        ..next(&zoe)
    };
    provider.ensure(&bare).await.unwrap();
    let there = realm.user(&provider_id).await;
    assert_eq!(there["attributes"]["desk"], json!(["7", "8"]));
    assert_eq!(there["requiredActions"], json!(["CONFIGURE_TOTP"]));
    assert_eq!((&there["firstName"], &there["lastName"]), (&Value::Null, &Value::Null));
    for name in [
        "phone_number",
        "employee_number",
        "section",
        "enroll_attributes",
        "enroll_roles",
    ] {
        assert_eq!(there["attributes"][name], Value::Null, "{name}");
    }
}

async fn half_made(keycloak: Arc<Keycloak>) {
    let realm = Realm::new(keycloak, Kind::Keeps).await;
    let (provider, zoe) = (realm.provider(), person(1));
    // As it is left when the way breaks off after the first step.
    let begun = json!({"username": "person-1@example.org", "email": "person-1@example.org", "enabled": true,
        "attributes": {"enroll_id": [zoe.id.to_string()], "enroll_roles": ["member"]}});
    let provider_id = realm.add(&begun).await;
    assert_eq!(provider.find(zoe.id).await.unwrap().unwrap().version, None);
    assert_eq!(provider.ensure(&zoe).await.unwrap(), provider_id);
    let there = provider.find(zoe.id).await.unwrap().unwrap();
    assert_eq!((there.version, there.roles), (Some(1), vec![RoleName::member()]));
    realm.sign_in("person-1@example.org", PASSWORD).await.expect(200);
}

async fn many(keycloak: Arc<Keycloak>) {
    let realm = Realm::new(keycloak, Kind::Keeps).await;
    let provider = Arc::new(realm.provider());
    let mut working = Vec::new();
    for worker in 0..8 {
        let provider = Arc::clone(&provider);
        working.push(tokio::spawn(async move {
            for number in (0..200).filter(|number| number % 8 == worker) {
                provider.ensure(&person(number)).await.unwrap();
            }
        }));
    }
    for worker in working {
        worker.await.unwrap();
    }
    assert_eq!(realm.count().await, 200);
    let mut ids: Vec<_> = provider
        .list(0, 300)
        .await
        .unwrap()
        .into_iter()
        .map(|user| user.enroll_id)
        .collect();
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), 200);
}
