//! The schemas of the contract's OpenAPI document.

use serde_json::{Map, Value, json};

pub(super) fn envelope(data: Value) -> Value {
    json!({
        "type": "object",
        "required": ["success", "statusCode", "message", "data", "errors"],
        "properties": {
            "success": { "const": true },
            "statusCode": { "type": "integer" },
            "message": { "type": "string" },
            "data": data,
            "errors": { "type": "array", "maxItems": 0 },
        },
    })
}

pub(super) fn failure() -> Value {
    let text = json!({ "type": "string" });
    json!({
        "type": "object",
        "required": ["success", "statusCode", "message", "data", "errors"],
        "properties": {
            "success": { "const": false },
            "statusCode": { "type": "integer" },
            "message": text,
            "data": { "type": "null" },
            "errors": { "type": "array", "items": {
                "type": "object",
                "required": ["code", "message", "details", "correlationId"],
                "properties": {
                    "code": text,
                    "message": text,
                    "details": text,
                    "correlationId": { "type": ["string", "null"], "description": "The id of the request." },
                },
            } },
        },
    })
}

/// Keys of a user that hold a text, or null.
const TEXTS: &[&str] = &[
    "username",
    "firstName",
    "lastName",
    "nickName",
    "avatar",
    "emailAddress",
    "phoneNumber",
    "website",
    "bio",
    "referralCode",
    "tags",
    "packageId",
    "languageCode",
    "countryCode",
    "timeZoneId",
    "expiryDate",
    "themeStyle",
];

const FLAGS: &[&str] = &[
    "isEmailAddressVerified",
    "isUserVerified",
    "testMode",
    "isSystem",
    "isUserIntegration",
];

pub(super) fn user() -> Value {
    let mut properties = Map::new();
    for (names, schema) in [
        (TEXTS, json!({ "type": ["string", "null"] })),
        (FLAGS, json!({ "type": "boolean" })),
        (
            &["id", "brandId", "code", "createdDate"][..],
            json!({ "type": "string" }),
        ),
        (&["parentUser", "package"][..], json!({ "type": ["object", "null"] })),
    ] {
        properties.extend(names.iter().map(|name| ((*name).to_owned(), schema.clone())));
    }
    properties.extend([
        ("type".to_owned(), json!({ "const": "EndUser" })),
        ("riskMark".to_owned(), json!({ "type": ["integer", "null"] })),
        (
            "enableSignInDetection".to_owned(),
            json!({ "type": ["boolean", "null"] }),
        ),
        (
            "roles".to_owned(),
            json!({ "type": "array", "items": { "type": "object" } }),
        ),
        (
            "status".to_owned(),
            json!({ "enum": ["Inactive", "Active", "Deleted", "Suspended", "Locked"] }),
        ),
    ]);
    let required: Vec<_> = properties.keys().cloned().collect();
    json!({ "type": "object", "required": required, "properties": properties })
}

pub(super) fn authenticated() -> Value {
    json!({
        "type": "object",
        "required": ["id", "username", "emailAddress", "authKey", "expiresIn"],
        "properties": {
            "id": { "type": "string" },
            "username": { "type": ["string", "null"] },
            "emailAddress": { "type": ["string", "null"] },
            "authKey": { "type": "string" },
            "expiresIn": { "type": "string", "description": "When the key is not good any more (ISO 8601, UTC)." },
        },
    })
}
