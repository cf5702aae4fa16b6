//! Realms as operators set them up, each made for one case, and what a case asks of one past the adapter.

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use enroll_keycloak::{KeycloakProvider, KeycloakSettings, PlainHttp};
use enroll_tests::api::Answer;
use enroll_tests::keycloak::Keycloak;
use serde_json::{Value, json};

/// The secret of the client `enroll`.
pub(crate) const SECRET: &str = "the-secret-of-the-client";

/// Every right that the service account needs.
const RIGHTS: &[&str] = &[
    "manage-users",
    "view-users",
    "query-users",
    "query-groups",
    "view-realm",
];

/// What a realm does with attributes of ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// It keeps whatever an administrator writes.
    Keeps,
    /// It declares ours, and drops whatever else it does not know.
    Declares,
    /// As Keycloak makes it: it drops what it does not know.
    Plain,
    /// It lets people write whatever they like about themselves.
    Open,
}

/// Realms that no case uses at the moment. Keycloak takes seconds to make one, and no time to empty one.
static SPARE: Mutex<Vec<(Kind, String)>> = Mutex::new(Vec::new());

/// A realm that one case has for itself.
pub(crate) struct Realm {
    pub(crate) keycloak: Arc<Keycloak>,
    pub(crate) name: String,
    /// What it is when the next case gets it; `None` if it is no good for any other.
    spare_as: Option<Kind>,
}

impl Realm {
    /// A realm without users and with all that the adapter needs, but for what its kind leaves out.
    pub(crate) async fn new(keycloak: Arc<Keycloak>, kind: Kind) -> Self {
        let found = {
            let mut spare = SPARE.lock().unwrap_or_else(PoisonError::into_inner);
            let place = spare.iter().position(|(other, _)| *other == kind);
            place.map(|place| spare.remove(place).1)
        };
        let Some(name) = found else {
            let mut made = Self::with(keycloak, kind, |_| {}).await;
            made.spare_as = Some(kind);
            return made;
        };
        let realm = Self {
            keycloak,
            name,
            spare_as: Some(kind),
        };
        realm.empty().await;
        realm
    }

    /// A realm that is changed before it is made.
    pub(crate) async fn with(keycloak: Arc<Keycloak>, kind: Kind, change: impl FnOnce(&mut Value)) -> Self {
        static MADE: AtomicU32 = AtomicU32::new(1);
        let name = format!("realm-{}", MADE.fetch_add(1, Ordering::Relaxed));
        let mut realm = written(&name, kind);
        change(&mut realm);
        keycloak.make_realm(&realm).await;
        Self {
            keycloak,
            name,
            spare_as: None,
        }
    }

    async fn empty(&self) {
        let users = self.get("/users?max=1000").await.expect(200).json();
        for user in users.as_array().unwrap() {
            let path = format!("/users/{}", user["id"].as_str().unwrap());
            self.call("DELETE", &path, None).await.expect(204);
        }
    }

    pub(crate) fn settings(&self, url: &str, groups: &[&str]) -> KeycloakSettings {
        let groups: Vec<String> = groups.iter().map(|path| (*path).to_owned()).collect();
        let (secret, plain) = (SECRET.to_owned(), PlainHttp::LoopbackOnly);
        KeycloakSettings::new(url, &self.name, "enroll", secret, &groups, plain).unwrap()
    }

    pub(crate) fn provider(&self) -> KeycloakProvider {
        KeycloakProvider::new(self.settings(self.keycloak.url(), &[])).unwrap()
    }

    pub(crate) fn provider_with_groups(&self, groups: &[&str]) -> KeycloakProvider {
        KeycloakProvider::new(self.settings(self.keycloak.url(), groups)).unwrap()
    }

