//! Sound requests, from which the bad ones are made: at least one for every call of our own API and of each contract that takes
//! something.

use serde_json::{Value, json};

use crate::request::Request;
use crate::stage::{PASSWORD, Stage};

const EMAIL: &str = "ada@example.org";

fn call(method: &'static str, path: &str, body: Value) -> Request {
    let mut request = Request::new(method, path);
    request.header("content-type", "application/json");
    request.body = body.to_string().into_bytes();
    request
}

fn post(path: &str, body: Value) -> Request {
    call("POST", path, body)
}

fn form(path: &str, fields: &str) -> Request {
    let mut request = Request::new("POST", path);
    request.header("content-type", "application/x-www-form-urlencoded");
    request.body = fields.as_bytes().to_vec();
    request
}

fn get(path: &str) -> Request {
    Request::new("GET", path)
}

fn people() -> Vec<Request> {
    vec![
        post(
            "/v1/registrations",
            json!({
                "email": EMAIL, "password": PASSWORD, "username": "ada.lovelace", "given_name": "Ada", "locale": "en-GB",
                "phone_number": "+447400123456", "external_ids": { "crm": "7" }, "roles": ["member"], "referral_code": "abc",
                "callback_url": "https://app.example.org/done", "terms_version": "1",
            }),
        ),
        post(
            "/v1/activations",
            json!({ "token": "abc", "password": PASSWORD, "username": "ada" }),
        ),
        post("/v1/activations/resend", json!({ "email": EMAIL })),
        post("/v1/activations/disown", json!({ "token": "abc" })),
        post("/v1/confirmations", json!({ "token": "abc" })),
        post("/v1/sessions", json!({ "identifier": EMAIL, "password": PASSWORD })),
        post("/v1/sessions/refresh", json!({ "refresh_token": "abc" })),
        post("/v1/password-resets", json!({ "email": EMAIL })),
        post(
            "/v1/password-resets/complete",
            json!({ "token": "abc", "password": PASSWORD }),
        ),
        post("/v1/first-password", json!({ "token": "abc", "password": PASSWORD })),
        call("PATCH", "/v1/me", json!({ "given_name": "Ada", "family_name": null })),
        post(
            "/v1/me/password",
            json!({ "current_password": PASSWORD, "new_password": "Eight0wls-Read-Maps" }),
        ),
    ]
}

fn administration() -> Vec<Request> {
    let id = "0190c2a4-6f1e-7cc3-9d0a-5f0b5f4a9e11";
    vec![
        post(
            "/v1/admin/users",
            json!({ "email": "bob@example.org", "roles": ["member"], "tags": [1], "realm": "x" }),
        ),
        call("PATCH", &format!("/v1/admin/users/{id}"), json!({ "nickname": "B" })),
        call(
            "PUT",
            &format!("/v1/admin/users/{id}/membership"),
            json!({ "tags": [1, 2], "package": "a" }),
        ),
        post(
            "/v1/admin/roles",
            json!({ "name": "editor", "permissions": ["user.read"], "title": "Editor" }),
        ),
        call(
            "PUT",
            "/v1/admin/tags/1",
            json!({ "title": "A", "description": "B", "standing": "active" }),
        ),
        post(
            "/v1/admin/packages",
            json!({ "code": "basic", "title": "Basic", "usual": true, "details": { "a": [1, { "b": 2 }] } }),
        ),
        post(
            "/v1/admin/invitations",
            json!({ "email": "eve@example.org", "roles": [], "uses": 1, "expires_in_seconds": 60 }),
        ),
        post(
            "/v1/admin/tenants",
            json!({ "name": "second", "policy": { "preset": "private" } }),
        ),
        get(&format!("/v1/admin/users/{id}")),
    ]
}

fn pages() -> Vec<Request> {
    vec![
        get("/v1/admin/users?limit=10&cursor=abc"),
        get("/v1/lookups/time-zones"),
        get("/activate?token=abc"),
        get("/openapi/onyx.json"),
        form(
            "/activate",
            "token=abc&choice=new&new_password=Seven0wls-Read-Maps&username=ada",
        ),
        form("/reset", "choice=mail&email=ada%40example.org"),
        form("/confirm", "token=abc&choice=sure"),
        form("/welcome", "token=abc&choice=set&password=Seven0wls-Read-Maps"),
    ]
}

