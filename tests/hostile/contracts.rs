//! Sound requests in each contract, from whoever the contract asks for.

use serde_json::json;

use crate::request::Request;
use crate::sound::{EMAIL, by, call, form, get, post};
use crate::stage::{PASSWORD, Person, Stage};

/// One for every call of each contract that takes something.
pub(crate) async fn requests(stage: &Stage) -> Vec<Request> {
    let cape_digital = stage.principal("cape-digital").await;
    let self_community = stage.principal("self-community").await;
    let jframework = stage.principal("jframework").await;
    for tenant in ["onyx", "rpost"] {
        stage.principal(tenant).await;
    }
    [
        consumers(),
        by(&cape_digital, staff()),
        by(&self_community, community()),
        onyx(),
        brands(&jframework),
        accounts(),
    ]
    .concat()
}

fn staff() -> Vec<Request> {
    let staff = json!({
        "email": "jane@example.com", "first_name": "Jane", "last_name": "Doe", "country_code": "KE", "phone_number": "0712345678",
        "employee_number": "E1", "gender": "MALE", "department": "d", "section": "s", "roles": ["editor"], "realm": "capemedia",
    });
    let least = json!({ "email": "jane@example.com", "first_name": "Jane", "last_name": "Doe", "country_code": "KE", "phone_number": "0712345678", "employee_number": "E2", "gender": "MALE" });
    vec![
        post("/api/v1/auth/register", least),
        post("/api/v1/auth/register/", staff).told(400),
    ]
}

fn consumers() -> Vec<Request> {
    let consumer = json!({
        "email": EMAIL, "password": PASSWORD, "first_name": "Ada", "last_name": "L", "confirm_password": PASSWORD,
    });
    vec![post("/api/v1/auth/register-consumer", consumer)]
}

fn community() -> Vec<Request> {
    let account = json!({
        "ext_id": 7, "username": "jane", "email": "jane@example.com", "password": PASSWORD, "role": "user", "tags": [1],
    });
    let untagged = json!({ "ext_id": 8, "username": "june", "email": "june@example.com", "password": PASSWORD });
    vec![
        post("/api/v2/sso/signup/", untagged).told(201),
        post("/api/v2/sso/signup/", account).told(400),
        post("/api/v2/sso/signin/", json!({})),
        post("/api/v2/account/verify/", json!({ "validation_code": "abc" })).told(400),
    ]
}

fn onyx() -> Vec<Request> {
    let body = json!({ "email": EMAIL, "password": PASSWORD, "is_superuser": true, "tenant_id": "x", "role": "basic" });
    vec![
        post("/auth/register", body).told(201),
        form(
            "/auth/login",
            &format!("username=principal%40onyx.example.org&password={PASSWORD}&grant_type=password"),
        )
        .told(204),
        post("/auth/request-verify-token", json!({ "email": EMAIL })).told(202),
        post("/api/auth/verify", json!({ "token": "abc" })).told(400),
    ]
}

fn brands(principal: &Person) -> Vec<Request> {
    let user = json!({
        "username": "lovelace", "password": PASSWORD, "emailAddress": EMAIL, "firstName": "Ada", "lastName": "Lovelace",
        "phoneNumber": "+447400123456", "timeZoneId": "UTC",
    });
    let mut referred = user.clone();
    referred["referralCode"] = json!("abc");
    let verify = format!("/api/v1/users/{}/email-address/verify/send", base62(&principal.sub));
    let credentials = json!({ "username": "principal", "password": PASSWORD });
    let mut requests = vec![
        post("/api/v1/users/register", user).told(201),
        post("/api/v1/users/register", referred).told(400),
        post("/api/v1/users/auth", credentials),
        post(&verify, json!({})),
        post(&format!("{verify}?returnURL=https://x.example"), json!({})).told(400),
        call("PUT", "/api/v1/users/email-address/active", json!({ "token": "abc" })).told(400),
    ];
    for request in &mut requests {
        request.header("brand-url", "https://jframework.localhost");
        request.header("auth-key", &principal.token);
    }
    requests
}

/// An id as the brands' contract writes it.
fn base62(sub: &str) -> String {
    let digits: Vec<char> = ('0'..='9').chain('A'..='Z').chain('a'..='z').collect();
    let mut rest = u128::from_str_radix(&sub.replace('-', ""), 16).unwrap();
    let mut written = String::new();
    while rest > 0 {
        written.insert(0, digits[usize::try_from(rest % 62).unwrap()]);
        rest /= 62;
    }
    written
}

fn accounts() -> Vec<Request> {
    let registered = json!({
        "Email": EMAIL, "ConfirmEmail": EMAIL, "Password": PASSWORD, "ConfirmPassword": PASSWORD, "FirstName": "Ada",
        "LastName": "Lovelace", "Language": "en-us", "TimeZone": "UTC", "RegistrationApp": "test", "TermsAndConditions": true, "IsAdminUser": false,
        "ConfirmationCallbackUrl": "",
    });
    let mut elsewhere = registered.clone();
    elsewhere["ConfirmationCallbackUrl"] = json!("https://app.example.org/");
    vec![
        post("/api/v1/Account/Register", registered),
        post("/api/v1/Account/Register", elsewhere).told(400),
        post("/api/v1/Account/ConfirmEmail", json!({ "Email": EMAIL, "Code": "abc" })).told(400),
        post(
            "/api/v1/Account/ResendActivationLink",
            json!({ "Email": EMAIL, "ConfirmationCallbackUrl": "" }),
        ),
        form(
            "/token",
            &format!("grant_type=password&username=principal&password={PASSWORD}"),
        ),
        get("/api/v1/Lookup/Language"),
    ]
}
