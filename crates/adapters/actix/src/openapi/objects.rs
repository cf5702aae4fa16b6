//! The objects of our API, member by member. Those by which somebody becomes a user stand in `incoming.rs`, the profile's fields
//! in `profile.rs`, the look-ups in `lookups.rs`, and what administrators manage in `administration.rs`.

use serde_json::{Value, json};

use super::incoming::{activation, new_user, proven_with_password, registration};
use super::schemas::{Member, may, must, reference, seldom};
use super::{administration, profile};
use crate::problem::Kind;

/// The id of the user in examples.
pub(super) const SUB: &str = "0190c2a4-6f1e-7cc3-9d0a-5f0b5f4a9e11";
/// The token of a link in examples.
pub(super) const LINK: &str = "b64url-of-tenant-proof-key-and-mac";
const PASSWORD: &str = "correct horse battery staple";

fn text(description: &str, example: &str) -> Value {
    json!({ "type": "string", "description": description, "examples": [example] })
}

/// A text of a request, where null stands for an absent one.
pub(super) fn nullable(description: &str, example: &str) -> Value {
    json!({ "type": ["string", "null"], "description": description, "examples": [example] })
}

/// An address.
pub(super) fn email() -> Value {
    json!({ "type": "string", "format": "email", "maxLength": 254, "description": "An e-mail address.", "examples": ["ada@example.org"] })
}

/// A password.
pub(super) fn password(description: &str) -> Value {
    json!({ "type": "string", "format": "password", "maxLength": 1024, "description": description, "examples": [PASSWORD] })
}

/// A token.
pub(super) fn token(description: &str) -> Value {
    text(description, LINK)
}

/// A user name.
pub(super) fn username() -> Value {
    nullable("A user name: public, unique, and good for signing in.", "ada")
}

/// Names of roles.
pub(super) fn roles() -> Value {
    json!({ "type": "array", "items": { "type": "string" }, "description": "Names of roles.", "examples": [["member"]] })
}

fn user() -> Vec<Member> {
    let mut members = vec![
        must(
            "sub",
            json!({ "type": "string", "format": "uuid", "description": "The user's id.", "examples": [SUB] }),
        ),
        must(
            "email",
            json!({
                "type": ["string", "null"], "format": "email", "description": "The address, if the user has one.",
                "examples": ["ada@example.org"],
            }),
        ),
        must(
            "email_verified",
            json!({ "type": "boolean", "description": "Whether the address was proved.", "examples": [true] }),
        ),
        must(
            "must_change_password",
            json!({
                "type": "boolean", "description": "Whether somebody else chose the password, so that the user has to change it.",
                "examples": [false],
            }),
        ),
        must(
            "status",
            json!({
                "type": "string", "enum": ["pending", "active", "suspended", "closed"],
                "description": "The state of the account.", "examples": ["active"],
            }),
        ),
        must("roles", roles()),
        may("username", text("The user name.", "ada")),
        seldom(
            "external_ids",
            external_ids("Ids of other systems, by their name spaces."),
        ),
        must(
            "created_at",
            json!({
                "type": "string", "format": "date-time", "description": "When the user was made (RFC 3339).",
                "examples": ["2026-01-02T03:04:05.678901Z"],
            }),
        ),
    ];
    members.extend(administration::membership_shown());
    members.extend(profile::shown());
    members
}

fn tokens() -> Vec<Member> {
    vec![
        must(
            "access_token",
            text(
                "Speaks for the user, as a bearer token. A JWT (RFC 9068).",
                "eyJ0eXAiOiJhdCtqd3QiLCJh…",
            ),
        ),
        must(
            "token_type",
            json!({ "type": "string", "const": "Bearer", "examples": ["Bearer"] }),
        ),
        must(
            "expires_in",
            json!({ "type": "integer", "description": "How long the access token is good, in seconds.", "examples": [600] }),
        ),
        must("refresh_token", token("Gives the next tokens, once.")),
    ]
}

