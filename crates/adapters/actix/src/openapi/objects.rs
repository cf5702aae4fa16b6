//! The objects of our API, member by member. The profile's fields come from the domain's table.

use enroll_domain::profile::Field;
use serde_json::{Value, json};

use super::schemas::{Member, may, must, reference, seldom, with};
use crate::problem::Kind;

/// The id of the user in examples.
pub(super) const SUB: &str = "0190c2a4-6f1e-7cc3-9d0a-5f0b5f4a9e11";
const LINK: &str = "b64url-of-tenant-proof-key-and-mac";
const PASSWORD: &str = "correct horse battery staple";

fn text(description: &str, example: &str) -> Value {
    json!({ "type": "string", "description": description, "examples": [example] })
}

/// A text of a request, where null stands for an absent one.
fn nullable(description: &str, example: &str) -> Value {
    json!({ "type": ["string", "null"], "description": description, "examples": [example] })
}

fn email() -> Value {
    json!({ "type": "string", "format": "email", "maxLength": 254, "description": "An e-mail address.", "examples": ["ada@example.org"] })
}

fn password(description: &str) -> Value {
    json!({ "type": "string", "format": "password", "maxLength": 1024, "description": description, "examples": [PASSWORD] })
}

fn token(description: &str) -> Value {
    text(description, LINK)
}

fn username() -> Value {
    nullable("A user name: public, unique, and good for signing in.", "ada")
}

fn roles() -> Value {
    json!({ "type": "array", "items": { "type": "string" }, "description": "Names of roles.", "examples": [["member"]] })
}

/// The fields of the profile, as they are sent.
fn profile_sent() -> Vec<Member> {
    Field::ALL
        .iter()
        .map(|field| field.rule())
        .map(|rule| may(rule.name, nullable(rule.description, rule.example)))
        .collect()
}

/// The fields of the profile, as they are shown.
fn profile_shown() -> Vec<Member> {
    let shown = |field: &Field| {
        let rule = field.rule();
        may(
            rule.name,
            with(text(rule.description, rule.example), "maxLength", json!(rule.max)),
        )
    };
    Field::ALL.iter().map(shown).collect()
}

fn user() -> Vec<Member> {
    let mut members = vec![
        must(
            "sub",
            json!({ "type": "string", "format": "uuid", "description": "The user's id.", "examples": [SUB] }),
        ),
        must("email", email()),
        must(
            "email_verified",
            json!({ "type": "boolean", "description": "Whether the address was proved.", "examples": [true] }),
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
        must(
            "created_at",
            json!({
                "type": "string", "format": "date-time", "description": "When the user was made (RFC 3339).",
                "examples": ["2026-01-02T03:04:05.678901Z"],
            }),
        ),
    ];
    members.extend(profile_shown());
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

fn registration() -> Vec<Member> {
    let mut members = vec![
        must("email", email()),
        must("password", password("The password that the activation will ask for.")),
        may("username", username()),
    ];
    members.extend(profile_sent());
    members.push(seldom(
        "callback_url",
        nullable(
            "Where to go on after the activation; one of the tenant's list.",
            "https://app.example.org/",
        ),
    ));
    members.push(terms());
    members
}

fn terms() -> Member {
    seldom(
        "terms_version",
        nullable("The version of the terms that was accepted.", "2026-01"),
    )
}

fn activation() -> Vec<Member> {
    vec![
        must("token", token("The `token` of the mailed link.")),
        may("password", password("The password that was chosen at registration.")),
        seldom(
            "new_password",
            password("Another password instead; the account then starts with a blank profile."),
        ),
        seldom(
            "username",
            nullable("Another user name, where the wished-for one is taken by now.", "ada"),
        ),
        terms(),
    ]
}

fn new_user() -> Vec<Member> {
    let mut members = vec![
        must("email", email()),
        may("username", username()),
        may("roles", roles()),
    ];
    members.extend(profile_sent());
    members
}

fn activated() -> Vec<Member> {
    let mut members = vec![must("user", reference("User"))];
    members.extend(tokens());
    members.push(seldom(
        "callback_url",
        text("Where the person asked to go.", "https://app.example.org/"),
    ));
    members
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

/// Every object, by the name of its schema.
pub(super) fn table() -> Vec<(&'static str, Vec<Member>)> {
    vec![
        ("Registration", registration()),
        ("Address", vec![must("email", email())]),
        ("Link", vec![must("token", token("The `token` of the mailed link."))]),
        (
            "LinkWithPassword",
            vec![
                must("token", token("The `token` of the mailed link.")),
                must("password", password("The new password.")),
            ],
        ),
        ("Activation", activation()),
        (
            "Credentials",
            vec![
                must(
                    "identifier",
                    text("An e-mail address or a user name.", "ada@example.org"),
                ),
                must("password", password("The password.")),
            ],
        ),
        ("Refresh", vec![must("refresh_token", token("The refresh token."))]),
        ("ProfileChanges", profile_sent()),
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
        (
            "UserPage",
            vec![
                must("items", json!({ "type": "array", "items": reference("User") })),
                must("next", json!({ "type": ["string", "null"], "examples": [null] })),
            ],
        ),
        (
            "CheckYourMail",
            vec![must(
                "status",
                json!({ "type": "string", "const": "check_your_mail", "examples": ["check_your_mail"] }),
            )],
        ),
        (
            "Status",
            vec![must(
                "status",
                json!({ "type": "string", "enum": ["alive", "ready"], "examples": ["ready"] }),
            )],
        ),
        ("Problem", problem()),
    ]
}
