//! Headers that every answer bears, whatever it is an answer to.

use actix_web::http::header::{self, HeaderMap, HeaderName, HeaderValue};
use enroll_domain::id::RequestId;

use crate::request_id;

/// What a page may do: show itself with our own style, and send forms to us.
pub(crate) const PAGE_POLICY: &str =
    "default-src 'none'; style-src 'self'; img-src data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// What an answer to a program may do, should a browser ever show it.
const BARE_POLICY: &str = "default-src 'none'; frame-ancestors 'none'";

const ALWAYS: [(HeaderName, &str); 3] = [
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (header::REFERRER_POLICY, "no-referrer"),
];

const UNLESS_SAID: [(HeaderName, &str); 2] = [
    (header::CONTENT_SECURITY_POLICY, BARE_POLICY),
    (header::CACHE_CONTROL, "no-store"),
];

/// Adds what is missing.
pub(crate) fn complete(headers: &mut HeaderMap, id: RequestId) {
    for (name, value) in ALWAYS {
        headers.insert(name, HeaderValue::from_static(value));
    }
    for (name, value) in UNLESS_SAID {
        if !headers.contains_key(&name) {
            headers.insert(name, HeaderValue::from_static(value));
        }
    }
    if let Ok(id) = HeaderValue::from_str(&id.to_string()) {
        headers.insert(request_id::HEADER, id);
    }
}
