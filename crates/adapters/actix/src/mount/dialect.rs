//! Mounting a dialect: the same few steps around a handler, with the contract's own words for what no handler has a say in.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Instant;

use actix_web::http::header::{HeaderValue, RETRY_AFTER};
use actix_web::rt::time::timeout;
use actix_web::web::{self, Payload, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse};

use super::crossing::{self, Readers};
use super::ending::Ending;
use super::{Panicked, caught, is_refused, methods};
use crate::admission::{AFTER_DEADLINE, AFTER_REFUSAL, Cost, DEADLINE};
use crate::asked::Around;
use crate::body::Incoming;
use crate::dialects::{Answering, Binding, Contract, Early, Route, Spoken};
use crate::observe::{self, Seen};
use crate::problem::seconds;
use crate::route::Face;
use crate::{headers, problem};

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
            contract,
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
        let allow = allowed(&routes);
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

fn allowed(routes: &[&Route]) -> String {
    let verbs = routes.iter().flat_map(|route| methods(route.verb));
    verbs.map(|method| method.to_string()).collect::<Vec<_>>().join(", ")
}

/// What was asked for.
#[derive(Clone, Copy)]
struct Target {
    pattern: &'static str,
    contract: &'static Contract,
    cost: Cost,
}

async fn answer(
    target: Target,
    handler: impl FnOnce(Spoken) -> Answering,
    around: Arc<Around>,
    binding: Arc<Binding>,
    request: HttpRequest,
    payload: Payload,
) -> HttpResponse {
    let (id, begun) = (around.enrollment.request_id(), Instant::now());
    let method = request.method().clone();
    let (refused, transport) = (is_refused(&request), around.transport);
    let incoming = Incoming::new(payload);
    let ending = Ending::of(&request, &incoming);
    let spoken = Spoken::new(request, incoming, around, binding, id);
    let work = async move {
        if refused {
            return Err(Early::Busy(AFTER_REFUSAL));
        }
        spoken.admit(target.cost)?;
        handler(spoken).await
    };
    let late = || Err(Early::Busy(AFTER_DEADLINE));
    let outcome = timeout(DEADLINE, caught(work)).await.unwrap_or_else(|_elapsed| late());
    let mut response = match outcome {
        Ok(response) => response,
        Err(early) => {
            if let Early::Broken(cause) = &early {
                observe::log_text(&problem::causes(cause.as_ref()), id);
            }
            let mut response = (target.contract.early)(&early);
            if let Early::Busy(after) | Early::TooMany(after) = &early {
                let seconds = seconds(*after);
                response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(seconds));
            }
            response
        }
    };
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
