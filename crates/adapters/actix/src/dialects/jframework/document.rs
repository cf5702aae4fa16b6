//! The OpenAPI document of the contract.

use serde_json::{Map, Value, json};

use super::brand::{AUTH_KEY, BRAND_URL};
use super::schemas;

/// The document.
pub(super) fn document() -> Value {
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "JFramework users API",
            "version": "1",
            "description": "Registration, sign-in and verification of an address, as JFramework's REST API has them. Every answer is one \
                            envelope; every key of the sample is there, null where there is nothing.",
        },
        "paths": {
            "/api/v1/users/register": { "post": register() },
            "/api/v1/users/auth": { "post": auth() },
            "/api/v1/users/{id}/email-address/verify/send": { "post": send() },
            "/api/v1/users/email-address/active": { "put": active() },
        },
        "components": {
            "schemas": {
                "Failure": schemas::failure(),
                "Registered": schemas::envelope(json!({ "anyOf": [{ "$ref": "#/components/schemas/User" }, { "type": "null" }] })),
                "Authenticated": schemas::envelope(schemas::authenticated()),
                "Done": schemas::envelope(json!({ "const": true })),
                "User": schemas::user(),
            },
            "securitySchemes": { "authKey": { "type": "apiKey", "in": "header", "name": AUTH_KEY } },
        },
    })
}

/// A failure: its status, and the code of its error.
type Failed = (u16, &'static str, &'static str);

const EVERYWHERE: &[Failed] = &[
    (400, "BrandURLRequired", "The Brand-URL header is required."),
    (404, "BrandNotFound", "Brand was not found."),
    (405, "MethodNotAllowed", "The method GET is not allowed here."),
    (
        429,
        "TooManyRequests",
        "Too many requests. Please try again in a moment.",
    ),
    (500, "InternalServerError", "An error has occurred."),
    (
        503,
        "ServiceUnavailable",
        "The service is busy. Please try again in a moment.",
    ),
];

const WITH_A_BODY: &[Failed] = &[
    (408, "RequestTimeout", "The request did not arrive in time."),
    (413, "RequestTooLarge", "At most 65536 bytes of a request are read."),
    (415, "UnsupportedMediaType", "The body must be application/json."),
];

fn answers(status: u16, schema: &str, data: &Value, groups: &[&[Failed]]) -> Value {
    let example = json!({
        "success": true, "statusCode": status, "message": "The request was successful.", "data": data, "errors": [],
    });
    let mut answers = Map::new();
    answers.insert(
        status.to_string(),
        answer("The request was successful.", schema, &example),
    );
    for (status, code, text) in groups.iter().copied().flatten() {
        let example = json!({
            "success": false,
            "statusCode": status,
            "message": text,
            "data": null,
            "errors": [{ "code": code, "message": text, "details": text, "correlationId": null }],
        });
        answers.insert(status.to_string(), answer(code, "Failure", &example));
    }
    Value::Object(answers)
}

fn answer(description: &str, schema: &str, example: &Value) -> Value {
    let content = json!({ "schema": { "$ref": format!("#/components/schemas/{schema}") }, "example": example });
    json!({ "description": description, "content": { "application/json": content } })
}

fn brand() -> Value {
    json!({
        "name": BRAND_URL, "in": "header", "required": true,
        "description": "The URL or host of the brand: one of its tenant's hosts.",
        "schema": { "type": "string" }, "example": "https://acme.example",
    })
}

fn body(schema: &Value, example: &Value) -> Value {
    json!({ "required": true, "content": { "application/json": { "schema": schema, "example": example } } })
}

