//! JFramework's contract: its routes, and how it says what no handler has a say in.

mod answer;
mod auth;
mod base62;
mod brand;
mod document;
mod package;
mod read;
mod refusal;
mod register;
mod schemas;
mod user;
mod verify;

use actix_web::HttpResponse;
use actix_web::http::{StatusCode, header};

use self::answer::{Fault, failure};
use super::{Answering, Contract, Early, Route, Setting, Spelling, Spoken, Takes};
use crate::body::MAX_BYTES;
use crate::edge::Cost;
use crate::route::Verb;

/// Whether the brands of other tenants are served here too.
const ANY_BRAND: &str = "any_brand";
/// Whether everybody has to have an address.
const REQUIRE_EMAIL: &str = "require_email";
/// Whether a user sees the address and the telephone number of whoever invited them.
const DISCLOSE_INVITER: &str = "disclose_inviter";

pub(super) static CONTRACT: Contract = Contract {
    routes: &[
        route(Verb::Post, "/api/v1/users/register", Cost::Registration, |spoken| {
            Box::pin(register::register(spoken))
        }),
        route(Verb::Post, "/api/v1/users/auth", Cost::SignIn, |spoken| {
            Box::pin(auth::auth(spoken))
        }),
        route(
            Verb::Post,
            "/api/v1/users/{id}/email-address/verify/send",
            Cost::Mail,
            |spoken| Box::pin(verify::send(spoken)),
        ),
        route(Verb::Put, "/api/v1/users/email-address/active", Cost::Proof, |spoken| {
            Box::pin(verify::active(spoken))
        }),
    ],
    early,
    document: document::document,
    settings: &[
        Setting {
            name: ANY_BRAND,
            takes: Takes::Switch,
            about: "Brand-URL may name any tenant's host, not this one's alone",
        },
        Setting {
            name: REQUIRE_EMAIL,
            takes: Takes::Switch,
            about: "everybody who registers has to give an address",
        },
        Setting {
            name: DISCLOSE_INVITER,
            takes: Takes::Switch,
            about: "parentUser shows the inviter's address and telephone number",
        },
    ],
};

const fn route(verb: Verb, path: &'static str, cost: Cost, handler: fn(Spoken) -> Answering) -> Route {
    Route {
        verb,
        path,
        spelling: Spelling::Exact,
        cost,
        handler,
    }
}

fn early(early: &Early) -> HttpResponse {
    let (status, fault) = match early {
        Early::MethodNotAllowed { used, .. } => (
            StatusCode::METHOD_NOT_ALLOWED,
            Fault::new("MethodNotAllowed", format!("The method {used} is not allowed here.")),
        ),
        Early::TooLarge => (
            StatusCode::PAYLOAD_TOO_LARGE,
            Fault::new(
                "RequestTooLarge",
                format!("At most {MAX_BYTES} bytes of a request are read."),
            ),
        ),
        Early::TooSlow => (
            StatusCode::REQUEST_TIMEOUT,
            Fault::new("RequestTimeout", "The request did not arrive in time."),
        ),
        Early::TooMany(_) => (
            StatusCode::TOO_MANY_REQUESTS,
            Fault::new("TooManyRequests", "Too many requests. Please try again in a moment."),
        ),
        Early::Busy(_) => (
            StatusCode::SERVICE_UNAVAILABLE,
            Fault::new(
                "ServiceUnavailable",
                "The service is busy. Please try again in a moment.",
            ),
        ),
        Early::Broken(_) => (
            StatusCode::INTERNAL_SERVER_ERROR,
            Fault::new("InternalServerError", "An error has occurred."),
        ),
    };
    let mut answer = failure(status, &[fault], None);
    if let Early::MethodNotAllowed { allow, .. } = early
        && let Ok(allow) = header::HeaderValue::from_str(allow)
    {
        answer.headers_mut().insert(header::ALLOW, allow);
    }
    answer
}
