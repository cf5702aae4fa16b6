//! Realms that are not set up as they have to be: each is told apart, with what to do about it, and nothing is left in it.

use std::sync::Arc;

use enroll_domain::role::RoleName;
use enroll_identity_provider::{DesiredUser, IdentityProvider, ProviderError};
use enroll_keycloak::{KeycloakProvider, KeycloakSettings, PlainHttp};
use enroll_tests::keycloak::Keycloak;
use serde_json::json;

use crate::people::{next, person};
use crate::realm::{Kind, Realm, SECRET};
use crate::stage::Case;

pub(crate) const CASES: &[(&str, Case)] = &[
    (
        "a realm that is set up passes the check, and nothing is written by it",
        |keycloak| Box::pin(set_up(keycloak)),
    ),
    (
        "a realm as Keycloak makes it is refused with the setting to change, and nothing is left there",
        |keycloak| Box::pin(unkept(keycloak, Kind::Plain, "unmanagedAttributePolicy ADMIN_EDIT")),
    ),
    (
        "a realm in which people write their own attributes is refused with the setting to change",
        |keycloak| Box::pin(unkept(keycloak, Kind::Open, "could pass for somebody else")),
    ),
    (
        "a role that the realm lacks is named, and nobody is half made",
        |keycloak| Box::pin(missing_role(keycloak)),
    ),
    (
        "a group that the realm lacks is named, and nobody is half made",
        |keycloak| Box::pin(missing_group(keycloak)),
    ),
    (
        "a wrong secret, a wrong client and a wrong realm are told apart",
        |keycloak| Box::pin(wrong_settings(keycloak)),
    ),
    ("a service account without a right is told which it needs", |keycloak| {
        Box::pin(missing_rights(keycloak))
    }),
    (
        "a realm that fixes user names says so when somebody is renamed",
        |keycloak| Box::pin(fixed_names(keycloak)),
    ),
    ("an address that is no user name there is none", |keycloak| {
        Box::pin(odd_address(keycloak))
    }),
];

fn told(error: &ProviderError) -> String {
    let text = error.to_string();
    assert!(!text.contains("example.org") && !text.contains(SECRET), "{text}");
    text
}

fn misconfigured<T>(result: Result<T, ProviderError>) -> String {
    match result {
        Err(error @ ProviderError::Misconfigured(_)) => told(&error),
        Err(error) => panic!("{error:?}"),
        Ok(_) => panic!("it is well"),
    }
}

fn permanent<T>(result: Result<T, ProviderError>) -> String {
    match result {
        Err(error @ ProviderError::Permanent(_)) => told(&error),
        Err(error) => panic!("{error:?}"),
        Ok(_) => panic!("it is well"),
    }
}

async fn set_up(keycloak: Arc<Keycloak>) {
    for kind in [Kind::Keeps, Kind::Declares] {
        let realm = Realm::new(Arc::clone(&keycloak), kind).await;
        realm
            .provider_with_groups(&["/staff/new people"])
            .check()
            .await
            .unwrap();
        assert_eq!(realm.count().await, 0);
    }
}

async fn unkept(keycloak: Arc<Keycloak>, kind: Kind, remedy: &str) {
    let realm = Realm::new(keycloak, kind).await;
    let provider = realm.provider();
    let why = permanent(provider.ensure(&person(1)).await);
    assert!(why.contains("enroll_id") && why.contains(remedy), "{why}");
    assert_eq!(realm.count().await, 0);
    let why = misconfigured(provider.check().await);
    assert!(why.contains("enroll_id") && why.contains(remedy), "{why}");
}

async fn missing_role(keycloak: Arc<Keycloak>) {
    let realm = Realm::new(keycloak, Kind::Keeps).await;
    let demanding = DesiredUser {
        roles: vec![RoleName::member(), RoleName::parse("beekeeper").unwrap()],
        ..person(1)
    };
    let why = permanent(realm.provider().ensure(&demanding).await);
    assert!(why.contains("beekeeper"), "{why}");
    assert_eq!(realm.count().await, 0);
}

