//! Cape Digital's contract: its routes, and how it says what no handler has a say in.

mod answer;
mod consumer;
mod document;
mod read;
mod register;

use actix_web::HttpResponse;
use actix_web::http::header::{self, HeaderValue};

use super::{Answering, Contract, Early, Route, Setting, Spelling, Spoken, Takes, drf};
use crate::edge::Cost;
use crate::route::Verb;

/// The realm of the contract's own text, where the tenant has none.
const USUAL_REALM: &str = "capemedia";

const DEFAULT_REALM: &str = "default_realm";
const CONSUMER_TENANT: &str = "consumer_tenant";

pub(super) static CONTRACT: Contract = Contract {
    routes: &[
        post("/api/v1/auth/register", Cost::Delegated, register),
        post("/api/v1/auth/register/", Cost::Delegated, register),
        post("/api/v1/auth/register-consumer", Cost::Registration, register_consumer),
        post("/api/v1/auth/register-consumer/", Cost::Registration, register_consumer),
    ],
    early,
    document: document::document,
    settings: &[
        Setting {
            name: DEFAULT_REALM,
            takes: Takes::Text,
            about: "the realm of whoever is registered without one; the tenant's first provisioning target where it is not set, or else \
             capemedia",
        },
        Setting {
            name: CONSUMER_TENANT,
            takes: Takes::Tenant,
            about: "the tenant in which consumers register by themselves; without it register-consumer answers 404",
        },
    ],
};

const fn post(path: &'static str, cost: Cost, handler: fn(Spoken) -> Answering) -> Route {
    Route {
        verb: Verb::Post,
        path,
        spelling: Spelling::Exact,
        cost,
        handler,
    }
}

fn register(spoken: Spoken) -> Answering {
    Box::pin(register::register(spoken))
}

fn register_consumer(spoken: Spoken) -> Answering {
    Box::pin(consumer::register(spoken))
}

fn early(early: &Early) -> HttpResponse {
    let (status, detail) = drf::early_words(early);
    let mut response = answer::detail(status, &detail);
    if let Early::MethodNotAllowed { allow, .. } = early
        && let Ok(allow) = HeaderValue::from_str(allow)
    {
        response.headers_mut().insert(header::ALLOW, allow);
    }
    response
}
