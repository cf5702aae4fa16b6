//! People who register over Cape Digital's contract, and the Keycloak that is to know them: all of them are there in the end,
//! also those who came while it was away. These cases are played alone.

use std::collections::BTreeSet;
use std::net::TcpListener;
use std::sync::Arc;
use std::time::Duration;

use enroll::adapters::actix::{Binding, Dialect, Options as Surroundings, Server};
use enroll::adapters::diesel::{DieselStore, Options};
use enroll::adapters::memory::{Mailbox, MemoryStrength};
use enroll::adapters::passwords::{HashingPool, HashingSettings};
use enroll::adapters::tokens::{RootSecret, Tokens};
use enroll::domain::registration::{Admission, Policy, Preset, ProvisioningTarget};
use enroll::domain::tenant::TenantName;
use enroll::{Call, Enroll, FirstCredential, HandedPassword, NewUserForm, Running};
use enroll_tests::api::Api;
use enroll_tests::keycloak::Keycloak;
use enroll_tests::until::within;
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::task::JoinSet;

use crate::realm::{Kind, Realm};
use crate::stage::Case;

pub(crate) const CASES: &[(&str, Case)] = &[
    (
        "200 Cape users who register while Keycloak is away are all there when it is back",
        |keycloak| Box::pin(while_it_is_away(keycloak)),
    ),
    (
        "a consumer who registers signs in to Keycloak with the same password",
        |keycloak| Box::pin(consumer(keycloak)),
    ),
];

const PASSWORD: &str = "seven owls read maps";
const SECRET: &str = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";
/// How long the relay may take once Keycloak is back: it waits longer after each try in vain.
const CATCHING_UP: Duration = Duration::from_secs(600);
/// How many register at once.
const AT_ONCE: usize = 25;
const PEOPLE: usize = 200;

async fn while_it_is_away(keycloak: Arc<Keycloak>) {
    let realm = realm(&keycloak).await;
    let server = CapeServer::serve(&realm).await;
    keycloak.kill().await;
    let mut begun = 0;
    while begun < PEOPLE {
        let mut crowd = JoinSet::new();
        for number in begun..(begun + AT_ONCE).min(PEOPLE) {
            let (api, token) = (server.api.clone(), server.token.clone());
            crowd.spawn(async move {
                let call = api.call("POST", "/api/v1/auth/register").bearer(&token);
                call.json(&cape_user(number)).send().await.expect(200)
            });
        }
        crowd.join_all().await;
        begun += AT_ONCE;
    }
    keycloak.start_again().await;
    let all = within(CATCHING_UP, || async {
        let counted = realm.count().await;
        (usize::try_from(counted).unwrap() > PEOPLE).then_some(counted)
    });
    all.await.unwrap_or_else(|| panic!("not everybody arrived"));
    server.settled().await;
    // The administrator who made them is there, too.
    assert_eq!(usize::try_from(realm.count().await).unwrap(), PEOPLE + 1);
    let users = realm.get("/users?max=1000").await.expect(200).json();
    let found: Vec<&Value> = users.as_array().unwrap().iter().collect();
    let mut numbers = BTreeSet::new();
    for user in found {
        let attributes = &user["attributes"];
        let Some(number) = attributes["employee_number"][0].as_str() else {
            continue;
        };
        let index: usize = number.trim_start_matches('E').parse().unwrap();
        let sent = cape_user(index);
        assert_eq!(user["email"], sent["email"]);
        assert_eq!(user["firstName"], sent["first_name"]);
        assert_eq!(user["lastName"], sent["last_name"]);
        assert_eq!(attributes["contact_phone"][0], sent["phone_number"]);
        assert_eq!(attributes["gender"][0], "female");
        assert_eq!(user["requiredActions"], json!(["UPDATE_PASSWORD"]));
        let path = format!("/users/{}/role-mappings/realm", user["id"].as_str().unwrap());
        let held = realm.get(&path).await.expect(200).json();
        let held: BTreeSet<_> = held
            .as_array()
            .unwrap()
            .iter()
            .filter_map(|role| role["name"].as_str())
            .collect();
        assert!(held.contains("editor") && held.contains("member"), "{number}: {held:?}");
        numbers.insert(index);
    }
    assert_eq!(numbers.len(), PEOPLE, "each is there once");
}

async fn consumer(keycloak: Arc<Keycloak>) {
    let realm = realm(&keycloak).await;
    let server = CapeServer::serve(&realm).await;
    let body = json!({
        "email": "jane@example.com", "first_name": "Jane", "last_name": "Doe", "password": PASSWORD,
        "confirm_password": PASSWORD,
    });
    server
        .api
        .post("/api/v1/auth/register-consumer", body)
        .await
        .expect(200);
    server.settled().await;
    realm.sign_in("jane@example.com", PASSWORD).await.expect(200);
    realm.sign_in("jane@example.com", "another password").await.expect(401);
}

