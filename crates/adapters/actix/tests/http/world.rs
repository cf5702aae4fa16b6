//! A small world to test in: enroll over the memory adapters, a mailbox, and a way to send requests.

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

use actix_web::App;
use actix_web::body::to_bytes;
use actix_web::http::{Method, StatusCode, header::HeaderMap};
use actix_web::test::{TestRequest, call_service, init_service};
use enroll_actix::{Options, openapi, routes};
use enroll_application::{
    Call, CreateUserError, DeclaredTenant, Enrollment, FirstCredential, NewUserForm, Ports, Relay, Settings,
};
use enroll_domain::Timestamp;
use enroll_domain::registration::Policy;
use enroll_domain::tenant::TenantName;
use enroll_memory::{Mailbox, MemoryHasher, MemoryStore, MemoryStrength, MemoryTokens, SeededEntropy, SetClock};
use serde_json::{Value, json};

/// A password that no rule is against.
pub(crate) const PASSWORD: &str = "correct horse battery staple";
/// Another one.
pub(crate) const OTHER_PASSWORD: &str = "purple monkey dishwasher tango";
/// The address under which everybody knows us.
pub(crate) const PUBLIC_URL: &str = "https://enroll.example";

static DOCUMENT: LazyLock<Value> = LazyLock::new(|| serde_json::from_str(&openapi(PUBLIC_URL)).unwrap());

/// The description of the API.
pub(crate) fn document() -> &'static Value {
    &DOCUMENT
}

/// Enroll and what is around it.
pub(crate) struct World {
    pub(crate) enrollment: Enrollment,
    pub(crate) options: Options,
    pub(crate) clock: Arc<SetClock>,
    pub(crate) hasher: Arc<MemoryHasher>,
    pub(crate) mailbox: Mailbox,
    pub(crate) relay: Relay,
}

/// An answer as it came.
#[derive(Debug, Clone)]
pub(crate) struct Reply {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
}

impl Reply {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.text()))
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8(self.body.clone()).unwrap()
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map(|value| value.to_str().unwrap())
            .unwrap_or_default()
    }

    /// The answer is a problem with this status and code.
    #[track_caller]
    pub(crate) fn is_problem(&self, status: u16, code: &str) -> Value {
        assert_eq!(self.status.as_u16(), status, "{}", self.text());
        assert_eq!(self.header("content-type"), "application/problem+json");
        let problem = self.json();
        assert_eq!(problem["code"], code, "{problem}");
        assert_eq!(problem["status"], status);
        assert_eq!(problem["type"], format!("urn:enroll:problem:{code}"));
        assert_eq!(problem["request_id"], self.header("x-request-id"));
        problem
    }

    /// The answer names exactly these places and rules.
    #[track_caller]
    pub(crate) fn breaks(&self, expected: &[(&str, &str)]) {
        let problem = self.is_problem(422, "invalid_input");
        let mut found: Vec<_> = problem["errors"].as_array().unwrap().iter().map(named).collect();
        let mut expected: Vec<_> = expected
            .iter()
            .map(|(place, code)| ((*place).to_owned(), (*code).to_owned()))
            .collect();
        found.sort();
        expected.sort();
        assert_eq!(found, expected, "{problem}");
    }
}

fn named(error: &Value) -> (String, String) {
    let place = ["pointer", "parameter", "header"]
        .iter()
        .find_map(|kind| error[kind].as_str())
        .unwrap();
    assert!(!error["detail"].as_str().unwrap().is_empty());
    (place.to_owned(), error["code"].as_str().unwrap().to_owned())
}

impl World {
    pub(crate) async fn new() -> Self {
        Self::with(Policy::private()).await
    }

    pub(crate) async fn with(policy: Policy) -> Self {
        let clock = Arc::new(SetClock::at(Timestamp::from_micros(1_767_323_045_678_901)));
        let hasher = Arc::new(MemoryHasher::new());
        let tokens = Arc::new(MemoryTokens::new([7; 32], None, PUBLIC_URL, PUBLIC_URL));
        let ports = Ports {
            store: Arc::new(MemoryStore::new()),
            hasher: hasher.clone(),
            strength: Arc::new(MemoryStrength),
            tokens: tokens.clone(),
            signer: tokens,
            clock: clock.clone(),
            entropy: Arc::new(SeededEntropy::new(1)),
        };
        let settings = Settings {
            public_url: PUBLIC_URL.to_owned(),
            tenants: vec![DeclaredTenant {
                name: TenantName::default_name(),
                policy,
            }],
        };
        let enrollment = Enrollment::new(ports, settings);
        enrollment.prepare().await.unwrap();
        let mailbox = Mailbox::new();
        let relay = Relay::new(enrollment.clone(), Arc::new(mailbox.clone()), BTreeMap::new());
        Self {
            enrollment,
            options: Options::new(),
            clock,
            hasher,
            mailbox,
            relay,
        }
    }

