//! The OpenAPI document of Onyx's contract, with the schemas that its own document gives.

use serde_json::{Map, Value, json};

use super::read::ROLES;

/// The document.
pub(super) fn document() -> Value {
    let mut paths = Map::new();
    for (path, id, operation) in [
        ("/auth/register", "registerRegister", register()),
        ("/auth/login", "authLogin", login()),
        (
            "/auth/request-verify-token",
            "verifyRequestToken",
            request_verify_token(),
        ),
        ("/auth/verify", "verifyVerify", verify()),
    ] {
        let (operation, slashed) = (identified(id, operation), slashed(id, path));
        paths.insert(path.to_owned(), json!({ "post": operation }));
        paths.insert(format!("{path}/"), json!({ "post": slashed }));
    }
    json!({
        "openapi": "3.1.0",
        "info": { "title": "Onyx registration", "version": "2.7.0" },
        "paths": paths,
        "components": { "schemas": schemas() },
    })
}

fn identified(id: &str, mut operation: Map<String, Value>) -> Map<String, Value> {
    operation.insert("operationId".to_owned(), json!(id));
    operation.insert("tags".to_owned(), json!(["auth"]));
    operation
}

fn slashed(id: &str, path: &str) -> Map<String, Value> {
    let mut responses = early();
    let redirect = json!({
        "description": "The same path without the slash",
        "headers": { "Location": { "required": true, "schema": { "type": "string", "format": "uri" } } },
    });
    responses.insert("307".to_owned(), redirect);
    let mut operation = Map::new();
    operation.insert("summary".to_owned(), json!(format!("Redirects to {path}")));
    operation.insert("responses".to_owned(), json!(responses));
    identified(&format!("{id}WithSlash"), operation)
}

fn register() -> Map<String, Value> {
    let mut responses = answers(&[
        ("201", "The user", "UserRead", user_example(false)),
        (
            "400",
            "The password, the domain or a known address",
            "Refused",
            json!({ "detail": "REGISTER_USER_ALREADY_EXISTS" }),
        ),
        (
            "403",
            "Not invited, where this is bound so; or registration is closed",
            "InviteOnly",
            json!({
                "error_code": "UNAUTHORIZED",
                "detail": "This workspace is invite-only. Please ask your admin to invite you.",
            }),
        ),
    ]);
    let out_of_order = answer(
        "Not invited, as Onyx says it; or something is out of order",
        "Detail",
        json!({ "detail": "User not on allowed user whitelist" }),
    );
    responses.insert("500".to_owned(), out_of_order);
    let example = json!({ "email": "jane@example.com", "password": "correct horse battery" });
    operation("Register", "application/json", "UserCreate", example, responses)
}

fn login() -> Map<String, Value> {
    let mut responses = answers(&[(
        "400",
        "Name or password is wrong",
        "Detail",
        json!({ "detail": "LOGIN_BAD_CREDENTIALS" }),
    )]);
    let signed_in = json!({
        "description": "Signed in",
        "headers": { "Set-Cookie": { "required": true, "schema": { "type": "string" } } },
    });
    responses.insert("204".to_owned(), signed_in);
    let example = json!({ "username": "jane@example.com", "password": "correct horse battery" });
    let form = "application/x-www-form-urlencoded";
    operation("Log in", form, "Login", example, responses)
}

fn request_verify_token() -> Map<String, Value> {
    let responses = answers(&[
        (
            "202",
            "Whoever has the address gets a mail, if it is not verified yet",
            "Nothing",
            Value::Null,
        ),
        (
            "400",
            "The body is no text",
            "Detail",
            json!({ "detail": "There was an error parsing the body" }),
        ),
    ]);
    let example = json!({ "email": "jane@example.com" });
    operation(
        "Ask for the mail that verifies an address",
        "application/json",
        "Address",
        example,
        responses,
    )
}

fn verify() -> Map<String, Value> {
    let responses = answers(&[
        (
            "200",
            "The user, whose address is verified",
            "UserRead",
            user_example(true),
        ),
        (
            "400",
            "The token is not good, or not any more",
            "Detail",
            json!({ "detail": "VERIFY_USER_BAD_TOKEN" }),
        ),
    ]);
    let example = json!({ "token": "a token from a mail" });
    operation("Verify an address", "application/json", "Token", example, responses)
}