/// Ids of other systems.
pub(super) fn external_ids(description: &str) -> Value {
    json!({
        "type": ["object", "null"], "additionalProperties": { "type": "string" }, "description": description,
        "examples": [{ "employee_number": "4711" }],
    })
}

/// The user who was made, and what of the request was not fulfilled.
fn created_user() -> Vec<Member> {
    let mut members = user();
    members.push(seldom("left_out", roles()));
    members
}

fn activated() -> Vec<Member> {
    let mut members = vec![must("user", reference("User"))];
    members.extend(tokens());
    members.push(callback());
    members
}

fn callback() -> Member {
    seldom(
        "callback_url",
        text("Where the person asked to go.", "https://app.example.org/"),
    )
}

fn problem() -> Vec<Member> {
    let codes: Vec<_> = Kind::ALL.iter().map(|kind| kind.code()).collect();
    let violation = json!({
        "type": "object",
        "properties": {
            "pointer": { "type": "string", "description": "A place in the body (RFC 6901)." },
            "parameter": { "type": "string", "description": "A parameter of the query or the path." },
            "header": { "type": "string", "description": "A header." },
            "code": { "type": "string", "description": "The rule that is broken; stable." },
            "detail": { "type": "string", "description": "The rule in words." },
        },
        "required": ["code", "detail"],
    });
    vec![
        must("type", json!({ "type": "string", "format": "uri" })),
        must("title", json!({ "type": "string" })),
        must("status", json!({ "type": "integer" })),
        may("detail", json!({ "type": "string" })),
        must(
            "code",
            json!({ "type": "string", "enum": codes, "description": "Stable: codes are added, never changed." }),
        ),
        must("request_id", json!({ "type": "string", "format": "uuid" })),
        may(
            "errors",
            json!({ "type": "array", "items": violation, "description": "Every place that breaks a rule." }),
        ),
    ]
}

fn credentials() -> Vec<Member> {
    vec![
        must(
            "identifier",
            text("An e-mail address or a user name.", "ada@example.org"),
        ),
        must("password", password("The password.")),
    ]
}

fn user_page() -> Vec<Member> {
    vec![
        must("items", json!({ "type": "array", "items": reference("User") })),
        must("next", json!({ "type": ["string", "null"], "examples": [null] })),
    ]
}

fn status(words: &[&str]) -> Member {
    must(
        "status",
        json!({ "type": "string", "enum": words, "examples": words.iter().rev().take(1).collect::<Vec<_>>() }),
    )
}

/// Every object but those of the look-ups, by the name of its schema.
pub(super) fn table() -> Vec<(&'static str, Vec<Member>)> {
    vec![
        ("Registration", registration()),
        ("Address", vec![must("email", email())]),
        ("Link", vec![must("token", token("The `token` of the mailed link."))]),
        ("LinkWithPassword", proven_with_password()),
        ("Activation", activation()),
        ("Credentials", credentials()),
        ("Refresh", vec![must("refresh_token", token("The refresh token."))]),
        ("ProfileChanges", profile::sent()),
        (
            "AddressChange",
            vec![
                must("email", email()),
                must("password", password("The present password.")),
            ],
        ),
        ("Closing", vec![must("password", password("The present password."))]),
        (
            "PasswordChange",
            vec![
                must("current_password", password("The present password.")),
                must("new_password", password("The new password.")),
            ],
        ),
        ("NewUser", new_user()),
        ("User", user()),
        ("Tokens", tokens()),
        ("Activated", activated()),
        ("CreatedUser", created_user()),
        ("Confirmed", vec![must("user", reference("User")), callback()]),
        ("UserPage", user_page()),
        ("CheckYourMail", vec![status(&["check_your_mail"])]),
        ("Status", vec![status(&["alive", "ready"])]),
        ("Problem", problem()),
    ]
}
