//! The OpenAPI document of the contract.

use serde_json::{Map, Value, json};

use crate::dialects::drf::describe::{answer, schema, text, usual_answers, with_header};

pub(super) fn document() -> Value {
    let mut paths = Map::new();
    for (path, operation) in [
        ("/api/v2/sso/signup/", signup("signup")),
        ("/api/v2/sso/signup", signup("signup_without_slash")),
        ("/api/v2/sso/signin/", signin("signin")),
        ("/api/v2/sso/signin", signin("signin_without_slash")),
        ("/api/v2/account/verify/", verify("verify")),
        ("/api/v2/account/verify", verify("verify_without_slash")),
    ] {
        paths.insert(path.to_owned(), json!({ "post": operation }));
    }
    json!({
        "openapi": "3.1.0",
        "info": { "title": "SelfCommunity's registration, as enroll serves it", "version": "2" },
        "paths": paths,
        "components": {
            "securitySchemes": {
                "bearer": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": "One of enroll's own access tokens, or a JWT that the community signed with its secret.",
                },
            },
            "schemas": schemas(),
        },
    })
}

fn signup(id: &str) -> Value {
    let made = json!({ "id": 7, "ext_id": 42, "username": "jane_d", "email": "jane@example.com", "role": null, "tags": [1, 2] });
    let mut answers = for_bearers();
    answers.insert("201".to_owned(), answer("The account is made.", &schema("Made"), &made));
    answers.insert(
        "400".to_owned(),
        faults("username", "unique", "This field must be unique."),
    );
    let sent = json!({ "ext_id": 42, "username": "jane_d", "role": "editor", "tags": [] });
    json!({
        "operationId": id,
        "summary": "Makes an account, in the name of an administrator",
        "description": "Who is given no password, but an address, is mailed a link to set one, unless the tenant wants no such mails.",
        "security": [{ "bearer": [] }],
        "requestBody": {
            "required": true,
            "content": { "application/json": { "schema": schema("Signup"), "example": sent } },
        },
        "responses": answers,
    })
}

fn signin(id: &str) -> Value {
    let account = json!({ "id": 7, "ext_id": 42, "username": "jane_d", "role": null, "tags": [1, 2] });
    let mut answers = for_bearers();
    answers.insert("200".to_owned(), answer("Who it is.", &schema("Account"), &account));
    json!({
        "operationId": id,
        "summary": "Says who the bearer of the token is",
        "security": [{ "bearer": [] }],
        "responses": answers,
    })
}

fn verify(id: &str) -> Value {
    let token = json!({
        "token": {
            "access_token": "eyJhbGciOiJFZERTQSJ9.e30.c2ln",
            "expires_in": 900,
            "token_type": "Bearer",
            "refresh_token": "bm90IGEgdG9rZW4",
            "client_id": "community",
            "scope": "read write",
        },
    });
    let mut answers = usual();
    let good = answer(
        "The address is proved, and its owner signed in.",
        &schema("Verified"),
        &token,
    );
    answers.insert("200".to_owned(), good);
    let bad = faults("validation_code", "invalid", "The validation code is not valid.");
    answers.insert("400".to_owned(), bad);
    json!({
        "operationId": id,
        "summary": "Proves an address by the code of the link that was mailed to it",
        "requestBody": {
            "required": true,
            "content": {
                "application/json": { "schema": schema("Verify"), "example": { "validation_code": "bm90IGEgY29kZQ" } },
            },
        },
        "responses": answers,
    })
}

fn usual() -> Map<String, Value> {
    usual_answers(|code, message| (schema("Errors"), alone(code, message)))
}

fn for_bearers() -> Map<String, Value> {
    let mut answers = usual();
    let example = alone("not_authenticated", "Authentication credentials were not provided.");
    let unnamed = answer("No bearer token, or none that is good.", &schema("Errors"), &example);
    answers.insert(
        "401".to_owned(),
        with_header(unnamed, "WWW-Authenticate", "The challenge."),
    );
    let example = alone(
        "permission_denied",
        "You do not have permission to perform this action.",
    );
    answers.insert(
        "403".to_owned(),
        answer("The caller may not.", &schema("Errors"), &example),
    );
    answers
}

fn alone(code: &str, message: &str) -> Value {
    json!({ "errors": [{ "code": code, "message": message }] })
}

fn faults(field: &str, code: &str, message: &str) -> Value {
    let example = json!({ "errors": [{ "field": field, "messages": [{ "code": code, "message": message }] }] });
    let description = "The body is no JSON, or breaks rules; all of them are told.";
    answer(description, &schema("Errors"), &example)
}

fn schemas() -> Value {
    let role = json!({ "type": ["string", "null"], "enum": ["admin", "moderator", "editor", null] });
    let tags = json!({ "type": "array", "items": { "type": "integer", "minimum": 1 } });
    let external = json!({ "type": ["integer", "string", "null"] });
    let mut account = json!({
        "id": { "type": "integer" },
        "ext_id": external,
        "username": { "type": ["string", "null"] },
        "role": role,
        "tags": tags,
    });
    let signed_in = account.clone();
    if let Some(members) = account.as_object_mut() {
        members.insert("email".to_owned(), json!({ "type": ["string", "null"] }));
    }
    let message = json!({ "code": { "type": "string" }, "message": { "type": "string" } });
    json!({
        "Signup": request(&role),
        "Made": { "type": "object", "required": ["id", "ext_id", "username", "email", "role", "tags"], "properties": account },
        "Account": { "type": "object", "required": ["id", "ext_id", "username", "role", "tags"], "properties": signed_in },
        "Verify": {
            "type": "object",
            "required": ["validation_code"],
            "properties": { "validation_code": { "type": "string", "minLength": 1 } },
        },
        "Verified": verified(),
        "Errors": {
            "type": "object",
            "required": ["errors"],
            "properties": { "errors": { "type": "array", "items": { "anyOf": [
                {
                    "type": "object",
                    "required": ["field", "messages"],
                    "properties": {
                        "field": { "type": "string" },
                        "messages": { "type": "array", "items": { "type": "object", "properties": message } },
                    },
                },
                { "type": "object", "required": ["code", "message"], "properties": message },
            ] } } },
        },
    })
}

fn request(role: &Value) -> Value {
    json!({
        "type": "object",
        "required": ["username"],
        "properties": {
            "ext_id": { "type": ["integer", "string"], "description": "Unique within the community." },
            "username": {
                "type": "string",
                "minLength": 1,
                "maxLength": 255,
                "pattern": "^[A-Za-z0-9_-]+$",
                "description": "Unique within the community; it holds a letter.",
            },
            "email": { "type": "string", "format": "email", "maxLength": 254 },
            "password": text(8, Some(128), "Characters of three of four kinds: lower case, upper case, numbers, special."),
            "role": role,
            "tags": { "type": ["array", "null"], "items": { "type": "integer" }, "description": "The numbers of tags." },
        },
    })
}

fn verified() -> Value {
    let text = json!({ "type": "string" });
    json!({
        "type": "object",
        "required": ["token"],
        "properties": { "token": {
            "type": "object",
            "required": ["access_token", "expires_in", "token_type", "refresh_token", "client_id", "scope"],
            "properties": {
                "access_token": text,
                "expires_in": { "type": "integer", "description": "Seconds." },
                "token_type": { "type": "string", "const": "Bearer" },
                "refresh_token": text,
                "client_id": text,
                "scope": text,
            },
        } },
    })
}
