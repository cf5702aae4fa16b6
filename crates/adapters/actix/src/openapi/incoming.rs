//! The objects with which somebody becomes a user: a registration, an activation, and what an administrator sends.

use serde_json::json;

use super::objects::{LINK, SUB, email, external_ids, nullable, password, roles, token, username};
use super::profile;
use super::schemas::{Member, may, must, seldom};

/// What may be asked for beside an account.
fn wishes() -> Vec<Member> {
    vec![
        seldom(
            "external_ids",
            external_ids("Ids of other systems, by name spaces that the tenant takes."),
        ),
        seldom(
            "referral_code",
            nullable("The code of the user who invited the person.", "K7QX2M9P"),
        ),
        seldom(
            "realm",
            nullable(
                "The identity provider in which the user is to exist; one of the tenant's.",
                "staff",
            ),
        ),
    ]
}

/// A registration.
pub(super) fn registration() -> Vec<Member> {
    let mut members = vec![
        may("email", email()),
        must(
            "password",
            password("The password; where an activation follows, it will ask for it."),
        ),
        may("username", username()),
    ];
    members.extend(profile::sent());
    members.push(seldom(
        "callback_url",
        nullable(
            "Where to go on after the activation; one of the tenant's list.",
            "https://app.example.org/",
        ),
    ));
    members.push(terms());
    members.extend(wishes());
    members.push(seldom("roles", roles()));
    members.push(seldom("invitation_code", nullable("The code of an invitation.", LINK)));
    members
}

fn terms() -> Member {
    seldom(
        "terms_version",
        nullable("The version of the terms that was accepted.", "2026-01"),
    )
}

/// What shows that somebody reads the mail of an address: a token, or else an address and a code.
pub(super) fn proven() -> Vec<Member> {
    let code = json!({
        "type": ["string", "null"], "maxLength": 64, "examples": ["1234 5678"],
        "description": "The code that stands in the mail beside the link, where the tenant wants one there: eight digits, with or \
                        without spaces.",
    });
    vec![
        may("token", token("The `token` of the mailed link.")),
        seldom(
            "email",
            nullable("Instead of a token: the address that was mailed to.", "ada@example.org"),
        ),
        seldom("code", code),
    ]
}

/// A new password, by a link or by a code.
pub(super) fn proven_with_password() -> Vec<Member> {
    let mut members = proven();
    members.push(must("password", password("The new password.")));
    members
}

/// An activation.
pub(super) fn activation() -> Vec<Member> {
    let mut members = proven();
    members.extend([
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
    ]);
    members
}

/// A user whom an administrator makes.
pub(super) fn new_user() -> Vec<Member> {
    let mut members = vec![
        may("email", email()),
        may("username", username()),
        may("roles", roles()),
    ];
    members.extend(profile::sent());
    members.extend(wishes());
    members.push(seldom("department", nullable("The id of a department.", SUB)));
    members.push(seldom(
        "section",
        nullable("The id of a section of the department.", SUB),
    ));
    members.push(seldom(
        "tags",
        json!({ "type": ["array", "null"], "items": { "type": "integer", "minimum": 1 }, "description": "Numbers of tags.", "examples": [[1]] }),
    ));
    members
}
