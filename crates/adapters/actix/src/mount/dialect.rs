//! Mounting a dialect: the same few steps around a handler, with the contract's own words for what no handler has a say in.

use std::collections::BTreeMap;
use std::sync::Arc;

use actix_web::http::header::{HeaderValue, RETRY_AFTER};
use actix_web::web::{self, Payload, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse};
use enroll_application::causes;

use super::crossing::{self, Readers};
use super::exchange::{Panicked, Target, exchange};
use super::{allowed, methods};
use crate::asked::Around;
use crate::dialects::{Answering, Binding, Early, Route, Spoken};
use crate::edge::Cost;
use crate::observe;
use crate::problem::seconds;
use crate::route::Face;

impl From<Panicked> for Early {
    fn from(panicked: Panicked) -> Self {
        Self::Broken(Box::new(panicked))
    }
}

/// Mounts every route of a contract where it is bound.
pub(super) fn mount(config: &mut ServiceConfig, around: &Arc<Around>, binding: &Arc<Binding>) {
    let contract = binding.dialect().contract();
    let mut paths: BTreeMap<String, Vec<&'static Route>> = BTreeMap::new();
    for route in contract.routes {
        paths.entry(binding.pattern(route)).or_default().push(route);
    }
    for (pattern, routes) in paths {
        let Some(path) = routes.first().map(|route| route.path) else {
            continue;
        };
        let refusing = Target {
            pattern: path,
            cost: Cost::Free,
        };
        let mut resource = web::resource(pattern);
        for route in &routes {
            for method in methods(route.verb) {
                let (around, binding) = (Arc::clone(around), Arc::clone(binding));
                let handler = route.handler;
                let target = Target {
                    cost: route.cost,
                    ..refusing
                };
                resource = resource.route(web::method(method).to(move |request, payload| {
                    let (around, binding) = (Arc::clone(&around), Arc::clone(&binding));
                    answer(target, handler, around, binding, request, payload)
                }));
            }
        }
        let allow = allowed(routes.iter().map(|route| route.verb));
        let (around, binding) = (Arc::clone(around), Arc::clone(binding));
        let readers = Readers::of(Face::Program, &around);
        let resource = resource.default_service(web::to(move |request: HttpRequest, payload| {
            let (allow, used) = (allow.clone(), request.method().to_string());
            let refuse =
                move |_| -> Answering { Box::pin(async move { Err(Early::MethodNotAllowed { used, allow }) }) };
            let (around, binding) = (Arc::clone(&around), Arc::clone(&binding));
            answer(refusing, refuse, around, binding, request, payload)
        }));
        crossing::mount(config, resource, readers);
    }
}

async fn answer(
    target: Target,
    handler: impl FnOnce(Spoken) -> Answering,
    around: Arc<Around>,
    binding: Arc<Binding>,
    request: HttpRequest,
    payload: Payload,
) -> HttpResponse {
    let contract = binding.dialect().contract();
    let spoken_around = Arc::clone(&around);
    let handle = |request, incoming, id| handler(Spoken::new(request, incoming, spoken_around, binding, id));
    let tell = |early, id| {
        if let Early::Broken(cause) = &early {
            observe::log_text(&causes(cause.as_ref()), id);
        }
        let mut response = (contract.early)(&early);
        if let Early::Busy(after) | Early::TooMany(after) = &early {
            let seconds = seconds(*after);
            response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    };
    exchange(target, around, request, payload, handle, tell).await
}