    /// Sends a request, and looks whether its answer is one that the description of the API foresees.
    pub(crate) async fn send(&self, request: TestRequest) -> Reply {
        let app = init_service(App::new().configure(routes(self.enrollment.clone(), self.options.clone()))).await;
        let request = request.to_request();
        let (method, path) = (request.method().clone(), request.path().to_owned());
        let response = call_service(&app, request).await;
        let (status, headers) = (response.status(), response.headers().clone());
        let body = to_bytes(response.into_body()).await.ok().unwrap().to_vec();
        foreseen(&method, &path, status);
        Reply { status, headers, body }
    }

    pub(crate) async fn get(&self, path: &str) -> Reply {
        self.send(TestRequest::get().uri(path)).await
    }

    pub(crate) async fn post(&self, path: &str, body: Value) -> Reply {
        self.send(TestRequest::post().uri(path).set_json(body)).await
    }

    pub(crate) async fn post_form(&self, path: &str, fields: &[(&str, &str)]) -> Reply {
        let body = url::form_urlencoded::Serializer::new(String::new())
            .extend_pairs(fields)
            .finish();
        let kind = ("content-type", "application/x-www-form-urlencoded");
        let own = ("sec-fetch-site", "same-origin");
        self.send(
            TestRequest::post()
                .uri(path)
                .insert_header(kind)
                .insert_header(own)
                .set_payload(body),
        )
        .await
    }

    /// A request that speaks for somebody.
    pub(crate) async fn send_as(&self, token: &str, request: TestRequest) -> Reply {
        self.send(request.insert_header(("authorization", format!("Bearer {token}"))))
            .await
    }

    /// The texts of all mails to an address, the newest last.
    pub(crate) async fn mails(&self, to: &str) -> Vec<String> {
        while !self.relay.step().await.unwrap().performed.is_empty() {}
        let letters = self.mailbox.letters().into_iter().map(|received| received.letter);
        letters
            .filter(|letter| letter.to.as_str() == to)
            .map(|letter| letter.text)
            .collect()
    }

    /// The token of the newest mail to an address.
    pub(crate) async fn token(&self, to: &str) -> String {
        let mails = self.mails(to).await;
        let (_, rest) = mails.last().expect("a mail").split_once("?token=").expect("a link");
        rest.chars()
            .take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'))
            .collect()
    }

    /// Registers somebody, and gives the token that they are mailed.
    pub(crate) async fn registered(&self, email: &str) -> String {
        let reply = self
            .post("/v1/registrations", json!({ "email": email, "password": PASSWORD }))
            .await;
        assert_eq!(reply.status, 202, "{}", reply.text());
        self.token(email).await
    }

    /// Registers and activates somebody, and gives the answer to the activation.
    pub(crate) async fn activated(&self, email: &str) -> Value {
        let token = self.registered(email).await;
        let reply = self
            .post("/v1/activations", json!({ "token": token, "password": PASSWORD }))
            .await;
        assert_eq!(reply.status, 200, "{}", reply.text());
        reply.json()
    }

    /// The access token of a new administrator.
    pub(crate) async fn administrator(&self, email: &str) -> String {
        let operator = self.enrollment.operator(&Call::in_default_tenant()).await.unwrap();
        let form = NewUserForm {
            email: Some(email.to_owned()),
            roles: vec!["admin".to_owned()],
            ..NewUserForm::default()
        };
        let made = self
            .enrollment
            .create_user(&operator, &form, FirstCredential::Password(PASSWORD), None)
            .await;
        made.map(drop)
            .map_err(|error: CreateUserError| error.to_string())
            .unwrap();
        let reply = self
            .post("/v1/sessions", json!({ "identifier": email, "password": PASSWORD }))
            .await;
        reply.json()["access_token"].as_str().unwrap().to_owned()
    }
}

/// Every answer's status must stand in the description of its operation.
#[track_caller]
fn foreseen(method: &Method, path: &str, status: StatusCode) {
    let method = match method.as_str() {
        "HEAD" => "get".to_owned(),
        other => other.to_ascii_lowercase(),
    };
    let item = document()["paths"]
        .as_object()
        .unwrap()
        .iter()
        .find(|(pattern, _)| fits(pattern, path));
    let Some(operation) = item.and_then(|(_, item)| item.get(&method)) else {
        return;
    };
    let known = operation["responses"].get(status.as_u16().to_string()).is_some();
    assert!(
        known,
        "{method} {path} answered {status}, which its description does not foresee"
    );
}

fn fits(pattern: &str, path: &str) -> bool {
    let (pattern, path): (Vec<_>, Vec<_>) = (pattern.split('/').collect(), path.split('/').collect());
    pattern.len() == path.len()
        && pattern
            .iter()
            .zip(&path)
            .all(|(wanted, given)| (wanted.starts_with('{') && !given.is_empty()) || wanted == given)
}
