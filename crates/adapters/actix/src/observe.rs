//! What the outside sees of the work: one line in the log and two metrics for each request. Never a path, a query, a header or
//! a body: the route's pattern says enough, and holds nothing of anybody.

use std::time::Instant;

use actix_web::http::{Method, StatusCode};
use enroll_domain::id::RequestId;

use crate::problem::Problem;

/// A request that was answered.
pub(crate) struct Seen<'a> {
    pub(crate) method: &'a Method,
    pub(crate) pattern: &'static str,
    pub(crate) status: StatusCode,
    pub(crate) id: RequestId,
    pub(crate) begun: Instant,
}

/// Says that a request was answered.
pub(crate) fn answered(seen: &Seen<'_>) {
    let Seen {
        pattern: route,
        id,
        begun,
        ..
    } = *seen;
    let (method, status) = (known(seen.method), seen.status.as_u16());
    let took = begun.elapsed();
    let ms = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
    tracing::info!(method, route, status, ms, request_id = %id, "answered");
    metrics::counter!("enroll_http_requests_total", "route" => route, "method" => method, "status" => status.to_string())
        .increment(1);
    metrics::histogram!("enroll_http_request_duration_seconds", "route" => route, "method" => method)
        .record(took.as_secs_f64());
}

/// Logs why something is out of order: the one place where causes are logged.
pub(crate) fn log_cause(problem: &Problem, id: RequestId) {
    if let Some(cause) = problem.causes() {
        log_text(&cause, id);
    }
}

/// Logs a cause, from the first to the last.
pub(crate) fn log_text(cause: &str, id: RequestId) {
    tracing::error!(request_id = %id, cause, "out of order");
}

/// The method, out of a closed set, so that nobody can make us count what they invent.
fn known(method: &Method) -> &'static str {
    match method.as_str() {
        "GET" => "GET",
        "HEAD" => "HEAD",
        "POST" => "POST",
        "PUT" => "PUT",
        "PATCH" => "PATCH",
        "DELETE" => "DELETE",
        "OPTIONS" => "OPTIONS",
        _ => "other",
    }
}
