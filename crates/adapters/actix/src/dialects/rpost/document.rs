//! The OpenAPI document of the contract, with the paths as RPost's help pages write them.

use serde_json::{Map, Value, json};

use super::form::{CONFIRM, REGISTER, RESEND};
use super::read::{Member, schema};

/// The document.
pub(super) fn document() -> Value {
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "RPost account API",
            "version": "1",
            "description": "Registration with activation by mail, as RPost's REST API has it. Paths and the names of members are \
                            taken in any letter case. Every answer but the token's is one envelope, whose `Message` is always an array.",
        },
        "paths": {
            "/api/v1/Account/Register": { "post": register() },
            "/api/v1/Account/ConfirmEmail": { "post": confirm("confirmEmail") },
            "/api/v1/Account/ConfirmUserEmail": { "post": confirm("confirmUserEmail") },
            "/api/v1/Account/ResendActivationLink": { "post": resend() },
            "/token": { "post": token() },
            "/api/v1/Lookup/Language": { "get": lookup("languages", "The languages", "en-us", "English (United States)") },
            "/api/v1/Lookup/TimeZone": {
                "get": lookup("timeZones", "The time zones", "Eastern Standard Time", "Eastern Standard Time (New_York, …)"),
            },
        },
        "components": { "schemas": {
            "Register": schema(REGISTER),
            "Confirm": schema(CONFIRM),
            "Resend": schema(RESEND),
            "Envelope": envelope(json!({ "type": "null" })),
            "Entries": envelope(json!({ "type": "array", "items": entry() })),
            "Token": token_schema(),
            "TokenError": {
                "type": "object",
                "required": ["error"],
                "properties": {
                    "error": { "enum": ["invalid_grant", "unsupported_grant_type"] },
                    "error_description": { "type": "string" },
                },
            },
        } },
    })
}

fn envelope(content: Value) -> Value {
    json!({
        "type": "object",
        "required": ["StatusCode", "StatusText", "Status", "Message", "ResultContent"],
        "properties": {
            "StatusCode": { "type": "integer", "description": "The status of the answer; 200 is success." },
            "StatusText": { "type": "string" },
            "Status": { "enum": ["Success", "Failure"] },
            "Message": { "type": "array", "items": {
                "type": "object",
                "required": ["Message", "MessageId"],
                "properties": {
                    "Message": { "type": "string" },
                    "MessageId": { "type": "string", "pattern": "^ACCT-[0-9]{4}$" },
                },
            } },
            "ResultContent": content,
        },
    })
}

fn entry() -> Value {
    json!({
        "type": "object",
        "required": ["Code", "Description"],
        "properties": { "Code": { "type": "string" }, "Description": { "type": "string" } },
    })
}

fn token_schema() -> Value {
    json!({
        "type": "object",
        "required": ["access_token", "token_type", "expires_in", "userName"],
        "properties": {
            "access_token": { "type": "string" },
            "token_type": { "const": "bearer" },
            "expires_in": { "type": "integer", "minimum": 0, "description": "Seconds." },
            "userName": { "type": "string", "description": "The address, as it was registered." },
        },
    })
}

/// What an envelope looks like that tells this.
fn told(status: u16, text: &str, id: &str, message: &str) -> Value {
    json!({
        "StatusCode": status,
        "StatusText": text,
        "Status": if status == 200 { "Success" } else { "Failure" },
        "Message": [{ "Message": message, "MessageId": id }],
        "ResultContent": null,
    })
}

fn answer(description: &str, schema: &str, example: &Value) -> Value {
    let content = json!({ "schema": { "$ref": format!("#/components/schemas/{schema}") }, "example": example });
    json!({ "description": description, "content": { "application/json": content } })
}

