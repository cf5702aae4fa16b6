//! Sound requests, from which the bad ones are made: at least one for every call of our own API and of each contract that takes
//! something, from somebody who may make it, so that what it takes is read.

use serde_json::{Value, json};

use crate::contracts;
use crate::request::Request;
use crate::stage::{PASSWORD, Person, Stage};

pub(crate) const EMAIL: &str = "ada@example.org";

pub(crate) fn call(method: &'static str, path: &str, body: Value) -> Request {
    let mut request = Request::new(method, path);
    request.header("content-type", "application/json");
    request.body = body.to_string().into_bytes();
    request
}

pub(crate) fn post(path: &str, body: Value) -> Request {
    call("POST", path, body)
}

pub(crate) fn form(path: &str, fields: &str) -> Request {
    let mut request = Request::new("POST", path);
    request.header("content-type", "application/x-www-form-urlencoded");
    request.body = fields.as_bytes().to_vec();
    request
}

pub(crate) fn get(path: &str) -> Request {
    Request::new("GET", path)
}

/// The same, from somebody who signed in.
pub(crate) fn by(person: &Person, mut requests: Vec<Request>) -> Vec<Request> {
    for request in &mut requests {
        request.header("authorization", format!("Bearer {}", person.token));
    }
    requests
}

/// What anybody may ask. No link and no code is good, for one that is would be used up.
fn strangers() -> Vec<Request> {
    let by_code = json!({ "email": EMAIL, "code": "01234567", "password": PASSWORD });
    vec![
        post(
            "/v1/registrations",
            json!({
                "email": EMAIL, "password": PASSWORD, "username": "ada.lovelace", "given_name": "Ada", "locale": "en-GB",
                "phone_number": "+447400123456", "external_ids": { "crm": "7" }, "roles": ["member"], "referral_code": "abc",
                "callback_url": "https://app.example.org/done", "terms_version": "1",
            }),
        )
        .told(422),
        post(
            "/v1/registrations",
            json!({ "email": EMAIL, "password": PASSWORD, "username": "ada.lovelace", "given_name": "Ada", "locale": "en-GB" }),
        )
        .told(202),
        post(
            "/v1/activations",
            json!({ "token": "abc", "password": PASSWORD, "username": "ada" }),
        )
        .told(400),
        post("/v1/activations", by_code.clone()).told(400),
        post("/v1/activations/resend", json!({ "email": EMAIL })).told(202),
        post("/v1/activations/disown", json!({ "token": "abc" })).told(400),
        post("/v1/confirmations", json!({ "token": "abc" })).told(400),
        post(
            "/v1/sessions",
            json!({ "identifier": "principal@default.example.org", "password": PASSWORD }),
        ),
        post("/v1/password-resets", json!({ "email": EMAIL })).told(202),
        post(
            "/v1/password-resets/complete",
            json!({ "token": "abc", "password": PASSWORD }),
        )
        .told(400),
        post("/v1/password-resets/complete", by_code.clone()).told(400),
        post("/v1/first-password", json!({ "token": "abc", "password": PASSWORD })).told(400),
        post("/v1/first-password", by_code).told(400),
        post("/v1/me/email/confirm", json!({ "token": "abc" })).told(400),
    ]
}

/// One's own account, of the only administrator there is, which therefore stays. The present password is a wrong one, so that it
/// stays as well.
fn mine() -> Vec<Request> {
    vec![
        get("/v1/me"),
        call("PATCH", "/v1/me", json!({ "given_name": "Ada", "family_name": null })),
        post(
            "/v1/me/password",
            json!({ "current_password": "Six0wls-Read-Maps", "new_password": "Eight0wls-Read-Maps" }),
        )
        .told(422),
        post(
            "/v1/me/email",
            json!({ "email": "ada.new@example.org", "password": PASSWORD }),
        )
        .told(202),
        call("DELETE", "/v1/me", json!({ "password": PASSWORD })).told(409),
    ]
}

