//! The OpenAPI document of the contract.

use serde_json::{Map, Value, json};

use crate::dialects::drf::describe::{answer, schema, text, usual_answers, with_header};

pub(super) fn document() -> Value {
    let mut paths = Map::new();
    for (path, operation) in [
        ("/api/v1/auth/register", register("register")),
        ("/api/v1/auth/register/", register("register_with_slash")),
        ("/api/v1/auth/register-consumer", consumer("register_consumer")),
        (
            "/api/v1/auth/register-consumer/",
            consumer("register_consumer_with_slash"),
        ),
    ] {
        paths.insert(path.to_owned(), json!({ "post": operation }));
    }
    json!({
        "openapi": "3.1.0",
        "info": { "title": "Cape Digital's registration, as enroll serves it", "version": "1" },
        "paths": paths,
        "components": {
            "securitySchemes": { "bearer": { "type": "http", "scheme": "bearer" } },
            "schemas": schemas(),
        },
    })
}

fn register(id: &str) -> Value {
    let mut answers = usual();
    answers.insert(
        "200".to_owned(),
        answer("The user is made.", &schema("Registered"), &sample()),
    );
    answers.insert(
        "400".to_owned(),
        faults(&json!({ "gender": ["This field is required."] })),
    );
    let unnamed = answer(
        "No bearer token, or none that is good.",
        &schema("Detail"),
        &json!({ "detail": "Authentication credentials were not provided." }),
    );
    answers.insert(
        "401".to_owned(),
        with_header(unnamed, "WWW-Authenticate", "The challenge."),
    );
    answers.insert("403".to_owned(), forbidden("The caller may not make users."));
    json!({
        "operationId": id,
        "summary": "Makes a user, in the name of somebody who may",
        "description": "Answers once the identity provider has the user, or after two seconds; the user is there in any case.",
        "security": [{ "bearer": [] }],
        "requestBody": {
            "required": true,
            "content": { "application/json": { "schema": schema("Register"), "example": sample() } },
        },
        "responses": answers,
    })
}

fn consumer(id: &str) -> Value {
    let mut answers = usual();
    let example = json!({ "email": "jsmith@example.com", "first_name": "Jo", "last_name": "Smith" });
    answers.insert(
        "200".to_owned(),
        answer("The registration is taken.", &schema("Consumer"), &example),
    );
    let mismatch = json!({ "confirm_password": ["Passwords do not match."] });
    answers.insert("400".to_owned(), faults(&mismatch));
    answers.insert("403".to_owned(), forbidden("Nobody may register by themselves here."));
    let absent = answer(
        "No tenant is bound for consumers.",
        &schema("Detail"),
        &json!({ "detail": "Not found." }),
    );
    answers.insert("404".to_owned(), absent);
    let mut sent = example;
    if let Some(members) = sent.as_object_mut() {
        members.insert("password".to_owned(), json!("correct horse battery"));
        members.insert("confirm_password".to_owned(), json!("correct horse battery"));
    }
    json!({
        "operationId": id,
        "summary": "Registers somebody who asks for themselves",
        "description": "Whatever token is sent is ignored.",
        "requestBody": {
            "required": true,
            "content": { "application/json": { "schema": schema("RegisterConsumer"), "example": sent } },
        },
        "responses": answers,
    })
}

fn usual() -> Map<String, Value> {
    usual_answers(|_code, sentence| (schema("Detail"), json!({ "detail": sentence })))
}

fn forbidden(description: &str) -> Value {
    let example = json!({ "detail": "You do not have permission to perform this action." });
    answer(description, &schema("Detail"), &example)
}

fn faults(example: &Value) -> Value {
    let either = json!({ "anyOf": [schema("Detail"), schema("Faults")] });
    answer(
        "The body is no JSON, or breaks rules; all of them are told.",
        &either,
        example,
    )
}

fn sample() -> Value {
    json!({
        "email": "jsmith@example.com",
        "first_name": "Jo",
        "last_name": "Smith",
        "country_code": "KE",
        "phone_number": "0712345678",
        "employee_number": "E1",
        "gender": "MALE",
        "department": null,
        "section": null,
        "roles": [],
        "realm": "capemedia",
    })
}

fn schemas() -> Value {
    let place = |what: &str| json!({ "type": ["string", "null"], "format": "uuid", "description": what });
    let name = || text(1, Some(150), "As the person writes it.");
    let staff = json!({
        "email": { "type": "string", "format": "email", "minLength": 1, "maxLength": 254 },
        "first_name": name(),
        "last_name": name(),
        "country_code": text(1, Some(3), "A code of ISO 3166-1, the digits of a calling code, or a text of one's own."),
        "phone_number": text(1, Some(50), "As the person writes it."),
        "employee_number": text(1, Some(100), "Unique within the tenant."),
        "gender": { "type": "string", "enum": ["MALE", "FEMALE"] },
        "department": place("The id of a department."),
        "section": place("The id of a section of it."),
        "roles": { "type": "array", "items": { "type": "string", "minLength": 1 } },
        "realm": text(1, None, "One of the tenant's provisioning targets."),
    });
    let required = [
        "email",
        "first_name",
        "last_name",
        "country_code",
        "phone_number",
        "employee_number",
        "gender",
    ];
    let consumer = ["email", "first_name", "last_name"];
    let shown =
        json!({ "email": { "type": "string" }, "first_name": { "type": "string" }, "last_name": { "type": "string" } });
    json!({
        "Register": { "type": "object", "required": required, "properties": staff },
        "Registered": { "type": "object", "required": required, "properties": staff },
        "RegisterConsumer": {
            "type": "object",
            "required": ["email", "first_name", "last_name", "password", "confirm_password"],
            "properties": {
                "email": { "type": "string", "format": "email", "minLength": 1, "maxLength": 254 },
                "first_name": name(),
                "last_name": name(),
                "password": { "type": "string", "minLength": 8, "writeOnly": true },
                "confirm_password": { "type": "string", "minLength": 1, "writeOnly": true },
            },
        },
        "Consumer": { "type": "object", "required": consumer, "properties": shown },
        "Detail": {
            "type": "object",
            "required": ["detail"],
            "properties": { "detail": { "type": "string" }, "code": { "type": "string" } },
        },
        "Faults": {
            "type": "object",
            "description": "What is wrong, by field; what is wrong with items of a list, by their index.",
            "additionalProperties": {
                "anyOf": [
                    { "type": "array", "items": { "type": "string" } },
                    { "type": "object", "additionalProperties": { "type": "array", "items": { "type": "string" } } },
                ],
            },
        },
    })
}
