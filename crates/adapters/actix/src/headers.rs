//! Headers that every answer bears, whatever it is an answer to.

use actix_web::http::header::{self, HeaderMap, HeaderName, HeaderValue};
use enroll_domain::id::RequestId;

use crate::request_id;

/// What a page may do: show itself with our own style, and send forms to us.
pub(crate) const PAGE_POLICY: &str =
    "default-src 'none'; style-src 'self'; img-src data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// What an answer to a program may do, should a browser ever show it.
pub(crate) const BARE_POLICY: &str = "default-src 'none'; frame-ancestors 'none'";

const ALWAYS: [(HeaderName, &str); 6] = [
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (header::REFERRER_POLICY, "no-referrer"),
    // A page of ours shares no window, and nothing of ours is shown in a page of another site.
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    (
        HeaderName::from_static("permissions-policy"),
        "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
    ),
];

const UNLESS_SAID: [(HeaderName, &str); 2] = [
    (header::CONTENT_SECURITY_POLICY, BARE_POLICY),
    (header::CACHE_CONTROL, "no-store"),
];

/// A browser that came once by https comes by nothing else for two years (RFC 6797).
const ENCRYPTED_ALONE: &str = "max-age=63072000; includeSubDomains";

/// How people reach the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Transport {
    /// By https, which the proxy before the server sees to.
    Encrypted,
    /// By plain http.
    Plain,
}

impl Transport {
    /// How a server is reached at this URL.
    pub(crate) fn of(public_url: &str) -> Self {
        if public_url.starts_with("https:") {
            Self::Encrypted
        } else {
            Self::Plain
        }
    }
}

/// Adds what is missing.
pub(crate) fn complete(headers: &mut HeaderMap, transport: Transport, id: RequestId) {
    match transport {
        Transport::Encrypted => {
            let value = HeaderValue::from_static(ENCRYPTED_ALONE);
            headers.insert(header::STRICT_TRANSPORT_SECURITY, value);
        }
        Transport::Plain => {}
    }
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
