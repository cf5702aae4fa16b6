//! Bodies as they arrive: of the right type, not too large, not too slow. What they hold is the readers' to say.

use std::cell::RefCell;
use std::future::poll_fn;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll};
use std::time::Duration;

use actix_web::error::PayloadError;
use actix_web::http::header::{self, HeaderMap};
use actix_web::web::{Bytes, Payload};
use futures_core::Stream;
use tokio::time::{Instant, timeout, timeout_at};

use crate::problem::{Kind, Problem};

/// The most bytes of a body that are read.
pub(crate) const MAX_BYTES: usize = 64 * 1024;

/// How long a body may take to arrive, however many bytes it has.
const PATIENCE: Duration = Duration::from_secs(20);

/// How long it may take before its pace matters.
const FIRST_PATIENCE: Duration = Duration::from_secs(8);

/// How many bytes have to arrive in each second after that.
const PACE: u64 = 1024;

/// How long it is looked whether a body ends that nobody wants.
const GLANCE: Duration = Duration::from_secs(1);

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
pub(crate) async fn read(headers: &HeaderMap, incoming: &Incoming, wanted: MediaType) -> Result<Vec<u8>, Problem> {
    check_type(headers, wanted)?;
    Ok(incoming.arrived().await?)
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

/// A body on its way. Clones are of the same one, so that whoever gave it to a reader sees afterwards whether it ended.
#[derive(Clone)]
pub(crate) struct Incoming(Rc<RefCell<Option<Payload>>>);

impl Incoming {
    /// A body of which nothing was read yet.
    pub(crate) fn new(payload: Payload) -> Self {
        Self(Rc::new(RefCell::new(Some(payload))))
    }

    /// Reads it to its end, of whatever type it is.
    ///
    /// # Errors
    /// Too many bytes, too much time.
    pub(crate) async fn arrived(&self) -> Result<Vec<u8>, Unread> {
        gathered(self.clone()).await
    }

    /// Whether it came to its end, if need be after a glance at what else comes, which nobody wants.
    pub(crate) async fn has_ended(&self) -> bool {
        let _whatever = timeout(GLANCE, gathered(self.clone())).await;
        self.0.borrow().is_none()
    }
}

impl Stream for Incoming {
    type Item = Result<Bytes, PayloadError>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let mut slot = self.0.borrow_mut();
        let Some(payload) = slot.as_mut() else {
            return Poll::Ready(None);
        };
        let next = Pin::new(payload).poll_next(context);
        // After an error nothing comes any more: the connection is broken.
        if let Poll::Ready(None | Some(Err(_))) = next {
            *slot = None;
        }
        next
    }
}

async fn gathered<E>(mut chunks: impl Stream<Item = Result<Bytes, E>> + Unpin) -> Result<Vec<u8>, Unread> {
    let begun = Instant::now();
    let mut bytes = Vec::new();
    loop {
        let next = poll_fn(|context| Pin::new(&mut chunks).poll_next(context));
        let chunk = timeout_at(begun + patience(bytes.len()), next).await;
        match chunk.map_err(|_elapsed| Unread::TooSlow)? {
            None => return Ok(bytes),
            Some(Err(_broken)) => return Err(Unread::Broken),
            Some(Ok(chunk)) if bytes.len() + chunk.len() > MAX_BYTES => return Err(Unread::TooLarge),
            Some(Ok(chunk)) => bytes.extend_from_slice(&chunk),
        }
    }
}

/// Until when the next bytes are waited for, once there are so many.
fn patience(arrived: usize) -> Duration {
    let arrived = u64::try_from(arrived).unwrap_or(u64::MAX);
    PATIENCE.min(FIRST_PATIENCE.saturating_add(Duration::from_millis(arrived.saturating_mul(1000) / PACE)))
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

    /// A body of which so many bytes come every second, without end.
    struct Trickle(tokio::time::Interval, usize);

    impl Stream for Trickle {
        type Item = Result<Bytes, ()>;

        fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
            let bytes = Bytes::from(vec![b' '; self.1]);
            self.0.poll_tick(context).map(|_tick| Some(Ok(bytes)))
        }
    }

    /// How a body that comes at this pace ends, and after how many seconds.
    async fn ends(bytes_per_second: usize) -> (Unread, u64) {
        let begun = Instant::now();
        let ticks = tokio::time::interval(Duration::from_secs(1));
        let unread = gathered(Trickle(ticks, bytes_per_second)).await.unwrap_err();
        (unread, begun.elapsed().as_secs())
    }

    #[actix_web::test]
    async fn a_body_is_waited_for_as_long_as_it_keeps_its_pace_and_no_longer_than_so() {
        tokio::time::pause();
        assert_eq!(ends(1).await, (Unread::TooSlow, 8));
        assert_eq!(ends(512).await, (Unread::TooSlow, 16));
        assert_eq!(ends(2048).await, (Unread::TooSlow, 20));
        assert_eq!(ends(8192).await, (Unread::TooLarge, 8));
    }

    #[actix_web::test]
    async fn a_body_that_does_not_arrive_is_not_waited_for() {
        tokio::time::pause();
        let begun = Instant::now();
        let never = Trickle(tokio::time::interval_at(begun + PATIENCE * 2, PATIENCE), 1);
        assert_eq!(gathered(never).await.unwrap_err(), Unread::TooSlow);
        assert_eq!(begun.elapsed().as_secs(), FIRST_PATIENCE.as_secs());
    }
}