    /// Asks Keycloak as its administrator.
    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.call("GET", path, None).await
    }

    pub(crate) async fn call(&self, method: &str, path: &str, body: Option<&Value>) -> Answer {
        let path = format!("/admin/realms/{}{path}", self.name);
        let call = self.keycloak.call(method, &path).await;
        match body {
            Some(body) => call.json(body).send().await,
            None => call.send().await,
        }
    }

    /// Makes a user past the adapter, and answers Keycloak's id of them.
    pub(crate) async fn add(&self, user: &Value) -> String {
        let made = self.call("POST", "/users", Some(user)).await.expect(201);
        made.header("location").rsplit('/').next().unwrap().to_owned()
    }

    pub(crate) async fn user(&self, provider_id: &str) -> Value {
        self.get(&format!("/users/{provider_id}")).await.expect(200).json()
    }

    /// How many users there are.
    pub(crate) async fn count(&self) -> u64 {
        let users = self.get("/users/count").await.expect(200);
        users.text.trim().parse().unwrap()
    }

    /// Gives a role by hand.
    pub(crate) async fn give(&self, provider_id: &str, role: &str) {
        let role = self.get(&format!("/roles/{role}")).await.expect(200).json();
        let path = format!("/users/{provider_id}/role-mappings/realm");
        self.call("POST", &path, Some(&json!([role]))).await.expect(204);
    }

    /// Signs somebody in by their name or address and a password.
    pub(crate) async fn sign_in(&self, name: &str, password: &str) -> Answer {
        let form = [
            ("grant_type", "password"),
            ("client_id", "door"),
            ("username", name),
            ("password", password),
        ];
        self.keycloak.grant(&self.name, &form).await
    }

    /// Whether a session goes on, seen by its refresh token.
    pub(crate) async fn goes_on(&self, refresh_token: &str) -> bool {
        let form = [
            ("grant_type", "refresh_token"),
            ("client_id", "door"),
            ("refresh_token", refresh_token),
        ];
        self.keycloak.grant(&self.name, &form).await.status == 200
    }
}

impl Drop for Realm {
    fn drop(&mut self) {
        if let Some(kind) = self.spare_as {
            let mut spare = SPARE.lock().unwrap_or_else(PoisonError::into_inner);
            spare.push((kind, std::mem::take(&mut self.name)));
        }
    }
}

fn written(name: &str, kind: Kind) -> Value {
    json!({
        "realm": name,
        "enabled": true,
        "editUsernameAllowed": true,
        "roles": {"realm": [{"name": "member"}, {"name": "admin"}, {"name": "auditor"}]},
        "groups": [{"name": "newcomers"}, {"name": "staff", "subGroups": [{"name": "new people"}]}],
        "clients": [
            {"clientId": "enroll", "secret": SECRET, "publicClient": false, "standardFlowEnabled": false, "serviceAccountsEnabled": true},
            {"clientId": "door", "publicClient": true, "directAccessGrantsEnabled": true, "standardFlowEnabled": false},
        ],
        "users": [{
            "username": "service-account-enroll",
            "enabled": true,
            "serviceAccountClientId": "enroll",
            "clientRoles": {"realm-management": RIGHTS},
        }],
        "components": {"org.keycloak.userprofile.UserProfileProvider": [{
            "providerId": "declarative-user-profile",
            "config": {"kc.user.profile.config": [profile(kind).to_string()]},
        }]},
    })
}

fn profile(kind: Kind) -> Value {
    let everybodys = ["username", "email", "firstName", "lastName"];
    let theirs = everybodys
        .map(|name| json!({"name": name, "permissions": {"view": ["admin", "user"], "edit": ["admin", "user"]}}));
    let mut attributes = theirs.to_vec();
    if kind == Kind::Declares {
        let single = ["enroll_id", "enroll_version", "enroll_password"].map(|name| (name, false));
        let multiple = ["enroll_roles", "enroll_attributes"].map(|name| (name, true));
        let permissions = json!({"view": ["admin"], "edit": ["admin"]});
        attributes.extend(
            [single.as_slice(), multiple.as_slice()].concat().into_iter().map(
                |(name, multivalued)| json!({"name": name, "multivalued": multivalued, "permissions": permissions}),
            ),
        );
    }
    let policy = match kind {
        Kind::Keeps => Some("ADMIN_EDIT"),
        Kind::Open => Some("ENABLED"),
        Kind::Declares | Kind::Plain => None,
    };
    let mut profile = json!({"attributes": attributes});
    if let Some(policy) = policy {
        profile["unmanagedAttributePolicy"] = json!(policy);
    }
    profile
}
