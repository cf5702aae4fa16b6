//! How a connection goes on after an answer. One whose request was not read to its end is closed: what comes on it is no request,
//! and whoever sends a body without an end would keep it for ever.

use std::error::Error;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use actix_web::body::{BodySize, BoxBody, MessageBody};
use actix_web::http::{ConnectionType, StatusCode, header};
use actix_web::rt::time::{Sleep, sleep};
use actix_web::web::Bytes;
use actix_web::{HttpRequest, HttpResponse};

use crate::body::Incoming;

/// How long an answer has to leave before its connection is cut.
const FAREWELL: Duration = Duration::from_millis(200);

/// What is known of a request's body before it is read.
pub(super) enum Ending {
    /// It says how long it is; the server closes the connection by itself where not all of it is read.
    Known,
    /// It comes in chunks (RFC 9112 §7.1), for which the server waits as long as it takes.
    InChunks(Incoming),
}

impl Ending {
    /// How the body of this request ends.
    pub(super) fn of(request: &HttpRequest, incoming: &Incoming) -> Self {
        if request.headers().contains_key(header::TRANSFER_ENCODING) {
            Self::InChunks(incoming.clone())
        } else {
            Self::Known
        }
    }

    /// The answer, with what becomes of the connection after it.
    pub(super) async fn of_connection(self, mut response: HttpResponse) -> HttpResponse {
        if matches!(
            response.status(),
            StatusCode::REQUEST_TIMEOUT | StatusCode::PAYLOAD_TOO_LARGE
        ) {
            response.head_mut().set_connection_type(ConnectionType::Close);
        }
        match self {
            Self::Known => response,
            Self::InChunks(incoming) => {
                if incoming.has_ended().await {
                    response
                } else {
                    cut(response)
                }
            }
        }
    }
}

/// An answer after which the connection is cut, whatever else comes on it.
fn cut(mut response: HttpResponse) -> HttpResponse {
    if matches!(response.body().size(), BodySize::None | BodySize::Sized(0)) {
        // Nothing would be left to cut after, and what was asked for has not arrived.
        *response.status_mut() = StatusCode::REQUEST_TIMEOUT;
        response = response.set_body(BoxBody::new("The request did not arrive in time.\n"));
    }
    response.head_mut().set_connection_type(ConnectionType::Close);
    response.map_body(|_head, words| BoxBody::new(LastWords { words, silence: None }))
}

/// The client still sends what nobody reads.
#[derive(Debug, thiserror::Error)]
#[error("the body of the request has no end")]
struct Endless;

/// A body after which the connection breaks.
struct LastWords {
    words: BoxBody,
    silence: Option<Pin<Box<Sleep>>>,
}

impl MessageBody for LastWords {
    type Error = Box<dyn Error>;

    fn size(&self) -> BodySize {
        self.words.size()
    }

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Bytes, Self::Error>>> {
        let this = self.get_mut();
        if this.silence.is_none() {
            match Pin::new(&mut this.words).poll_next(context) {
                Poll::Ready(None) => {}
                other => return other,
            }
        }
        let silence = this.silence.get_or_insert_with(|| Box::pin(sleep(FAREWELL)));
        silence.as_mut().poll(context).map(|()| Some(Err(Endless.into())))
    }
}
