//! A server that says what Keycloak would say of an empty realm, unless a test has it say something else.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use enroll_domain::id::UserId;
use enroll_domain::identifier::EmailAddress;
use enroll_domain::profile::Profile;
use enroll_domain::role::RoleName;
use enroll_identity_provider::{DesiredUser, Enabled, ProviderError, Sessions};
use enroll_keycloak::{KeycloakProvider, KeycloakSettings, PlainHttp};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::http_peer::{Peer, Reply, Request};

pub(crate) const SECRET: &str = "the-secret-of-the-client";

/// Keycloak's id of the one user there is.
pub(crate) const ID: &str = "5ed3ee0c-ca29-459f-8b68-e03b8302b9fa";

/// What a test answers in Keycloak's place; `None` for what Keycloak would say.
pub(crate) type Instead = Box<dyn Fn(&Request) -> Option<Reply> + Send + Sync>;

/// A server, and a provider that talks to it.
pub(crate) struct Scene {
    pub(crate) peer: Peer,
    pub(crate) provider: KeycloakProvider,
}

impl Scene {
    pub(crate) async fn new(instead: impl Fn(&Request) -> Option<Reply> + Send + Sync + 'static) -> Self {
        let realm = Arc::new(Mutex::new(Realm::default()));
        let instead: Arc<Instead> = Arc::new(Box::new(instead));
        let peer = Peer::start(move |request| {
            let reply = instead(&request)
                .unwrap_or_else(|| realm.lock().unwrap_or_else(PoisonError::into_inner).answer(&request));
            async move { reply }
        });
        let peer = peer.await.unwrap();
        let provider = KeycloakProvider::new(settings(peer.url())).unwrap();
        Self { peer, provider }
    }

    /// The requests so far, as `METHOD path`, without the query.
    pub(crate) fn asked(&self) -> Vec<String> {
        let path = |request: &Request| request.target.split('?').next().unwrap().to_owned();
        let all = self.peer.asked();
        all.iter()
            .map(|request| format!("{} {}", request.method, path(request)))
            .collect()
    }
}

pub(crate) fn settings(url: &str) -> KeycloakSettings {
    KeycloakSettings::new(url, "people", "enroll", SECRET.to_owned(), &[], PlainHttp::LoopbackOnly).unwrap()
}

/// Somebody with an address and one role.
pub(crate) fn somebody() -> DesiredUser {
    DesiredUser {
        id: UserId::from_uuid(Uuid::from_u128(0x0198_c0de_0000_7000_8000_0000_0000_0001)),
        version: 7,
        provider_id: None,
        email: Some(EmailAddress::parse("ada@example.org").unwrap()),
        email_verified: true,
        username: None,
        profile: Profile::new(),
        external: Vec::new(),
        attributes: Vec::new(),
        roles: vec![RoleName::member()],
        enabled: Enabled::Yes,
        sessions: Sessions::Keep,
        password: None,
    }
}

/// Whether a request asks for a token.
pub(crate) fn is_for_token(request: &Request) -> bool {
    request.target == "/realms/people/protocol/openid-connect/token"
}

/// The text of an error, once it is seen to tell nothing of the person and no secret.
pub(crate) fn told(error: &ProviderError) -> String {
    let text = format!("{error} {error:?}");
    for hidden in ["ada", "example.org", SECRET, "token-"] {
        assert!(!text.contains(hidden), "{text}");
    }
    text
}

#[derive(Default)]
struct Realm {
    user: Option<Value>,
    roles: BTreeMap<String, Value>,
    tokens: usize,
}

impl Realm {
    fn answer(&mut self, request: &Request) -> Reply {
        let ok = |body: &Value| Reply::json(200, &body.to_string());
        if is_for_token(request) {
            self.tokens += 1;
            return ok(&json!({"access_token": format!("token-{}", self.tokens), "expires_in": 300}));
        }
        let path = request.target.split('?').next().unwrap();
        let path = path.strip_prefix("/admin/realms/people").unwrap_or("elsewhere");
        let (done, nothing) = (Reply::Answer(204, Vec::new(), Vec::new()), Reply::json(404, "{}"));
        match (
            request.method.as_str(),
            path.trim_start_matches('/').split('/').collect::<Vec<_>>().as_slice(),
        ) {
            ("GET", [""]) => ok(&json!({"editUsernameAllowed": true})),
            ("GET", ["users"]) => ok(&json!(self.user.iter().collect::<Vec<_>>())),
            ("GET", ["users", "profile"]) => ok(&json!({"unmanagedAttributePolicy": "ADMIN_EDIT"})),
            ("GET", ["users", ID]) => self.user.as_ref().map_or(nothing, ok),
            ("GET", ["users", ID, "role-mappings", "realm"]) => ok(&json!(self.roles.values().collect::<Vec<_>>())),
            ("GET", ["users", ID, "credentials"]) => ok(&json!([])),
            ("GET", ["roles", name]) => ok(&json!({"id": name, "name": name})),
            ("POST", ["users"]) => {
                self.user = Some(self.written(request));
                let location = format!("http://elsewhere.example.org/admin/realms/people/users/{ID}");
                Reply::Answer(201, vec![("location".to_owned(), location)], Vec::new())
            }
            ("PUT", ["users", ID]) => {
                self.user = Some(self.written(request));
                done
            }
            ("DELETE", ["users", ID]) => {
                self.user = None;
                done
            }
            ("POST", ["users", ID, "role-mappings", "realm"]) => {
                for role in serde_json::from_slice::<Vec<Value>>(&request.body).unwrap() {
                    self.roles.insert(role["name"].as_str().unwrap().to_owned(), role);
                }
                done
            }
            (_, _) => nothing,
        }
    }

    fn written(&self, request: &Request) -> Value {
        let mut user: Value = serde_json::from_slice(&request.body).unwrap();
        user["id"] = json!(ID);
        user
    }
}