/// An answer that tells something, with the envelope that does so.
type Told = (u16, &'static str, &'static str, &'static str);

const EVERYWHERE: &[Told] = &[
    (
        405,
        "MethodNotAllowed",
        "ACCT-1405",
        "The requested resource does not support http method 'GET'.",
    ),
    (500, "InternalServerError", "ACCT-1500", "An error has occurred."),
    (
        503,
        "ServiceUnavailable",
        "ACCT-1503",
        "The service is busy. Please try again in a moment.",
    ),
];

const WITH_A_BODY: &[Told] = &[
    (
        408,
        "RequestTimeout",
        "ACCT-1408",
        "The request did not arrive in time.",
    ),
    (
        413,
        "RequestEntityTooLarge",
        "ACCT-1413",
        "At most 65536 bytes of a request are read.",
    ),
    (
        429,
        "TooManyRequests",
        "ACCT-1429",
        "Too many requests. Please try again in a moment.",
    ),
];

const WITH_JSON: &[Told] = &[(
    415,
    "UnsupportedMediaType",
    "ACCT-1415",
    "The request entity's media type 'text/plain' is not supported for this resource.",
)];

/// The answers of an operation: its own, and those of the groups that it belongs to.
fn answers(own: Map<String, Value>, groups: &[&[Told]]) -> Value {
    let mut answers = own;
    for (status, text, id, message) in groups.iter().copied().flatten() {
        let told = told(*status, text, id, message);
        answers.insert(status.to_string(), answer(text, "Envelope", &told));
    }
    Value::Object(answers)
}

fn envelopes(own: &[Told]) -> Value {
    answers(Map::new(), &[own, EVERYWHERE, WITH_A_BODY, WITH_JSON])
}

fn body(schema: &str, members: &[Member]) -> Value {
    let example: Map<String, Value> = members
        .iter()
        .map(|member| {
            let example = Some(member.example).filter(|example| !example.is_empty());
            (member.name.to_owned(), example.into())
        })
        .collect();
    let content = json!({ "schema": { "$ref": format!("#/components/schemas/{schema}") }, "example": example });
    json!({ "required": true, "content": { "application/json": content, "text/json": content } })
}

fn register() -> Value {
    json!({
        "operationId": "register",
        "summary": "Register; a mail with an activation link is sent",
        "requestBody": body("Register", REGISTER),
        "responses": envelopes(&[
            (200, "OK", "ACCT-1001", "Thank you for registering. An e-mail with an activation link has been sent to you."),
            (400, "BadRequest", "ACCT-1101", "The Email field is required."),
            (403, "Forbidden", "ACCT-1111", "Nobody can register at present."),
        ]),
    })
}

fn confirm(id: &str) -> Value {
    json!({
        "operationId": id,
        "summary": "Activate a registration with the token of its link",
        "requestBody": body("Confirm", CONFIRM),
        "responses": envelopes(&[
            (200, "OK", "ACCT-1002", "Your e-mail address is confirmed. You can sign in now."),
            (400, "BadRequest", "ACCT-1201", "The code is not valid for this e-mail address."),
        ]),
    })
}

fn resend() -> Value {
    json!({
        "operationId": "resendActivationLink",
        "summary": "Have another activation link sent, if the address is registered and not confirmed yet",
        "requestBody": body("Resend", RESEND),
        "responses": envelopes(&[
            (200, "OK", "ACCT-1003", "An activation link has been sent to the e-mail address."),
            (400, "BadRequest", "ACCT-1204", "The e-mail address is not registered."),
        ]),
    })
}

fn token() -> Value {
    let fields = json!({
        "type": "object",
        "required": ["grant_type", "username", "password"],
        "properties": {
            "grant_type": { "const": "password" },
            "username": { "type": "string" },
            "password": { "type": "string" },
            "Client_Id": { "type": "string", "description": "Accepted, and ignored." },
        },
    });
    let granted = json!({
        "access_token": "eyJ0eXAiOiJKV1QifQ.e30.c2ln",
        "token_type": "bearer",
        "expires_in": 1_209_599,
        "userName": "user@company.com",
    });
    let refused = json!({
        "error": "invalid_grant",
        "error_description": "The user name or password is incorrect.",
    });
    let own = [
        ("200".to_owned(), answer("A token", "Token", &granted)),
        ("400".to_owned(), answer("None", "TokenError", &refused)),
    ];
    json!({
        "operationId": "token",
        "summary": "Sign in (RFC 6749 §4.3)",
        "requestBody": { "required": true, "content": { "application/x-www-form-urlencoded": { "schema": fields } } },
        "responses": answers(own.into_iter().collect(), &[EVERYWHERE, WITH_A_BODY]),
    })
}

fn lookup(id: &str, summary: &str, code: &str, description: &str) -> Value {
    let entries = json!({
        "StatusCode": 200,
        "StatusText": "OK",
        "Status": "Success",
        "Message": [],
        "ResultContent": [{ "Code": code, "Description": description }],
    });
    let own = [("200".to_owned(), answer(summary, "Entries", &entries))];
    json!({
        "operationId": id,
        "summary": summary,
        "responses": answers(own.into_iter().collect(), &[EVERYWHERE]),
    })
}
