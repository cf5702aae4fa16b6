//! Bodies as they arrive: of the right type, not too large, not too slow. What they hold is the readers' to say.

use std::time::Duration;

use actix_web::http::header::{self, HeaderMap};
use actix_web::rt::time::timeout;
use actix_web::web::Payload;

use crate::problem::{Kind, Problem};

/// The most bytes of a body that are read.
pub(crate) const MAX_BYTES: usize = 64 * 1024;

/// How long a body may take to arrive.
const PATIENCE: Duration = Duration::from_secs(20);

/// The types of bodies that are read here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum MediaType {
    /// A JSON text (RFC 8259).
    Json,
    /// A form as browsers send it.
    Form,
}

impl MediaType {
    const fn name(self) -> &'static str {
        match self {
            Self::Json => "application/json",
            Self::Form => "application/x-www-form-urlencoded",
        }
    }
}

/// Reads a body to its end.
///
/// # Errors
/// Another type or encoding, too many bytes, too much time.
pub(crate) async fn read(headers: &HeaderMap, payload: Payload, wanted: MediaType) -> Result<Vec<u8>, Problem> {
    check_type(headers, wanted)?;
    Ok(arrived(payload).await?)
}

/// Why a body was not read to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unread {
    /// It has more than [`MAX_BYTES`].
    TooLarge,
    /// It did not arrive in time.
    TooSlow,
    /// The connection broke, or its framing did; there is nobody left who could be told more.
    Broken,
}

impl From<Unread> for Problem {
    fn from(unread: Unread) -> Self {
        match unread {
            Unread::TooLarge => Self::from(Kind::BodyTooLarge).saying(format!("at most {MAX_BYTES} bytes are read")),
            Unread::TooSlow => Kind::BodyTooSlow.into(),
            Unread::Broken => Kind::BodyUnreadable.into(),
        }
    }
}

/// Reads a body to its end, of whatever type it is.
///
/// # Errors
/// Too many bytes, too much time.
pub(crate) async fn arrived(payload: Payload) -> Result<Vec<u8>, Unread> {
    let whole = in_time(payload.to_bytes_limited(MAX_BYTES)).await?;
    let bytes = whole.map_err(|_exceeded| Unread::TooLarge)?;
    Ok(bytes.map_err(|_payload| Unread::Broken)?.into())
}

async fn in_time<T>(reading: impl Future<Output = T>) -> Result<T, Unread> {
    timeout(PATIENCE, reading).await.map_err(|_elapsed| Unread::TooSlow)
}

fn check_type(headers: &HeaderMap, wanted: MediaType) -> Result<(), Problem> {
    let refused = |what: String| Err(Problem::from(Kind::UnsupportedMediaType).saying(what));
    if headers
        .get(header::CONTENT_ENCODING)
        .is_some_and(|coding| coding.as_bytes() != b"identity")
    {
        return refused("compressed bodies are not read".to_owned());
    }
    let mut given = headers.get_all(header::CONTENT_TYPE);
    let only = match (given.next(), given.next()) {
        (Some(only), None) => only.to_str().unwrap_or_default(),
        (None | Some(_), _) => "",
    };
    let mut parts = only.split(';').map(str::trim);
    let named = parts
        .next()
        .is_some_and(|essence| essence.eq_ignore_ascii_case(wanted.name()));
    let utf8 = parts.filter(|part| !part.is_empty()).all(is_utf8);
    if named && utf8 {
        Ok(())
    } else {
        refused(format!("Content-Type must be {}, in UTF-8", wanted.name()))
    }
}

fn is_utf8(parameter: &str) -> bool {
    parameter.split_once('=').is_some_and(|(name, value)| {
        name.trim().eq_ignore_ascii_case("charset") && value.trim().trim_matches('"').eq_ignore_ascii_case("utf-8")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[actix_web::test]
    async fn a_body_that_does_not_arrive_is_waited_for_no_longer_than_so() {
        tokio::time::pause();
        let begun = tokio::time::Instant::now();
        let unread = in_time(std::future::pending::<()>()).await.unwrap_err();
        assert_eq!(unread, Unread::TooSlow);
        assert!(begun.elapsed() >= PATIENCE && begun.elapsed() < PATIENCE * 2);
    }
}
