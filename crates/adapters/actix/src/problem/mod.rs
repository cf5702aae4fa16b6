//! Problems: everything that a call can end in besides its answer (RFC 9457). What each use case's error is on the wire stands
//! in `of.rs`, for the administration in `administration.rs`; the table of problems in `kinds.rs`.

mod administration;
mod kinds;
mod lifecycle;
mod of;

use std::error::Error;
use std::time::Duration;

use actix_web::HttpResponse;
use actix_web::http::{StatusCode, header};
use enroll_application::causes;
use enroll_domain::id::RequestId;
use serde::Serialize;

pub(crate) use kinds::Kind;

use crate::edge::Spent;
use crate::violation::{MOST, Violation};

/// The media type of problem documents.
pub(crate) const MEDIA_TYPE: &str = "application/problem+json";

/// A call that ended otherwise than it should.
#[derive(Debug)]
pub(crate) struct Problem {
    pub(crate) kind: Kind,
    detail: Option<String>,
    pub(crate) violations: Vec<Violation>,
    retry_after: Option<Duration>,
    allow: Option<String>,
    cause: Option<Box<dyn Error + Send + Sync>>,
}

impl From<Spent> for Problem {
    fn from(Spent { retry_after }: Spent) -> Self {
        Self::rate_limited(retry_after)
    }
}

impl From<Kind> for Problem {
    fn from(kind: Kind) -> Self {
        Self {
            kind,
            detail: None,
            violations: Vec::new(),
            retry_after: None,
            allow: None,
            cause: None,
        }
    }
}

/// A wait in whole seconds, for a second too early would only be refused again.
pub(crate) fn seconds(wait: Duration) -> u64 {
    (wait.as_secs() + u64::from(wait.subsec_nanos() > 0)).max(1)
}

/// The document (RFC 9457 §3.1), with our own members after the registered ones.
#[derive(Serialize)]
struct Document<'a> {
    #[serde(rename = "type")]
    kind: String,
    title: &'a str,
    status: u16,
    #[serde(skip_serializing_if = "Option::is_none")]
    detail: Option<&'a str>,
    code: &'a str,
    request_id: String,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    errors: &'a [Violation],
}

impl Problem {
    /// Says more than the title does. Never anything that somebody sent.
    pub(crate) fn saying(mut self, detail: impl Into<String>) -> Self {
        self.detail = Some(detail.into());
        self
    }

    /// Has this logged as its cause, and told to nobody.
    pub(crate) fn because(mut self, cause: Option<Box<dyn Error + Send + Sync>>) -> Self {
        self.cause = cause;
        self
    }

    /// Names the places that it is about.
    pub(crate) fn naming(mut self, violations: Vec<Violation>) -> Self {
        self.violations = violations;
        self
    }

    /// Says of which of these roles it speaks, to whoever may ask which there are.
    pub(crate) fn naming_roles(mut self, roles: &[impl AsRef<str>]) -> Self {
        let violations = self.violations.into_iter();
        self.violations = violations.map(|violation| violation.naming_role(roles)).collect();
        self
    }

    /// The input breaks these rules; the first of them are named.
    pub(crate) fn violated(mut violations: Vec<Violation>) -> Self {
        violations.truncate(MOST);
        let count = violations.len();
        let rules = if count == 1 { "rule" } else { "rules" };
        Self::from(Kind::InvalidInput)
            .saying(format!("{count} {rules} broken, named in errors"))
            .naming(violations)
    }

    /// There is too much to do.
    pub(crate) fn busy(retry_after: Duration) -> Self {
        Self {
            retry_after: Some(retry_after),
            ..Self::from(Kind::Busy)
        }
    }

    /// Somebody asks too often.
    pub(crate) fn rate_limited(retry_after: Duration) -> Self {
        Self {
            retry_after: Some(retry_after),
            ..Self::from(Kind::RateLimited)
        }
    }

    /// Something is out of order; the cause goes to the log, and nowhere else.
    pub(crate) fn internal(cause: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self {
            cause: Some(cause.into()),
            ..Self::from(Kind::Internal)
        }
    }

    /// The resource has these methods and no others.
    pub(crate) fn method_not_allowed(allow: String) -> Self {
        Self {
            allow: Some(allow),
            ..Self::from(Kind::MethodNotAllowed)
        }
    }

    /// What is to be logged, from the first cause to the last.
    pub(crate) fn causes(&self) -> Option<String> {
        self.cause.as_deref().map(|first| causes(first))
    }

    /// The detail, or else the title.
    pub(crate) fn words(&self) -> &str {
        self.detail.as_deref().unwrap_or(self.kind.title())
    }

    /// The problem document.
    pub(crate) fn respond(&self, id: RequestId) -> HttpResponse {
        let mut response = HttpResponse::build(self.kind.status());
        self.add_headers(&mut response);
        response.content_type(MEDIA_TYPE).body(self.document(id))
    }

    /// The bytes of the problem document.
    pub(crate) fn document(&self, id: RequestId) -> Vec<u8> {
        let document = Document {
            kind: format!("urn:enroll:problem:{}", self.kind.code()),
            title: self.kind.title(),
            status: self.kind.status().as_u16(),
            detail: self.detail.as_deref(),
            code: self.kind.code(),
            request_id: id.to_string(),
            errors: &self.violations,
        };
        serde_json::to_vec(&document).unwrap_or_default()
    }

    /// The headers that belong to the status, whatever the body is.
    pub(crate) fn add_headers(&self, response: &mut actix_web::HttpResponseBuilder) {
        if self.kind.status() == StatusCode::UNAUTHORIZED {
            response.insert_header((header::WWW_AUTHENTICATE, "Bearer"));
        }
        if let Some(after) = self.retry_after {
            response.insert_header((header::RETRY_AFTER, seconds(after).to_string()));
        }
        if let Some(allow) = &self.allow {
            response.insert_header((header::ALLOW, allow.as_str()));
        }
    }
}
