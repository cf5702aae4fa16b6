//! Every way in which somebody can name an account: over our own API, the pages and each contract.

use actix_web::http::Method;
use enroll_actix::Limits;
use serde_json::{Value, json};

use crate::limits::{BRAND, from, limited};
use crate::world::{PASSWORD, Reply, World};

/// A call that names an account.
pub(crate) struct Way {
    pub(crate) path: &'static str,
    /// What is sent with a name; the second text is the code of an invitation.
    pub(crate) body: fn(&str, &str) -> Body,
    /// What is answered as long as nobody is known by the name, nor has to wait.
    pub(crate) answer: u16,
}

#[derive(Clone)]
pub(crate) enum Body {
    Json(Value),
    Form(Vec<(&'static str, String)>),
}

fn form<const N: usize>(fields: [(&'static str, &str); N]) -> Body {
    Body::Form(fields.map(|(field, value)| (field, value.to_owned())).to_vec())
}

fn sign_in_form(name: &str, _: &str) -> Body {
    form([("grant_type", "password"), ("username", name), ("password", PASSWORD)])
}

fn mail_form(name: &str, _: &str) -> Body {
    form([("choice", "mail"), ("email", name)])
}

fn address(name: &str, _: &str) -> Body {
    Body::Json(json!({ "email": name }))
}

fn address_and_password(name: &str, _: &str) -> Body {
    Body::Json(json!({ "email": name, "password": PASSWORD }))
}

fn code(name: &str, _: &str) -> Body {
    Body::Json(json!({ "email": name, "code": "01234567", "password": PASSWORD }))
}

const fn way(path: &'static str, answer: u16, body: fn(&str, &str) -> Body) -> Way {
    Way { path, body, answer }
}

/// Where a password is tried.
pub(crate) const SIGN_INS: &[Way] = &[
    way("/v1/sessions", 401, |name, _| {
        Body::Json(json!({ "identifier": name, "password": PASSWORD }))
    }),
    way("/onyx/auth/login", 400, sign_in_form),
    way("/rpost/token", 400, sign_in_form),
    way("/jframework/api/v1/users/auth", 401, |name, _| {
        Body::Json(json!({ "username": name, "password": PASSWORD }))
    }),
];

/// Where an account is asked for.
pub(crate) const REGISTRATIONS: &[Way] = &[
    way("/v1/registrations", 202, address_and_password),
    way("/onyx/auth/register", 201, address_and_password),
    way("/rpost/api/v1/Account/Register", 200, |name, _| {
        Body::Json(json!({
            "Email": name, "ConfirmEmail": name, "Password": PASSWORD, "ConfirmPassword": PASSWORD, "FirstName": "Ada",
            "LastName": "Lovelace", "Language": "en-us", "TimeZone": "UTC", "RegistrationApp": "test", "TermsAndConditions": true,
            "ConfirmationCallbackUrl": "",
        }))
    }),
    way("/jframework/api/v1/users/register", 201, |name, _| {
        Body::Json(json!({ "emailAddress": name, "password": PASSWORD }))
    }),
    way("/cape-digital/api/v1/auth/register-consumer", 200, |name, _| {
        Body::Json(json!({
            "email": name, "password": PASSWORD, "confirm_password": PASSWORD, "first_name": "Ada", "last_name": "Lovelace",
        }))
    }),
    way("/register", 200, |name, invitation| {
        form([("invitation", invitation), ("email", name), ("password", PASSWORD)])
    }),
];

/// Where a mail is asked for.
pub(crate) const MAILS: &[Way] = &[
    way("/v1/activations/resend", 202, address),
    way("/v1/password-resets", 202, address),
    way("/onyx/auth/request-verify-token", 202, address),
    way("/rpost/api/v1/Account/ResendActivationLink", 200, |name, _| {
        Body::Json(json!({ "Email": name, "ConfirmationCallbackUrl": "" }))
    }),
    way("/reset", 200, mail_form),
    way("/activate", 200, mail_form),
    way("/confirm", 200, mail_form),
    way("/welcome", 200, mail_form),
];

/// Where a typed code is tried.
pub(crate) const CODES: &[Way] = &[
    way("/v1/activations", 400, code),
    way("/v1/password-resets/complete", 400, code),
    way("/v1/first-password", 400, code),
];

/// A call with a password in its body, which is given.
type Proof = (Method, &'static str, fn(&str) -> Value);

/// What somebody who is signed in proves with a password that is not theirs.
pub(crate) const PROOFS: &[Proof] = &[
    (
        Method::POST,
        "/v1/me/password",
        |password| json!({ "current_password": password, "new_password": "purple monkey dishwasher tango" }),
    ),
    (
        Method::POST,
        "/v1/me/email",
        |password| json!({ "email": "ada.new@example.org", "password": password }),
    ),
    (Method::DELETE, "/v1/me", |password| json!({ "password": password })),
];

/// What is refused before anything is hashed, mailed or kept.
pub(crate) fn garbage(invitation: &str) -> Vec<(&'static str, Body)> {
    garbage_of_our_own(invitation)
        .into_iter()
        .chain(garbage_of_dialects())
        .collect()
}

fn garbage_of_our_own(invitation: &str) -> Vec<(&'static str, Body)> {
    let ada = "ada@example.org";
    vec![
        (
            "/v1/sessions/refresh",
            Body::Json(json!({ "refresh_token": "garbage" })),
        ),
        (
            "/v1/activations",
            Body::Json(json!({ "token": "garbage", "password": PASSWORD })),
        ),
        ("/v1/sessions", Body::Json(json!({}))),
        ("/v1/sessions", Body::Json(json!({ "identifier": ada, "password": "" }))),
        ("/v1/registrations", Body::Json(json!({ "email": 1 }))),
        (
            "/v1/registrations",
            Body::Json(json!({ "email": ada, "password": "a" })),
        ),
        ("/v1/password-resets", Body::Json(json!([]))),
        ("/v1/admin/users", Body::Json(json!({}))),
        ("/reset", form([("choice", "mail"), ("email", "ada")])),
        ("/confirm", form([("choice", "mail")])),
        (
            "/register",
            form([("invitation", invitation), ("email", ada), ("password", "a")]),
        ),
        ("/register", form([("invitation", invitation)])),
    ]
}

fn garbage_of_dialects() -> Vec<(&'static str, Body)> {
    let (ada, elsewhere) = ("ada@example.org", "https://elsewhere.example/");
    vec![
        ("/rpost/token", form([("grant_type", "password")])),
        (
            "/rpost/token",
            form([("grant_type", "password"), ("username", ada), ("password", "")]),
        ),
        (
            "/rpost/api/v1/Account/Register",
            Body::Json(json!({
                "Email": ada, "ConfirmEmail": ada, "Password": PASSWORD, "ConfirmPassword": PASSWORD, "FirstName": "Ada",
                "LastName": "Lovelace", "Language": "en-us", "TimeZone": "UTC", "RegistrationApp": "test",
                "TermsAndConditions": true, "ConfirmationCallbackUrl": elsewhere,
            })),
        ),
        (
            "/rpost/api/v1/Account/ResendActivationLink",
            Body::Json(json!({ "Email": ada, "ConfirmationCallbackUrl": elsewhere })),
        ),
        ("/onyx/auth/login", form([("username", ""), ("password", "")])),
        ("/onyx/auth/login", form([("username", ada), ("password", "")])),
        (
            "/onyx/auth/register",
            Body::Json(json!({ "email": ada, "password": "a" })),
        ),
        ("/onyx/auth/request-verify-token", Body::Json(json!({ "email": "ada" }))),
        (
            "/jframework/api/v1/users/auth",
            Body::Json(json!({ "username": ada, "password": "" })),
        ),
        (
            "/jframework/api/v1/users/register",
            Body::Json(json!({ "emailAddress": ada, "password": "a" })),
        ),
        (
            "/cape-digital/api/v1/auth/register-consumer",
            Body::Json(json!({
                "email": ada, "password": "a", "confirm_password": "a", "first_name": "Ada", "last_name": "Lovelace",
            })),
        ),
    ]
}

/// A world with limits, and an invitation in it that everybody may use.
pub(crate) async fn invited(limits: Limits) -> (World, String) {
    let world = limited(limits).await;
    let root = world.administrator("root@example.org").await;
    let made = from("198.51.100.1").method(Method::POST).uri("/v1/admin/invitations");
    let made = world.send_as(&root, made.set_json(json!({ "uses": 1000 }))).await;
    assert_eq!(made.status, 201, "{}", made.text());
    let code = made.json()["code"].as_str().unwrap().to_owned();
    (world, code)
}

/// Names somebody in this way.
pub(crate) async fn name(world: &World, way: &Way, named: &str, invitation: &str, client: &str) -> Reply {
    send(world, way.path, (way.body)(named, invitation), client).await
}

/// Sends a body from a client.
pub(crate) async fn send(world: &World, path: &str, body: Body, client: &str) -> Reply {
    let request = from(client)
        .method(Method::POST)
        .uri(path)
        .insert_header(("brand-url", BRAND));
    let request = match body {
        Body::Json(body) => request.set_json(body),
        Body::Form(fields) => request.set_form(fields),
    };
    world.send(request).await
}
