//! Mounting: the table of routes becomes resources of an actix-web app, each behind the same few steps that every request goes
//! through ([`exchange`]).

mod crossing;
mod dialect;
mod ending;
mod exchange;

use std::collections::BTreeMap;
use std::sync::Arc;

use actix_web::http::Method;
use actix_web::web::{self, Payload, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse, Route as ActixRoute};
use enroll_application::Enrollment;
use enroll_domain::id::RequestId;

use crate::asked::{Around, Asked};
use crate::edge::Cost;
use crate::observe;
use crate::options::Options;
use crate::pages;
use crate::problem::{Kind, Problem};
use crate::route::{self, Answering, Face, Route, Verb};
use exchange::{Panicked, Target, exchange};

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
            let allow = allowed(routes.iter().map(|route| route.verb));
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
                    cost: Cost::Free,
                };
                answer((target, face), refuse, Arc::clone(&around), request, payload)
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
            cost: Cost::Free,
        };
        let refuse = |_| -> Answering { Box::pin(async { Err(Kind::NotFound.into()) }) };
        answer((target, Face::Program), refuse, Arc::clone(&around), request, payload)
    })
}

/// HEAD is GET without the body, which the server leaves out by itself.
fn methods(verb: Verb) -> Vec<Method> {
    match verb {
        Verb::Get => vec![Method::GET, Method::HEAD],
        Verb::Post | Verb::Put | Verb::Patch | Verb::Delete => vec![verb.method()],
    }
}

/// What stands in an `Allow` header.
fn allowed(verbs: impl Iterator<Item = Verb>) -> String {
    let methods = verbs.flat_map(methods).map(|method| method.to_string());
    methods.collect::<Vec<_>>().join(", ")
}

fn answered(at: ActixRoute, around: Arc<Around>, route: &'static Route) -> ActixRoute {
    at.to(move |request, payload| {
        let target = Target {
            pattern: route.path,
            cost: route.cost_ahead(),
        };
        answer(
            (target, route.face),
            route.handler,
            Arc::clone(&around),
            request,
            payload,
        )
    })
}

async fn answer(
    (target, face): (Target, Face),
    handler: impl FnOnce(Asked) -> Answering,
    around: Arc<Around>,
    request: HttpRequest,
    payload: Payload,
) -> HttpResponse {
    let (asked_around, shown_around) = (Arc::clone(&around), Arc::clone(&around));
    let handle = |request, incoming, id| handler(Asked::new(request, incoming, asked_around, id));
    let tell = |problem, id| {
        observe::log_cause(&problem, id);
        show(face, &problem, &shown_around.host, id)
    };
    exchange(target, around, request, payload, handle, tell).await
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

impl From<Panicked> for Problem {
    fn from(panicked: Panicked) -> Self {
        Self::internal(panicked)
    }
}