async fn realm(keycloak: &Arc<Keycloak>) -> Realm {
    Realm::with(Arc::clone(keycloak), Kind::Keeps, |realm| {
        realm["roles"]["realm"]
            .as_array_mut()
            .unwrap()
            .push(json!({"name": "editor"}));
    })
    .await
}

fn cape_user(number: usize) -> Value {
    json!({
        "email": format!("person-{number}@example.org"), "first_name": "Ada", "last_name": "Lovelace",
        "country_code": "KE", "phone_number": format!("07{number:08}"), "employee_number": format!("E{number}"),
        "gender": "FEMALE", "roles": ["editor"],
    })
}

/// A server that serves Cape Digital's contract on SQLite, and provisions into a realm.
struct CapeServer {
    api: Api,
    token: String,
    enroll: Enroll,
    _running: Running,
    _folder: TempDir,
}

impl CapeServer {
    async fn serve(realm: &Realm) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let database = format!("sqlite:{}", folder.path().join("enroll.db").display());
        DieselStore::migrate(&database).unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let secret = RootSecret::parse(SECRET).unwrap();
        let tokens = Arc::new(Tokens::new(&secret, None, url.clone(), url.clone()));
        let cheap = HashingSettings {
            memory_kib: 64,
            passes: 1,
            ..HashingSettings::default()
        };
        let target = ProvisioningTarget::parse("capemedia").unwrap();
        let staff = Policy {
            provisioning: vec![target.clone()],
            ..Preset::CapeDigital.policy()
        };
        let consumers = Policy {
            admission: Admission::Open,
            ..staff.clone()
        };
        let enroll = Enroll::builder()
            .public_url(url.clone())
            .store(Arc::new(DieselStore::open(&database, Options::default()).unwrap()))
            .hasher(Arc::new(HashingPool::new(&cheap).unwrap()))
            .strength(Arc::new(MemoryStrength))
            .tokens(tokens.clone(), tokens)
            .mailer(Arc::new(Mailbox::new()))
            .identity_provider(target, Arc::new(realm.provider()))
            .tenant(tenant("staff"), staff)
            .tenant(tenant("consumers"), consumers)
            .build()
            .unwrap();
        enroll.prepare().await.unwrap();
        let binding = Binding::new(Dialect::CapeDigital, tenant("staff"));
        let binding = binding.with("consumer_tenant", "consumers").unwrap();
        let surroundings = Surroundings::new().with_dialect(binding);
        let server = Server::on(listener, enroll.enrollment().clone(), surroundings).unwrap();
        tokio::spawn(async move { server.run().await.unwrap() });
        let running = enroll.start();
        let token = administrator(&enroll).await;
        let served = Self {
            api: Api::new(&url),
            token,
            enroll,
            _running: running,
            _folder: folder,
        };
        served.settled().await;
        served
    }

    /// Waits until everybody is where they are to be.
    async fn settled(&self) {
        use enroll::ports::repository::Channel;
        let done = within(CATCHING_UP, || async {
            let backlog = self.enroll.relay().backlog(Channel::Provisioning).await.unwrap();
            assert_eq!(backlog.dead, 0, "somebody was given up");
            (backlog.open == 0).then_some(())
        });
        done.await.unwrap_or_else(|| panic!("something is left to do"));
    }
}

async fn administrator(enroll: &Enroll) -> String {
    let enrollment = enroll.enrollment();
    let call = Call::in_tenant(enrollment.tenant_named("staff").unwrap());
    let operator = enrollment.operator(&call).await.unwrap();
    let email = "principal@example.org";
    let form = NewUserForm {
        email: Some(email.to_owned()),
        profile: [("given_name", "Grace"), ("family_name", "Hopper")]
            .map(|(name, value)| {
                (
                    enroll::domain::profile::Field::from_name(name).unwrap(),
                    value.to_owned(),
                )
            })
            .to_vec(),
        roles: vec!["admin".to_owned()],
        ..NewUserForm::default()
    };
    let credential = FirstCredential::Password(PASSWORD);
    enrollment
        .create_user(&operator, &form, credential, None)
        .await
        .unwrap();
    let tokens = enrollment.sign_in(&call, Some(email), Some(PASSWORD), HandedPassword::Accepted);
    tokens.await.unwrap().access_token
}

fn tenant(name: &str) -> TenantName {
    TenantName::parse(name).unwrap()
}