fn operation(
    summary: &str,
    media: &str,
    body: &str,
    example: Value,
    responses: Map<String, Value>,
) -> Map<String, Value> {
    let content = json!({ media: { "schema": reference(body), "example": example } });
    let mut operation = Map::new();
    operation.insert("summary".to_owned(), json!(summary));
    let body = json!({ "required": true, "content": content });
    operation.insert("requestBody".to_owned(), body);
    operation.insert("responses".to_owned(), Value::Object(responses));
    operation
}

/// These answers, those to a body that cannot be read, and those that every path may give.
fn answers(own: &[(&str, &str, &str, Value)]) -> Map<String, Value> {
    let mut all = early();
    let message = "[{'type': 'missing', 'loc': ('body', 'password'), 'msg': 'Field required', 'input': {}}]";
    let unprocessable = answer(
        "The body does not have the shape that is asked for",
        "Unprocessable",
        json!({ "status_code": 422, "message": message, "data": null }),
    );
    all.insert("422".to_owned(), unprocessable);
    for (status, what, schema, example) in own {
        all.insert((*status).to_owned(), answer(what, schema, example.clone()));
    }
    all
}

fn early() -> Map<String, Value> {
    let mut all = Map::new();
    for (status, what) in [
        ("405", "Method Not Allowed"),
        ("408", "Request Timeout"),
        ("413", "Payload Too Large"),
        ("429", "Too Many Requests"),
        ("500", "Internal Server Error"),
        ("503", "Service Unavailable"),
    ] {
        all.insert(status.to_owned(), answer(what, "Detail", json!({ "detail": what })));
    }
    all
}

fn answer(what: &str, schema: &str, example: Value) -> Value {
    json!({
        "description": what,
        "content": { "application/json": { "schema": reference(schema), "example": example } },
    })
}

fn reference(schema: &str) -> Value {
    json!({ "$ref": format!("#/components/schemas/{schema}") })
}

fn user_example(is_verified: bool) -> Value {
    json!({
        "id": "0190163d-8694-739b-aea5-966c26f8ad91",
        "email": "jane@example.com",
        "is_active": true,
        "is_superuser": false,
        "is_verified": is_verified,
        "role": "basic",
    })
}

fn object(required: &[&str], properties: &Value) -> Value {
    json!({ "type": "object", "required": required, "properties": properties })
}

fn schemas() -> Value {
    let flag = |default: bool| json!({ "type": ["boolean", "null"], "default": default });
    let role = json!({ "type": "string", "enum": ROLES, "default": "basic" });
    let email = json!({ "type": "string", "format": "email", "maxLength": 254 });
    let said = json!({ "type": "string" });
    let keys = ["id", "email", "is_active", "is_superuser", "is_verified", "role"];
    let create = json!({
        "email": email,
        "password": { "type": "string", "format": "password", "minLength": 8, "maxLength": 64 },
        "is_active": flag(true),
        "is_superuser": flag(false),
        "is_verified": flag(false),
        "role": role,
        "tenant_id": { "type": ["string", "null"] },
    });
    let read = json!({
        "id": { "type": "string", "format": "uuid" },
        "email": { "type": "string", "format": "email" },
        "is_active": { "type": "boolean" },
        "is_superuser": { "type": "boolean" },
        "is_verified": { "type": "boolean" },
        "role": role,
    });
    let refused = object(&["code", "reason"], &json!({ "code": said, "reason": said }));
    let unprocessable = json!({ "status_code": { "const": 422 }, "message": said, "data": { "type": "null" } });
    let login = json!({
        "username": said,
        "password": { "type": "string", "format": "password" },
        "grant_type": { "const": "password" },
        "scope": said,
    });
    json!({
        "UserCreate": object(&["email", "password"], &create),
        "UserRead": object(&keys, &read),
        "Login": object(&["username", "password"], &login),
        "Address": object(&["email"], &json!({ "email": email })),
        "Token": object(&["token"], &json!({ "token": said })),
        "Nothing": { "type": "null" },
        "Detail": object(&["detail"], &json!({ "detail": said })),
        "Refused": object(&["detail"], &json!({ "detail": { "anyOf": [said, refused] } })),
        "InviteOnly": object(&["detail"], &json!({ "error_code": said, "detail": said })),
        "Unprocessable": object(&["status_code", "message", "data"], &unprocessable),
    })
}
