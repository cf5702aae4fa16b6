//! The schemas of our API's objects, and an example of each that is put together from the examples of its members.

use serde_json::{Map, Value, json};

use super::objects::SUB;
use super::{administration, lookups, objects, tenancy};
use crate::problem::Kind;

/// A member of an object.
pub(super) struct Member {
    name: &'static str,
    presence: Presence,
    schema: Value,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Presence {
    Required,
    Optional,
    /// Optional, and left out of the example.
    Rare,
}

/// A member that must be there.
pub(super) fn must(name: &'static str, schema: Value) -> Member {
    Member {
        name,
        presence: Presence::Required,
        schema,
    }
}

/// A member that may be there.
pub(super) fn may(name: &'static str, schema: Value) -> Member {
    Member {
        name,
        presence: Presence::Optional,
        schema,
    }
}

/// A member that may be there, and seldom is.
pub(super) fn seldom(name: &'static str, schema: Value) -> Member {
    Member {
        name,
        presence: Presence::Rare,
        schema,
    }
}

/// An object with one more member.
pub(super) fn with(mut object: Value, name: &str, value: Value) -> Value {
    if let Value::Object(members) = &mut object {
        members.insert(name.to_owned(), value);
    }
    object
}

/// Objects that somebody sends, which may hold nothing but their members.
const SENT: &[&str] = &[
    "Registration",
    "Address",
    "Link",
    "LinkWithPassword",
    "Activation",
    "Credentials",
    "Refresh",
    "ProfileChanges",
    "AddressChange",
    "Closing",
    "PasswordChange",
    "NewUser",
    "NewRole",
    "RoleContent",
    "NewDepartment",
    "DepartmentTitle",
    "TagContent",
    "NewPackage",
    "PackageContent",
    "NewInvitation",
    "NewTenant",
    "TenantPolicy",
    "Membership",
];

fn object(name: &str, members: Vec<Member>) -> Value {
    let required: Vec<_> = members
        .iter()
        .filter(|member| member.presence == Presence::Required)
        .map(|member| member.name)
        .collect();
    let properties: Map<_, _> = members
        .into_iter()
        .map(|member| (member.name.to_owned(), member.schema))
        .collect();
    let schema = json!({ "type": "object", "properties": properties, "required": required });
    let schema = if SENT.contains(&name) {
        with(schema, "additionalProperties", json!(false))
    } else {
        schema
    };
    match name {
        "Activation" => {
            let either = json!([{ "required": ["password"] }, { "required": ["new_password"] }]);
            with(schema, "allOf", json!([{ "oneOf": either }, by_link_or_code()]))
        }
        "LinkWithPassword" => with(schema, "allOf", json!([by_link_or_code()])),
        _ => schema,
    }
}

/// The token of a link, or else an address and the code that was mailed to it.
fn by_link_or_code() -> Value {
    json!({ "oneOf": [{ "required": ["token"] }, { "required": ["email", "code"] }] })
}

fn table() -> impl Iterator<Item = (&'static str, Vec<Member>)> {
    objects::table()
        .into_iter()
        .chain(lookups::table())
        .chain(administration::table())
        .chain(tenancy::table())
}

/// Every schema.
pub(super) fn all() -> Value {
    Value::Object(
        table()
            .map(|(name, members)| (name.to_owned(), object(name, members)))
            .collect(),
    )
}

/// A reference to a schema.
pub(super) fn reference(name: &str) -> Value {
    json!({ "$ref": format!("#/components/schemas/{name}") })
}

/// The schema of a part of a path.
pub(super) fn segment(name: &str) -> Value {
    match name {
        "document" => json!({ "type": "string", "maxLength": 64, "examples": ["onyx.json"] }),
        "sub" | "id" => json!({ "type": "string", "format": "uuid", "examples": [SUB] }),
        "number" => json!({ "type": "integer", "minimum": 1, "examples": [1] }),
        "tenant" => json!({ "type": "string", "maxLength": 64, "examples": ["default"] }),
        "code" => json!({ "type": "string", "maxLength": 64, "examples": ["pro"] }),
        _ => json!({ "type": "string", "maxLength": 64, "examples": ["admin"] }),
    }
}

/// An example of an object.
pub(super) fn example(name: &str) -> Value {
    let found = table().find(|(known, _)| *known == name);
    let members = found.map(|(_, members)| members).unwrap_or_default();
    let shown = members.into_iter().filter(|member| member.presence != Presence::Rare);
    Value::Object(
        shown
            .map(|member| (member.name.to_owned(), example_of(&member.schema)))
            .collect(),
    )
}

fn example_of(schema: &Value) -> Value {
    if let Some(named) = schema.get("$ref").and_then(Value::as_str) {
        return example(named.rsplit('/').next().unwrap_or_default());
    }
    match (schema.pointer("/examples/0"), schema.get("items")) {
        (Some(example), _) => example.clone(),
        (None, Some(item)) => Value::Array(vec![example_of(item)]),
        (None, None) => Value::Null,
    }
}

/// An example of a problem.
pub(super) fn problem_example(kind: Kind) -> Value {
    let example = json!({
        "type": format!("urn:enroll:problem:{}", kind.code()),
        "title": kind.title(),
        "status": kind.status().as_u16(),
        "code": kind.code(),
        "request_id": SUB,
    });
    if kind != Kind::InvalidInput {
        return example;
    }
    with(
        example,
        "errors",
        json!([{ "pointer": "/email", "code": "required", "detail": "is required, and must not be empty" }]),
    )
}
