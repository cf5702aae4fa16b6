//! The port's conformance suite on Keycloak: each case has a realm of its own, and a place between the adapter and Keycloak
//! where calls are made to fail.

use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use enroll_domain::identifier::{EmailAddress, Username};
use enroll_domain::role::RoleName;
use enroll_identity_provider::conformance::{Bench, Case, Directory, Failure, Subject};
use enroll_keycloak::KeycloakProvider;
use enroll_tests::http_peer::{Peer, Reply, Request};
use enroll_tests::keycloak::Keycloak;
use serde_json::{Value, json};

use crate::realm::{Kind, Realm};
use crate::stage::Playing;

/// Plays a case of the suite.
pub(crate) fn play(keycloak: Arc<Keycloak>, case: Case) -> Playing {
    Box::pin(async move {
        let subject = OnKeycloak(keycloak).fresh().await;
        (case.run)(subject).await;
    })
}

struct OnKeycloak(Arc<Keycloak>);

/// A realm, seen by its administrator, and the place where calls fail.
struct Administered {
    realm: Realm,
    failing: Arc<Mutex<Option<Failure>>>,
    _between: Peer,
}

#[async_trait]
impl Bench for OnKeycloak {
    async fn fresh(&self) -> Subject {
        let realm = Realm::new(Arc::clone(&self.0), Kind::Keeps).await;
        let failing = Arc::new(Mutex::new(None));
        let (keycloak, next) = (Arc::clone(&self.0), Arc::clone(&failing));
        let between = Peer::start(move |request| pass(Arc::clone(&keycloak), Arc::clone(&next), request));
        let between = between.await.unwrap();
        let provider = KeycloakProvider::new(realm.settings(between.url(), &[])).unwrap();
        Subject {
            provider: Arc::new(provider),
            directory: Box::new(Administered {
                realm,
                failing,
                _between: between,
            }),
        }
    }
}

/// Passes a request on to Keycloak, unless it is one that is to fail.
async fn pass(keycloak: Arc<Keycloak>, failing: Arc<Mutex<Option<Failure>>>, request: Request) -> Reply {
    match due(&failing, &request) {
        None => forward(&keycloak, request).await,
        Some(Failure::Temporary) => Reply::json(503, "{}"),
        // Keycloak repeats what was wrong.
        Some(Failure::Permanent) => Reply::json(
            400,
            r#"{"field": "email", "errorMessage": "error-invalid-email", "params": ["email", "user-2@example.org"]}"#,
        ),
        Some(Failure::Misconfigured) => Reply::json(403, r#"{"error": "HTTP 403 Forbidden"}"#),
        Some(Failure::Lost) => {
            forward(&keycloak, request).await;
            Reply::HangUp
        }
    }
}

/// The failure that is due at this request: a lost reply is that to the last step, all others come at the first.
fn due(failing: &Mutex<Option<Failure>>, request: &Request) -> Option<Failure> {
    let mut next = failing.lock().unwrap_or_else(PoisonError::into_inner);
    let administers = request.target.starts_with("/admin/");
    let is_due = match next.as_ref()? {
        Failure::Temporary | Failure::Permanent | Failure::Misconfigured => administers,
        Failure::Lost => request.method == "PUT" && request.text().contains("enroll_version"),
    };
    if is_due { next.take() } else { None }
}

async fn forward(keycloak: &Keycloak, request: Request) -> Reply {
    let mut call = keycloak.api().call(&request.method, &request.target);
    if !request.header("authorization").is_empty() {
        call = call.header("authorization", request.header("authorization"));
    }
    if !request.body.is_empty() {
        call = call.raw(request.header("content-type"), request.body.clone());
    }
    let answer = call.send().await;
    let passed_on = ["content-type", "location"]
        .iter()
        .filter(|name| !answer.header(name).is_empty());
    let headers = passed_on
        .map(|name| ((*name).to_owned(), answer.header(name).to_owned()))
        .collect();
    Reply::Answer(answer.status, headers, answer.text.into_bytes())
}

#[async_trait]
impl Directory for Administered {
    async fn add_foreign(&self, email: &EmailAddress, username: Option<&Username>) -> String {
        let name = username.map_or(email.as_str(), Username::as_str);
        let user = json!({"username": name, "email": email.as_str(), "enabled": true});
        self.realm.add(&user).await
    }

    async fn snapshot(&self, provider_id: &str) -> Option<String> {
        let mut seen = Vec::new();
        for part in ["", "/role-mappings", "/groups", "/credentials"] {
            let answer = self.realm.get(&format!("/users/{provider_id}{part}")).await;
            if answer.status == 404 {
                return None;
            }
            seen.push(answer.expect(200).json().to_string());
        }
        Some(seen.join("\n"))
    }

    async fn grant(&self, provider_id: &str, role: &RoleName) {
        self.realm.give(provider_id, role.as_str()).await;
    }

    async fn attribute(&self, provider_id: &str, name: &str) -> Option<String> {
        let user = self.realm.user(provider_id).await;
        user["attributes"][name][0].as_str().map(str::to_owned)
    }

    async fn sign_in(&self, provider_id: &str, password: &str) -> Option<String> {
        let user = self.realm.user(provider_id).await;
        let answer = self.realm.sign_in(user["username"].as_str().unwrap(), password).await;
        (answer.status == 200).then(|| answer.string("/refresh_token"))
    }

    async fn is_signed_in(&self, session: &str) -> bool {
        self.realm.goes_on(session).await
    }

    async fn fail_next(&self, failure: Failure) {
        *self.failing.lock().unwrap_or_else(PoisonError::into_inner) = Some(failure);
    }
}

/// The names of the roles in a list of them, in order.
pub(crate) fn names(roles: &Value) -> Vec<String> {
    let all = roles.as_array().unwrap().iter();
    let mut names: Vec<String> = all.map(|role| role["name"].as_str().unwrap().to_owned()).collect();
    names.sort();
    names
}