async fn missing_group(keycloak: Arc<Keycloak>) {
    let realm = Realm::new(keycloak, Kind::Keeps).await;
    let provider = realm.provider_with_groups(&["/newcomers", "/beekeepers"]);
    for why in [
        misconfigured(provider.ensure(&person(1)).await),
        misconfigured(provider.check().await),
    ] {
        assert!(why.contains("/beekeepers"), "{why}");
    }
    assert_eq!(realm.count().await, 0);
}

async fn wrong_settings(keycloak: Arc<Keycloak>) {
    let realm = Realm::new(keycloak, Kind::Keeps).await;
    let asked = async |path: &str, name: &str, client: &str, secret: &str| {
        let url = format!("{}{path}", realm.keycloak.url());
        let settings = KeycloakSettings::new(&url, name, client, secret.to_owned(), &[], PlainHttp::LoopbackOnly);
        misconfigured(
            KeycloakProvider::new(settings.unwrap())
                .unwrap()
                .ensure(&person(1))
                .await,
        )
    };
    let secret = asked("", &realm.name, "enroll", "not the secret").await;
    assert!(
        secret.contains("unauthorized_client") && secret.contains("client_secret"),
        "{secret}"
    );
    let client = asked("", &realm.name, "nobody", SECRET).await;
    assert!(client.contains("invalid_client"), "{client}");
    let public = asked("", &realm.name, "door", SECRET).await;
    assert!(public.contains("service account"), "{public}");
    let name = asked("", "no-such-realm", "enroll", SECRET).await;
    assert!(name.contains("no such realm"), "{name}");
    let path = asked("/auth", &realm.name, "enroll", SECRET).await;
    assert!(path.contains("look at url"), "{path}");
}

async fn missing_rights(keycloak: Arc<Keycloak>) {
    let rights = [
        json!([]),
        json!(["view-users", "query-users", "query-groups", "view-realm"]),
    ];
    for rights in rights {
        let change = |realm: &mut serde_json::Value| {
            realm["users"][0]["clientRoles"]["realm-management"] = rights.clone();
        };
        let realm = Realm::with(Arc::clone(&keycloak), Kind::Keeps, change).await;
        let provider = realm.provider();
        for why in [
            misconfigured(provider.ensure(&person(1)).await),
            misconfigured(provider.check().await),
        ] {
            assert!(
                why.contains("manage-users") && why.contains("realm-management"),
                "{why}"
            );
        }
        assert_eq!(realm.count().await, 0);
    }
}

async fn fixed_names(keycloak: Arc<Keycloak>) {
    let fixed = |realm: &mut serde_json::Value| realm["editUsernameAllowed"] = json!(false);
    let realm = Realm::with(keycloak, Kind::Keeps, fixed).await;
    let (provider, zoe) = (realm.provider(), person(1));
    let provider_id = provider.ensure(&zoe).await.unwrap();
    let moved = DesiredUser {
        email: person(2).email,
        ..next(&zoe)
    };
    let why = permanent(provider.ensure(&moved).await);
    assert!(why.contains("Edit username"), "{why}");
    assert_eq!(realm.user(&provider_id).await["email"], "person-1@example.org");
    let why = misconfigured(provider.check().await);
    assert!(why.contains("Edit username"), "{why}");
}

async fn odd_address(keycloak: Arc<Keycloak>) {
    let realm = Realm::new(keycloak, Kind::Keeps).await;
    let odd = DesiredUser {
        email: Some(enroll_domain::identifier::EmailAddress::parse("o'neil@example.org").unwrap()),
        ..person(1)
    };
    let provider_id = realm.provider().ensure(&odd).await.unwrap();
    let there = realm.user(&provider_id).await;
    assert_eq!(
        (&there["username"], &there["email"]),
        (&json!(odd.id.to_string()), &json!("o'neil@example.org"))
    );
}
