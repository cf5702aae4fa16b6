//! The OpenAPI 3.1 document, written from the table of routes, the table of problems and the domain's table of profile fields,
//! so that it cannot fall behind them.

mod administration;
mod incoming;
mod lookups;
mod objects;
mod operation;
mod ordered;
mod profile;
mod schemas;
mod tenancy;

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

pub(crate) use operation::{Access, Body, Content, Keeping, Operation, Parameter, ParameterKind, Retry, Success, Tag};
pub(crate) use ordered::Ordered;

use crate::problem::{self, Kind};
use crate::route::{self, Described, Route};
use crate::{idempotency, request_id, tenant};

/// The OpenAPI 3.1 document of enroll's own API, in JSON, for a server that is reached at `public_url`.
#[must_use]
pub fn openapi(public_url: &str) -> String {
    let tags: Vec<Value> = Tag::ALL
        .iter()
        .map(|tag| {
            let (name, description) = tag.words();
            json!({ "name": name, "description": description })
        })
        .collect();
    let document = json!({
        "openapi": "3.1.0",
        "info": {
            "title": "enroll",
            "version": env!("CARGO_PKG_VERSION"),
            "summary": "User registration",
            "description": "From a stranger to an active account with roles. No answer says whether an address is registered.",
            "license": { "name": "MIT OR Apache-2.0", "identifier": "MIT OR Apache-2.0" },
        },
        "servers": [{ "url": public_url }],
        "tags": tags,
        "paths": paths(),
        "components": {
            "schemas": schemas::all(),
            "securitySchemes": {
                "bearer": { "type": "http", "scheme": "bearer", "bearerFormat": "JWT" },
            },
            "headers": {
                "RequestId": {
                    "description": "The id of the request, as the server's log names it.",
                    "schema": { "type": "string", "format": "uuid" },
                },
            },
            "parameters": {
                "Tenant": {
                    "name": tenant::HEADER, "in": "header", "required": false,
                    "description": "The tenant; the default one without it. A token that belongs to another is refused.",
                    "schema": { "type": "string" }, "example": "default",
                },
                "IdempotencyKey": {
                    "name": idempotency::HEADER, "in": "header", "required": false,
                    "description": "With the same key the call may be sent again for 24 hours: it has one effect, and gets the same \
                                    answer.",
                    "schema": { "type": "string", "minLength": 16, "maxLength": 255 },
                    "example": "0190c2a4-6f1e-7cc3-9d0a-5f0b5f4a9e11",
                },
            },
        },
    });
    let routes = route::all().map(|route| (route.verb, route.path));
    serde_json::to_string_pretty(&Ordered::new(document, routes)).unwrap_or_default()
}

fn paths() -> Value {
    let mut paths = Map::new();
    for Route {
        verb, path, operation, ..
    } in route::all()
    {
        let Described::As(operation) = operation else { continue };
        let item = paths.entry(*path).or_insert_with(|| Value::Object(Map::new()));
        if let Value::Object(item) = item {
            item.insert(verb.method().as_str().to_ascii_lowercase(), described(path, operation));
        }
    }
    Value::Object(paths)
}

fn described(path: &str, operation: &Operation) -> Value {
    let mut described = Map::new();
    described.insert("operationId".to_owned(), json!(operation.id));
    described.insert("tags".to_owned(), json!([operation.tag.words().0]));
    described.insert("summary".to_owned(), json!(operation.summary));
    if !operation.about.is_empty() {
        described.insert("description".to_owned(), json!(operation.about));
    }
    described.insert(
        "security".to_owned(),
        match operation.access {
            Access::Bearer => json!([{ "bearer": [] }]),
            Access::Anybody | Access::AnybodyInTenant | Access::TokenInBody => json!([]),
        },
    );
    let parameters = parameters(path, operation);
    if !parameters.is_empty() {
        described.insert("parameters".to_owned(), Value::Array(parameters));
    }
    if let Some(body) = body(operation.body) {
        described.insert("requestBody".to_owned(), body);
    }
    described.insert("responses".to_owned(), responses(operation));
    Value::Object(described)
}