fn register() -> Value {
    let text = |about: &str| json!({ "type": ["string", "null"], "description": about });
    let schema = json!({
        "type": "object",
        "required": ["password"],
        "properties": {
            "password": { "type": "string", "minLength": 1, "description": "As the brand's policy asks." },
            "firstName": text("The given name."),
            "lastName": text("The family name."),
            "nickName": text("The nickname."),
            "referralCode": text("The code of whoever invites the user."),
            "username": text("An address, or at least 5 of a-z, A-Z, 0-9, dot, underscore and hyphen."),
            "phoneNumber": text("In the E.164 format."),
            "emailAddress": text("An address."),
            "timeZoneId": text("A time zone, by its IANA name or one of Windows."),
        },
    });
    let example = json!({
        "username": "username",
        "phoneNumber": "+12345678900",
        "emailAddress": "steve@example.com",
        "password": "password",
        "firstName": "Steve",
        "lastName": "Bang",
        "nickName": "stevebang",
        "referralCode": null,
    });
    let own: &[Failed] = &[
        (403, "RegistrationClosed", "Nobody can register at present."),
        (409, "EmailAddressAlreadyExists", "The email address already exists."),
    ];
    json!({
        "operationId": "register",
        "summary": "Register; one of username, emailAddress and phoneNumber is needed",
        "parameters": [brand()],
        "requestBody": body(&schema, &example),
        "responses": answers(201, "Registered", &Value::Null, &[EVERYWHERE, WITH_A_BODY, own]),
    })
}

fn auth() -> Value {
    let text = json!({ "type": "string", "minLength": 1 });
    let schema = json!({
        "type": "object",
        "required": ["username", "password"],
        "properties": { "username": text, "password": text },
    });
    let data = json!({
        "id": "1CkMPXh8sZ3hSRhIY5WzH9",
        "username": "username",
        "emailAddress": "steve@example.com",
        "authKey": "eyJ0eXAiOiJKV1QifQ.e30.c2ln",
        "expiresIn": "2025-09-19T04:20:20.0000000Z",
    });
    let own: &[Failed] = &[
        (401, "InvalidCredentials", "The username or the password is incorrect."),
        (403, "EmailAddressNotVerified", "The email address is not verified yet."),
    ];
    json!({
        "operationId": "authenticate",
        "summary": "Sign in by user name or address",
        "parameters": [brand()],
        "requestBody": body(&schema, &json!({ "username": "username", "password": "password" })),
        "responses": answers(200, "Authenticated", &data, &[EVERYWHERE, WITH_A_BODY, own]),
    })
}

fn send() -> Value {
    let id = json!({ "name": "id", "in": "path", "required": true, "schema": { "type": "string" } });
    let place = json!({
        "name": "returnURL", "in": "query", "required": false,
        "description": "Where the mail's link leads, with the token in the fragment: one of the brand's own places.",
        "schema": { "type": "string" },
    });
    let own: &[Failed] = &[
        (
            400,
            "EmailAddressAlreadyVerified",
            "The email address is already verified.",
        ),
        (401, "Unauthorized", "The Auth-Key is not valid."),
        (
            403,
            "Forbidden",
            "This is for the user alone, or for those who may change users.",
        ),
        (404, "UserNotFound", "User was not found."),
    ];
    json!({
        "operationId": "sendVerification",
        "summary": "Have the mail sent that verifies an address; for the user, or whoever may change users",
        "security": [{ "authKey": [] }],
        "parameters": [brand(), id, place],
        "responses": answers(200, "Done", &json!(true), &[EVERYWHERE, own]),
    })
}

fn active() -> Value {
    let schema = json!({
        "type": "object",
        "required": ["token"],
        "properties": { "token": { "type": "string", "minLength": 1 } },
    });
    let own: &[Failed] = &[(
        400,
        "EmailAddressAlreadyVerified",
        "The email address is already verified.",
    )];
    json!({
        "operationId": "verify",
        "summary": "Verify an address by the token of its mail",
        "parameters": [brand()],
        "requestBody": body(&schema, &json!({ "token": "the token of the link" })),
        "responses": answers(200, "Done", &json!(true), &[EVERYWHERE, WITH_A_BODY, own]),
    })
}
