//! Answers of our own API: a status and a JSON body. Those of creating calls can be kept as bytes and given again, so that a
//! call that is sent twice gets the same answer to the byte.

use actix_web::HttpResponse;
use actix_web::http::{StatusCode, header};
use serde::Serialize;

use crate::problem::Problem;

/// What a call is answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Answer {
    status: StatusCode,
    location: Option<String>,
    body: Vec<u8>,
}

impl Answer {
    /// An answer with a JSON body.
    pub(crate) fn json(status: StatusCode, value: &impl Serialize) -> Self {
        // What we make ourselves is always JSON: texts, numbers and lists of them.
        Self {
            status,
            location: None,
            body: serde_json::to_vec(value).unwrap_or_default(),
        }
    }

    /// 204, which has no body.
    pub(crate) const fn nothing() -> Self {
        Self {
            status: StatusCode::NO_CONTENT,
            location: None,
            body: Vec::new(),
        }
    }

    /// The answer with the place of what was made.
    pub(crate) fn at(mut self, location: String) -> Self {
        self.location = Some(location);
        self
    }

    /// The answer as bytes: a line with status and place, then the body.
    pub(crate) fn to_bytes(&self) -> Vec<u8> {
        let location = self.location.as_deref().unwrap_or_default();
        let mut bytes = format!("{} {location}\n", self.status.as_u16()).into_bytes();
        bytes.extend_from_slice(&self.body);
        bytes
    }

    /// The answer that was kept as these bytes; `None` if they are none.
    pub(crate) fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let end = bytes.iter().position(|byte| *byte == b'\n')?;
        let (head, body) = bytes.split_at_checked(end)?;
        let (status, location) = std::str::from_utf8(head).ok()?.split_once(' ')?;
        let status = StatusCode::from_u16(status.parse().ok()?).ok()?;
        let location = Some(location.to_owned()).filter(|location| !location.is_empty());
        Some(Self {
            status,
            location,
            body: body.get(1..)?.to_vec(),
        })
    }
}

impl From<Answer> for HttpResponse {
    fn from(answer: Answer) -> Self {
        let mut response = Self::build(answer.status);
        if let Some(location) = answer.location {
            response.insert_header((header::LOCATION, location));
        }
        if answer.status == StatusCode::NO_CONTENT {
            return response.finish();
        }
        response.content_type("application/json").body(answer.body)
    }
}

/// Bytes in the store that are no answer.
#[derive(Debug, thiserror::Error)]
#[error("a kept answer cannot be read")]
pub(crate) struct Unreadable;

impl From<Unreadable> for Problem {
    fn from(unreadable: Unreadable) -> Self {
        Self::internal(unreadable)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_comes_back_from_its_bytes_unchanged() {
        let plain = Answer::json(StatusCode::ACCEPTED, &serde_json::json!({ "status": "a\nb" }));
        let placed = plain.clone().at("/v1/admin/users/1".to_owned());
        for answer in [plain, placed, Answer::nothing()] {
            assert_eq!(Answer::from_bytes(&answer.to_bytes()), Some(answer));
        }
    }

    #[test]
    fn bytes_that_are_no_answer_are_refused() {
        for bytes in ["", "202", "202\n{}", "x \n{}", "99999 \n"] {
            assert_eq!(Answer::from_bytes(bytes.as_bytes()), None, "{bytes:?}");
        }
    }
}
