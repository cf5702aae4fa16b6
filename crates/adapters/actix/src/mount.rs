//! Mounting: the table of routes becomes resources of an actix-web app, each behind the same few steps that every request goes
//! through: an id, admission, the handler with its panics caught and its time measured, problems turned into answers, headers, and one line in the log.

mod crossing;
mod dialect;
mod ending;

use std::collections::BTreeMap;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::task::Poll;
use std::time::Instant;

use actix_web::http::Method;
use actix_web::rt::time::timeout;
use actix_web::web::{self, Payload, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse, Route as ActixRoute};
use enroll_application::Enrollment;
use enroll_domain::id::RequestId;

use crate::admission::{AFTER_DEADLINE, AFTER_REFUSAL, Cost, DEADLINE, Refused};
use crate::asked::{Around, Asked};
use crate::body::Incoming;
use crate::observe::{self, Seen};
use crate::options::Options;
use crate::problem::{Kind, Problem};
use crate::route::{self, Answering, Face, Route, Verb};
use crate::{headers, pages};
use ending::Ending;

/// The routes of enroll, to be mounted into an actix-web app.
///
/// Only the paths of enroll are taken, at the root of the app or of the scope that is configured; everything else stays the
/// app's own. Call [`Enrollment::prepare`] before the first request.
///
/// ```no_run
/// # fn example(enrollment: enroll_application::Enrollment) {
/// let routes = enroll_actix::routes(enrollment, enroll_actix::Options::new());
/// let app = actix_web::App::new().configure(routes);
/// # }
/// ```
pub fn routes(enrollment: Enrollment, options: Options) -> impl Fn(&mut ServiceConfig) + Clone + Send + 'static {
    let around = Arc::new(Around::new(enrollment, options));
    move |config| {
        // Those without a variable part come first: they are compared as they stand, while each of the others costs a regex.
        let mut paths: BTreeMap<(bool, &'static str), Vec<&'static Route>> = BTreeMap::new();
        let key = |route: &Route| (route.path.contains('{'), route.path);
        route::all().for_each(|route| paths.entry(key(route)).or_default().push(route));
        for ((_, path), routes) in paths {
            let allow = allowed(&routes);
            let face = routes.first().map_or(Face::Program, |route| route.face);
            let mut resource = web::resource(path);
            for route in &routes {
                for method in methods(route.verb) {
                    resource = resource.route(answered(web::method(method), Arc::clone(&around), route));
                }
            }
            let around = Arc::clone(&around);
            let readers = crossing::Readers::of(face, &around);
            let resource = resource.default_service(web::to(move |request, payload| {
                let allow = allow.clone();
                let refuse = |_| -> Answering { Box::pin(async { Err(Problem::method_not_allowed(allow)) }) };
                let target = Target {
                    pattern: path,
                    face,
                    cost: Cost::Free,
                };
                answer(target, refuse, Arc::clone(&around), request, payload)
            }));
            crossing::mount(config, resource, readers);
        }
        for binding in around.options.dialects() {
            dialect::mount(config, &around, binding);
        }
    }
}

/// What answers where nothing is mounted.
pub(crate) fn nothing_here(enrollment: Enrollment, options: Options) -> ActixRoute {
    let around = Arc::new(Around::new(enrollment, options));
    web::to(move |request, payload| {
        let target = Target {
            pattern: "unmatched",
            face: Face::Program,
            cost: Cost::Free,
        };
        let refuse = |_| -> Answering { Box::pin(async { Err(Kind::NotFound.into()) }) };
        answer(target, refuse, Arc::clone(&around), request, payload)
    })
}

/// HEAD is GET without the body, which the server leaves out by itself.
fn methods(verb: Verb) -> Vec<Method> {
    match verb {
        Verb::Get => vec![Method::GET, Method::HEAD],
        Verb::Post | Verb::Put | Verb::Patch | Verb::Delete => vec![verb.method()],
    }
}

fn allowed(routes: &[&Route]) -> String {
    let methods: Vec<_> = routes
        .iter()
        .flat_map(|route| methods(route.verb))
        .map(|method| method.to_string())
        .collect();
    methods.join(", ")
}

fn answered(at: ActixRoute, around: Arc<Around>, route: &'static Route) -> ActixRoute {
    at.to(move |request, payload| {
        let target = Target {
            pattern: route.path,
            face: route.face,
            cost: route.cost_ahead(),
        };
        answer(target, route.handler, Arc::clone(&around), request, payload)
    })
}

/// What was asked for.
#[derive(Clone, Copy)]
struct Target {
    pattern: &'static str,
    face: Face,
    cost: Cost,
}

async fn answer(
    target: Target,
    handler: impl FnOnce(Asked) -> Answering,
    around: Arc<Around>,
    request: HttpRequest,
    payload: Payload,
) -> HttpResponse {
    let (id, begun) = (around.enrollment.request_id(), Instant::now());
    let method = request.method().clone();
    let (refused, incoming) = (is_refused(&request), Incoming::new(payload));
    let ending = Ending::of(&request, &incoming);
    let asked = Asked::new(request, incoming, Arc::clone(&around), id);
    let work = async move {
        if refused {
            return Err(Problem::busy(AFTER_REFUSAL));
        }
        asked.admit(target.cost)?;
        handler(asked).await
    };
    let late = || Err(Problem::busy(AFTER_DEADLINE));
    let outcome = timeout(DEADLINE, caught(work)).await.unwrap_or_else(|_elapsed| late());
    let mut response = outcome.unwrap_or_else(|problem| {
        observe::log_cause(&problem, id);
        show(target.face, &problem, &around.host, id)
    });
    headers::complete(response.headers_mut(), around.transport, id);
    observe::answered(&Seen {
        method: &method,
        pattern: target.pattern,
        status: response.status(),
        id,
        begun,
    });
    ending.of_connection(response).await
}

fn show(face: Face, problem: &Problem, host: &pages::Host, id: RequestId) -> HttpResponse {
    match face {
        Face::Program => problem.respond(id),
        Face::Person => pages::problem(problem, host, id).unwrap_or_else(|broken| {
            observe::log_cause(&broken, id);
            broken.respond(id)
        }),
    }
}

/// Whether there was no place for the connection over which a request came.
fn is_refused(request: &HttpRequest) -> bool {
    request.conn_data::<Refused>().is_some()
}

/// Somebody's code panicked; what it said is on the error output already, where the panic hook writes it.
#[derive(Debug, thiserror::Error)]
#[error("a handler panicked")]
struct Panicked;

impl From<Panicked> for Problem {
    fn from(panicked: Panicked) -> Self {
        Self::internal(panicked)
    }
}

/// Turns a panic into a problem, for otherwise the connection would close without an answer.
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