/// What is done to other people's accounts: one is changed, and each change has one of its own.
fn people(changed: &Person, targets: &[(&str, Person)]) -> Vec<Request> {
    let id = &changed.sub;
    let changes = targets
        .iter()
        .map(|(change, person)| post(&format!("/v1/admin/users/{}/{change}", person.sub), json!({})));
    let others = vec![
        get(&format!("/v1/admin/users/{id}")),
        get("/v1/admin/users?limit=10"),
        post(
            "/v1/admin/users",
            json!({ "email": "bob@example.org", "roles": ["member"], "tags": [1] }),
        )
        .told(201),
        post(
            "/v1/admin/users",
            json!({ "email": "bob@example.org", "roles": ["member"], "tags": [1], "realm": "x" }),
        )
        .told(422),
        call("PATCH", &format!("/v1/admin/users/{id}"), json!({ "nickname": "B" })),
        call(
            "PUT",
            &format!("/v1/admin/users/{id}/membership"),
            json!({ "tags": [1], "package": "basic" }),
        ),
        call("PUT", &format!("/v1/admin/users/{id}/roles/member"), json!({})),
        // Without an identity provider nobody is there to be asked for again.
        post(&format!("/v1/admin/provisioning/{id}/retry"), json!({})).told(404),
    ];
    others.into_iter().chain(changes).collect()
}

fn lists(department: &str) -> Vec<Request> {
    let package = json!({ "title": "Basic", "usual": true, "details": { "a": [1, { "b": 2 }] } });
    let mut new_package = package.clone();
    new_package["code"] = json!("basic");
    vec![
        post(
            "/v1/admin/roles",
            json!({ "name": "editor", "permissions": ["user.read"], "title": "Editor" }),
        )
        .told(201),
        call(
            "PUT",
            "/v1/admin/roles/editor",
            json!({ "permissions": ["user.read"], "title": "Editor" }),
        ),
        post(
            "/v1/admin/tags",
            json!({ "title": "A", "description": "B", "standing": "active" }),
        )
        .told(201),
        call(
            "PUT",
            "/v1/admin/tags/1",
            json!({ "title": "A", "description": "B", "standing": "active" }),
        ),
        post("/v1/admin/packages", new_package).told(201),
        call("PUT", "/v1/admin/packages/basic", package),
        post(
            "/v1/admin/departments",
            json!({ "title": "Press", "within": department }),
        )
        .told(201),
        call(
            "PUT",
            &format!("/v1/admin/departments/{department}"),
            json!({ "title": "House" }),
        ),
        post(
            "/v1/admin/invitations",
            json!({ "email": "eve@example.org", "roles": [], "uses": 1, "expires_in_seconds": 60 }),
        )
        .told(201),
        post(
            "/v1/admin/tenants",
            json!({ "name": "second", "policy": { "preset": "private" }, "administrator_email": "eve@example.org" }),
        )
        .told(201),
        call(
            "PUT",
            "/v1/admin/tenants/second/policy",
            json!({ "policy": { "preset": "private", "hosts": ["second.example.org"] } }),
        ),
    ]
}

fn pages(invitation: &str) -> Vec<Request> {
    vec![
        get("/v1/lookups/time-zones"),
        get("/activate?token=abc").told(400),
        get("/openapi/onyx.json"),
        form(
            "/activate",
            "token=abc&choice=new&new_password=Seven0wls-Read-Maps&username=ada",
        )
        .told(400),
        form("/reset", "choice=mail&email=ada%40example.org"),
        form("/confirm", "token=abc&choice=confirm").told(400),
        form("/email", "token=abc&choice=take").told(400),
        form("/welcome", "token=abc&choice=set&password=Seven0wls-Read-Maps").told(400),
        form(
            "/register",
            &format!("invitation={invitation}&email=ada%40example.org&password=Seven0wls-Read-Maps&given_name=Ada"),
        ),
    ]
}

/// Every one.
pub(crate) async fn requests(stage: &Stage) -> Vec<Request> {
    let principal = stage.principal("default").await;
    let changed = stage.person("default", "changed", "member").await;
    let mut targets = Vec::new();
    for change in ["sign-out", "suspend", "reinstate", "close"] {
        targets.push((change, stage.person("default", change, "member").await));
    }
    let api = &stage.running.api;
    let make = async |path: &str, body: Value, member: &str| {
        let made = api.call("POST", path).bearer(&principal.token).json(&body);
        made.send().await.expect(201).string(member)
    };
    let department = make("/v1/admin/departments", json!({ "title": "House" }), "/id").await;
    let invitation = make("/v1/admin/invitations", json!({ "uses": 1_000 }), "/code").await;
    let refresh = api
        .post(
            "/v1/sessions",
            json!({ "identifier": "principal@default.example.org", "password": PASSWORD }),
        )
        .await
        .expect(200)
        .string("/refresh_token");
    [
        strangers(),
        vec![post("/v1/sessions/refresh", json!({ "refresh_token": refresh }))],
        by(&principal, mine()),
        by(&principal, lists(&department)),
        by(&principal, people(&changed, &targets)),
        pages(&invitation),
        contracts::requests(stage).await,
    ]
    .concat()
}
