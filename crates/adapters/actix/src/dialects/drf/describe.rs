//! Pieces of OpenAPI documents (3.1) that the framework's contracts have in common.

use serde_json::{Map, Value, json};

/// A JSON answer with an example of its body.
pub(crate) fn answer(description: &str, schema: &Value, example: &Value) -> Value {
    json!({
        "description": description,
        "content": { "application/json": { "schema": schema, "example": example } },
    })
}

/// The same with a header.
pub(crate) fn with_header(mut answer: Value, name: &str, description: &str) -> Value {
    if let Some(members) = answer.as_object_mut() {
        let header = json!({ name: { "description": description, "schema": { "type": "string" } } });
        members.insert("headers".to_owned(), header);
    }
    answer
}

/// A reference to a schema of the document.
pub(crate) fn schema(name: &str) -> Value {
    json!({ "$ref": format!("#/components/schemas/{name}") })
}

/// A text of so many characters.
pub(crate) fn text(min: usize, max: Option<usize>, description: &str) -> Value {
    let mut schema = json!({ "type": "string", "minLength": min, "description": description });
    if let (Some(members), Some(max)) = (schema.as_object_mut(), max) {
        members.insert("maxLength".to_owned(), json!(max));
    }
    schema
}

/// The answers that do not depend on what a handler does, by status: `detail` says how the contract shows one sentence with a code.
pub(crate) fn usual_answers(shown: impl Fn(&str, &str) -> (Value, Value)) -> Map<String, Value> {
    let rows = [
        (
            "405",
            "method_not_allowed",
            "Method \"GET\" not allowed.",
            "Another method than those of `Allow`.",
        ),
        (
            "408",
            "request_timeout",
            "Request body did not arrive in time.",
            "The body took too long.",
        ),
        (
            "413",
            "request_too_large",
            "Request body exceeds the size limit.",
            "The body has more than 64 KiB.",
        ),
        (
            "415",
            "unsupported_media_type",
            "Unsupported media type \"text/plain\" in request.",
            "The body is not of the type `application/json`.",
        ),
        (
            "429",
            "throttled",
            "Request was throttled. Expected available in 2 seconds.",
            "Too many requests in a short time; `Retry-After` says when to come back.",
        ),
        ("500", "error", "A server error occurred.", "Something is out of order."),
        (
            "503",
            "service_unavailable",
            "Service temporarily unavailable, try again later.",
            "There is too much to do; `Retry-After` says when to come back.",
        ),
    ];
    let mut answers = Map::new();
    for (status, code, sentence, description) in rows {
        let (schema, example) = shown(code, sentence);
        let answer = match status {
            "405" => with_header(
                answer(description, &schema, &example),
                "Allow",
                "The methods there are.",
            ),
            "429" | "503" => with_header(
                answer(description, &schema, &example),
                "Retry-After",
                "Seconds to wait.",
            ),
            _ => answer(description, &schema, &example),
        };
        answers.insert(status.to_owned(), answer);
    }
    answers
}
