//! The few steps that every request goes through, in whoever's words it is answered: an id, the edge, the handler with its panics
//! caught and its time measured, what was refused turned into an answer, headers, and one line in the log.

use std::panic::AssertUnwindSafe;
use std::pin::Pin;
use std::sync::Arc;
use std::task::Poll;
use std::time::{Duration, Instant};

use actix_web::rt::time::timeout;
use actix_web::web::Payload;
use actix_web::{HttpRequest, HttpResponse};
use enroll_application::Unavailable;
use enroll_domain::id::RequestId;

use super::ending::Ending;
use crate::asked::Around;
use crate::body::Incoming;
use crate::edge::{AFTER_DEADLINE, AFTER_REFUSAL, Cost, DEADLINE, Refused, Spent};
use crate::headers;
use crate::observe::{self, Seen};

/// What was asked for.
#[derive(Clone, Copy)]
pub(super) struct Target {
    /// As the path stands in the table of routes.
    pub(super) pattern: &'static str,
    pub(super) cost: Cost,
}

/// What a handler does with a request, and `E` what refuses it.
type Handled<E> = Pin<Box<dyn Future<Output = Result<HttpResponse, E>>>>;

/// Answers a request: by the handler, or by `tell` where it is refused.
pub(super) async fn exchange<E: From<Panicked> + From<Spent> + From<Unavailable>>(
    target: Target,
    around: Arc<Around>,
    request: HttpRequest,
    payload: Payload,
    handler: impl FnOnce(HttpRequest, Incoming, RequestId) -> Handled<E>,
    tell: impl FnOnce(E, RequestId) -> HttpResponse,
) -> HttpResponse {
    let (id, begun) = (around.enrollment.request_id(), Instant::now());
    let (method, transport) = (request.method().clone(), around.transport);
    let incoming = Incoming::new(payload);
    let ending = Ending::of(&request, &incoming);
    let work = async move {
        if is_refused(&request) {
            return Err(busy(AFTER_REFUSAL));
        }
        around.options.edge().charge(target.cost, &request)?;
        handler(request, incoming, id).await
    };
    let late = |_elapsed| Err(busy(AFTER_DEADLINE));
    let outcome = timeout(DEADLINE, caught(work)).await.unwrap_or_else(late);
    let mut response = outcome.unwrap_or_else(|refusal| tell(refusal, id));
    headers::complete(response.headers_mut(), transport, id);
    observe::answered(&Seen {
        method: &method,
        pattern: target.pattern,
        status: response.status(),
        id,
        begun,
    });
    ending.of_connection(response).await
}

/// Whether there was no place for the connection over which a request came.
fn is_refused(request: &HttpRequest) -> bool {
    request.conn_data::<Refused>().is_some()
}

fn busy<E: From<Unavailable>>(retry_after: Duration) -> E {
    Unavailable::Busy { retry_after }.into()
}

/// Somebody's code panicked; what it said is on the error output already, where the panic hook writes it.
#[derive(Debug, thiserror::Error)]
#[error("a handler panicked")]
pub(super) struct Panicked;

/// Turns a panic into a refusal, for otherwise the connection would close without an answer.
async fn caught<E: From<Panicked>>(work: impl Future<Output = Result<HttpResponse, E>>) -> Result<HttpResponse, E> {
    let mut work = Box::pin(work);
    std::future::poll_fn(|context| {
        // Nothing of the work is looked at again after a panic, so nothing half-done can be seen.
        match std::panic::catch_unwind(AssertUnwindSafe(|| work.as_mut().poll(context))) {
            Ok(poll) => poll,
            Err(_panic) => Poll::Ready(Err(Panicked.into())),
        }
    })
    .await
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problem::{Kind, Problem};

    #[actix_web::test]
    async fn a_panic_becomes_an_internal_problem() {
        let problem: Problem = caught(async { panic!("on purpose") }).await.unwrap_err();
        assert_eq!(problem.kind, Kind::Internal);
        assert_eq!(problem.causes().as_deref(), Some("a handler panicked"));
    }

    #[actix_web::test]
    async fn a_panic_after_a_wait_becomes_an_internal_problem_too() {
        let work = async {
            actix_web::rt::task::yield_now().await;
            panic!("on purpose")
        };
        let problem: Problem = caught(work).await.unwrap_err();
        assert_eq!(problem.kind, Kind::Internal);
    }
}