fn parameters(path: &str, operation: &Operation) -> Vec<Value> {
    let mut parameters: Vec<Value> = path
        .split('/')
        .filter_map(|segment| segment.strip_prefix('{')?.strip_suffix('}'))
        .map(|name| json!({ "name": name, "in": "path", "required": true, "schema": schemas::segment(name) }))
        .collect();
    for Parameter { name, about, kind } in operation.query {
        let schema = match *kind {
            ParameterKind::Text => json!({ "type": "string" }),
            ParameterKind::Number { min, max, default } => {
                json!({ "type": "integer", "minimum": min, "maximum": max, "default": default })
            }
        };
        parameters
            .push(json!({ "name": name, "in": "query", "required": false, "description": about, "schema": schema }));
    }
    match operation.access {
        Access::Anybody => {}
        Access::AnybodyInTenant | Access::TokenInBody | Access::Bearer => {
            parameters.push(json!({ "$ref": "#/components/parameters/Tenant" }));
        }
    }
    match operation.retry {
        Retry::Keyed => parameters.push(json!({ "$ref": "#/components/parameters/IdempotencyKey" })),
        Retry::Unkeyed => {}
    }
    parameters
}

fn body(body: Body) -> Option<Value> {
    match body {
        Body::None => None,
        Body::Json(schema) => Some(json!({
            "required": true,
            "content": { "application/json": { "schema": schemas::reference(schema), "example": schemas::example(schema) } },
        })),
        Body::Form(fields) => {
            let properties: Map<_, _> = fields
                .iter()
                .map(|field| ((*field).to_owned(), json!({ "type": "string" })))
                .collect();
            let schema = json!({ "type": "object", "properties": properties });
            Some(json!({ "required": true, "content": { "application/x-www-form-urlencoded": { "schema": schema } } }))
        }
    }
}

/// An answer when all is well.
fn succeeded(success: Success) -> (String, Value) {
    let Success { status, what, content } = success;
    let mut success = json!({
        "description": what,
        "headers": { request_id::HEADER.as_str(): { "$ref": "#/components/headers/RequestId" } },
    });
    let content = match content {
        Content::Nothing => None,
        Content::Json(schema) => Some((
            "application/json",
            json!({
                "schema": schemas::reference(schema), "example": schemas::example(schema),
            }),
        )),
        Content::AnyJson => Some(("application/json", json!({ "schema": { "type": "object" } }))),
        Content::Other(media_type) => Some((media_type, json!({ "schema": { "type": "string" } }))),
    };
    if let (Some((media_type, content)), Value::Object(success)) = (content, &mut success) {
        success.insert("content".to_owned(), json!({ media_type: content }));
    }
    (status.to_string(), success)
}

fn responses(operation: &Operation) -> Value {
    let succeeded = std::iter::once(operation.success)
        .chain(operation.otherwise)
        .map(succeeded);
    let mut responses: Map<_, _> = succeeded.collect();
    match operation.keeping {
        Keeping::Tagged => {
            let unchanged = json!({ "description": "`If-None-Match` names the answer's `ETag`: it is as it was." });
            responses.insert("304".to_owned(), unchanged);
        }
        Keeping::Untagged => {}
    }
    let mut by_status: BTreeMap<u16, Vec<Kind>> = BTreeMap::new();
    for kind in operation.all_problems() {
        by_status.entry(kind.status().as_u16()).or_default().push(kind);
    }
    let html = matches!(operation.success.content, Content::Other("text/html"));
    for (status, kinds) in by_status {
        responses.insert(
            status.to_string(),
            if html { failed_page(&kinds) } else { failed(&kinds) },
        );
    }
    Value::Object(responses)
}

fn titles(kinds: &[Kind]) -> String {
    kinds.iter().map(|kind| kind.title()).collect::<Vec<_>>().join(". ")
}

fn failed(kinds: &[Kind]) -> Value {
    let examples: Map<_, _> = kinds
        .iter()
        .map(|kind| {
            (
                kind.code().to_owned(),
                json!({ "value": schemas::problem_example(*kind) }),
            )
        })
        .collect();
    json!({
        "description": titles(kinds),
        "content": { problem::MEDIA_TYPE: { "schema": schemas::reference("Problem"), "examples": examples } },
    })
}

fn failed_page(kinds: &[Kind]) -> Value {
    json!({
        "description": titles(kinds),
        "content": { "text/html": { "schema": { "type": "string" } } },
    })
}

#[cfg(test)]
mod tests;