fn staff() -> Vec<Request> {
    let staff = json!({
        "email": "jane@example.com", "first_name": "Jane", "last_name": "Doe", "country_code": "KE", "phone_number": "0712345678",
        "employee_number": "E1", "gender": "MALE", "department": "d", "section": "s", "roles": ["editor"], "realm": "capemedia",
    });
    let consumer = json!({
        "email": EMAIL, "password": PASSWORD, "first_name": "Ada", "last_name": "L", "confirm_password": PASSWORD,
    });
    vec![
        post("/api/v1/auth/register", staff.clone()),
        post("/api/v1/auth/register/", staff),
        post("/api/v1/auth/register-consumer", consumer),
    ]
}

fn community() -> Vec<Request> {
    let account = json!({
        "ext_id": 7, "username": "jane", "email": "jane@example.com", "password": PASSWORD, "role": "user", "tags": [1],
    });
    vec![
        post("/api/v2/sso/signup/", account),
        post("/api/v2/sso/signin/", json!({})),
        post("/api/v2/account/verify/", json!({ "validation_code": "abc" })),
    ]
}

fn onyx() -> Vec<Request> {
    let body = json!({ "email": EMAIL, "password": PASSWORD, "is_superuser": true, "tenant_id": "x", "role": "basic" });
    vec![
        post("/auth/register", body),
        form(
            "/auth/login",
            "username=ada%40example.org&password=x&grant_type=password",
        ),
        post("/auth/request-verify-token", json!({ "email": EMAIL })),
        post("/api/auth/verify", json!({ "token": "abc" })),
    ]
}

fn brands() -> Vec<Request> {
    let registered = json!({
        "Email": EMAIL, "ConfirmEmail": EMAIL, "Password": PASSWORD, "ConfirmPassword": PASSWORD, "FirstName": "Ada",
        "LastName": "Lovelace", "Language": "en-us", "TimeZone": "UTC", "RegistrationApp": "test", "TermsAndConditions": true, "IsAdminUser": false,
        "ConfirmationCallbackUrl": "https://app.example.org/",
    });
    let branded = |mut request: Request| {
        request.header("brand-url", "https://jframework.localhost");
        request
    };
    let user = json!({
        "username": "ada", "password": PASSWORD, "emailAddress": EMAIL, "firstName": "Ada", "lastName": "Lovelace",
        "phoneNumber": { "countryCode": "44", "number": "7400123456" }, "timeZoneId": "UTC", "referralCode": "abc",
    });
    vec![
        branded(post("/api/v1/users/register", user)),
        branded(post(
            "/api/v1/users/auth",
            json!({ "username": "ada", "password": PASSWORD }),
        )),
        branded(post(
            "/api/v1/users/1CkMPXh8sZ3hSRhIY5WzH9/email-address/verify/send?returnURL=https://x.example",
            json!({}),
        )),
        branded(call(
            "PUT",
            "/api/v1/users/email-address/active",
            json!({ "token": "abc" }),
        )),
        post("/api/v1/Account/Register", registered),
        post(
            "/api/v1/Account/ConfirmEmail",
            json!({ "Email": EMAIL, "ActivationCode": "abc" }),
        ),
        post(
            "/api/v1/Account/ResendActivationLink",
            json!({ "Email": EMAIL, "ConfirmationCallbackUrl": "https://x.example" }),
        ),
        form("/token", "grant_type=password&username=ada&password=x"),
        get("/api/v1/Lookup/Language"),
    ]
}

/// The same, from somebody who may do everything in a tenant.
async fn by_principal(mut requests: Vec<Request>, stage: &Stage, tenant: &str) -> Vec<Request> {
    let token = stage.token(tenant).await;
    for request in &mut requests {
        request.header("authorization", format!("Bearer {token}"));
    }
    requests
}

/// Every one.
pub(crate) async fn requests(stage: &Stage) -> Vec<Request> {
    let deeper = [
        by_principal(administration(), stage, "default").await,
        by_principal(staff(), stage, "cape-digital").await,
        by_principal(community(), stage, "self-community").await,
    ];
    [
        people(),
        administration(),
        pages(),
        staff(),
        community(),
        onyx(),
        brands(),
        deeper.concat(),
    ]
    .concat()
}
