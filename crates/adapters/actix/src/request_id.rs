//! Request ids: one of our own for each request, in the answer, the log and the audit. One that a client sends is not taken
//! over: whoever could choose it could make two requests look like one.

use actix_web::http::header::HeaderName;

/// The header that tells it.
pub(crate) const HEADER: HeaderName = HeaderName::from_static("x-request-id");
