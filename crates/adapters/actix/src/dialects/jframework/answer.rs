//! Answers: the one envelope, with data or with errors. What the errors say is not decided here.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use enroll_domain::Timestamp;
use enroll_domain::id::RequestId;
use serde::Serialize;
use time::OffsetDateTime;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Envelope<'a, D> {
    success: bool,
    status_code: u16,
    message: &'a str,
    data: Option<D>,
    errors: Vec<ErrorShown<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ErrorShown<'a> {
    code: &'a str,
    message: &'a str,
    details: &'a str,
    correlation_id: Option<String>,
}

/// Something that is wrong, under a code that never changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Fault {
    pub(super) code: &'static str,
    pub(super) text: String,
}

impl Fault {
    pub(super) fn new(code: &'static str, text: impl Into<String>) -> Self {
        Self {
            code,
            text: text.into(),
        }
    }
}

/// A success, with its data.
pub(super) fn success<D: Serialize>(status: StatusCode, data: D) -> HttpResponse {
    HttpResponse::build(status).json(Envelope {
        success: true,
        status_code: status.as_u16(),
        message: "The request was successful.",
        data: Some(data),
        errors: Vec::new(),
    })
}

/// A failure, with everything that is wrong. `request` is what support finds it by.
pub(super) fn failure(status: StatusCode, faults: &[Fault], request: Option<RequestId>) -> HttpResponse {
    let errors = faults.iter().map(|fault| ErrorShown {
        code: fault.code,
        message: &fault.text,
        details: &fault.text,
        correlation_id: request.map(|id| id.to_string()),
    });
    let message = match faults {
        [only] => only.text.as_str(),
        _ => "The request is invalid.",
    };
    HttpResponse::build(status).json(Envelope::<()> {
        success: false,
        status_code: status.as_u16(),
        message,
        data: None,
        errors: errors.collect(),
    })
}

/// A point in time as .NET writes it: in UTC, with seven digits of a second.
pub(super) fn iso(at: Timestamp) -> String {
    let nanos = i128::from(at.as_micros()).saturating_mul(1_000);
    let at = OffsetDateTime::from_unix_timestamp_nanos(nanos).unwrap_or(OffsetDateTime::UNIX_EPOCH);
    let (year, month, day) = (at.year(), u8::from(at.month()), at.day());
    let (hour, minute, second, micro) = at.to_hms_micro();
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{micro:06}0Z")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_has_seven_digits_of_a_second() {
        let at = Timestamp::from_micros(1_758_255_620_622_166);
        assert_eq!(iso(at), "2025-09-19T04:20:20.6221660Z");
    }
}
