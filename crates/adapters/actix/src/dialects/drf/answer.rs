//! Answers: JSON bodies, and the framework's words for what no handler has a say in.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderValue};
use serde::Serialize;

use super::faults::Detail;
use crate::dialects::Early;
use crate::problem::seconds;

/// A JSON answer.
pub(crate) fn json(status: StatusCode, body: &impl Serialize) -> HttpResponse {
    // What we make ourselves is always JSON: texts, numbers and lists of them.
    let bytes = serde_json::to_vec(body).unwrap_or_default();
    HttpResponse::build(status).content_type("application/json").body(bytes)
}

/// The same with the challenge of RFC 6750 §3.
pub(crate) fn with_challenge(mut response: HttpResponse) -> HttpResponse {
    let challenge = HeaderValue::from_static("Bearer realm=\"api\"");
    response.headers_mut().insert(header::WWW_AUTHENTICATE, challenge);
    response
}

/// Status and words for what a call ends in before, or beside, anything that a handler decides. The framework has none for a body
/// that is too large or too slow, nor for a server that is busy: those are ours.
pub(crate) fn early_words(early: &Early) -> (StatusCode, Detail) {
    match early {
        Early::MethodNotAllowed { used, .. } => {
            let text = format!("Method \"{used}\" not allowed.");
            (StatusCode::METHOD_NOT_ALLOWED, Detail::new("method_not_allowed", text))
        }
        Early::TooLarge => {
            let text = "Request body exceeds the size limit.";
            (StatusCode::PAYLOAD_TOO_LARGE, Detail::new("request_too_large", text))
        }
        Early::TooSlow => {
            let text = "Request body did not arrive in time.";
            (StatusCode::REQUEST_TIMEOUT, Detail::new("request_timeout", text))
        }
        Early::TooMany(after) => {
            let text = format!(
                "Request was throttled. Expected available in {} seconds.",
                seconds(*after)
            );
            (StatusCode::TOO_MANY_REQUESTS, Detail::new("throttled", text))
        }
        Early::Busy(_) => {
            let text = "Service temporarily unavailable, try again later.";
            (
                StatusCode::SERVICE_UNAVAILABLE,
                Detail::new("service_unavailable", text),
            )
        }
        Early::Broken(_) => {
            let text = "A server error occurred.";
            (StatusCode::INTERNAL_SERVER_ERROR, Detail::new("error", text))
        }
    }
}
