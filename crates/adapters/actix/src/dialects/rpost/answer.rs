//! Answers: the one envelope, whatever came of a request. What the messages say is not decided here.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use serde::Serialize;

use super::message::Message;

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Envelope<'a, C> {
    status_code: u16,
    status_text: String,
    status: &'static str,
    message: &'a [Message],
    result_content: Option<C>,
}

/// 200, with what it is to tell.
pub(super) fn success(messages: &[Message]) -> HttpResponse {
    envelope::<()>(StatusCode::OK, messages, None)
}

/// 200, with content and nothing to tell.
pub(super) fn content<C: Serialize>(content: C) -> HttpResponse {
    envelope(StatusCode::OK, &[], Some(content))
}

/// Any other status, with what is wrong.
pub(super) fn failure(status: StatusCode, messages: Vec<Message>) -> HttpResponse {
    envelope::<()>(status, &messages, None)
}

fn envelope<C: Serialize>(status: StatusCode, message: &[Message], result_content: Option<C>) -> HttpResponse {
    HttpResponse::build(status).json(Envelope {
        status_code: status.as_u16(),
        status_text: status_text(status),
        status: if status.is_success() { "Success" } else { "Failure" },
        message,
        result_content,
    })
}

/// The name that .NET has for a status.
fn status_text(status: StatusCode) -> String {
    if status == StatusCode::PAYLOAD_TOO_LARGE {
        return "RequestEntityTooLarge".to_owned();
    }
    let reason = status.canonical_reason().unwrap_or_default();
    reason.replace(' ', "")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_status_is_named_as_dotnet_names_it() {
        for (status, name) in [
            (StatusCode::OK, "OK"),
            (StatusCode::BAD_REQUEST, "BadRequest"),
            (StatusCode::METHOD_NOT_ALLOWED, "MethodNotAllowed"),
            (StatusCode::PAYLOAD_TOO_LARGE, "RequestEntityTooLarge"),
            (StatusCode::UNSUPPORTED_MEDIA_TYPE, "UnsupportedMediaType"),
            (StatusCode::INTERNAL_SERVER_ERROR, "InternalServerError"),
        ] {
            assert_eq!(status_text(status), name);
        }
    }
}
