//! `Idempotency-Key`: reads the header, and gives the kept answer where there is one.

use std::sync::Arc;

use actix_web::http::header::HeaderMap;
use enroll_application::{IdempotencyKey, Receipt, Receipted};

use crate::answer::{Answer, Unreadable};
use crate::problem::{Kind, Problem};
use crate::violation::{Place, Violation};

/// The name of the header.
pub(crate) const HEADER: &str = "Idempotency-Key";

/// The key of a call, if it has one.
///
/// # Errors
/// A key that is none, or more than one.
pub(crate) fn key(headers: &HeaderMap) -> Result<Option<IdempotencyKey>, Problem> {
    let mut given = headers.get_all(HEADER);
    let key = match (given.next(), given.next()) {
        (None, _) => return Ok(None),
        (Some(only), None) => only.to_str().ok().and_then(IdempotencyKey::parse),
        (Some(_), Some(_)) => None,
    };
    key.map(Some).ok_or_else(|| {
        let detail = "must be 16 to 255 visible ASCII characters, and be given once";
        let violations = vec![Violation::new(Place::Header(HEADER), "malformed", detail)];
        Problem::from(Kind::IdempotencyKeyMalformed).naming(violations)
    })
}

/// How the outcome of a creating call is answered, now and again.
pub(crate) struct Rendering<T>(Arc<dyn Fn(&T) -> Answer + Send + Sync>);

impl<T: 'static> Rendering<T> {
    /// Renders by this function.
    pub(crate) fn by(render: impl Fn(&T) -> Answer + Send + Sync + 'static) -> Self {
        Self(Arc::new(render))
    }

    /// The receipt for a call with this key and body.
    pub(crate) fn receipt(&self, key: Option<IdempotencyKey>, body: Vec<u8>) -> Option<Receipt<T>> {
        let render = Arc::clone(&self.0);
        key.map(|key| Receipt::new(key, body, move |outcome| render(outcome).to_bytes()))
    }

    /// The answer to a call that may have been made before.
    ///
    /// # Errors
    /// A kept answer that cannot be read.
    pub(crate) fn answer(&self, outcome: &Receipted<T>) -> Result<Answer, Problem> {
        match outcome {
            Receipted::Fresh(outcome) => Ok((self.0)(outcome)),
            Receipted::Replayed(bytes) => Answer::from_bytes(bytes).ok_or_else(|| Unreadable.into()),
        }
    }
}
