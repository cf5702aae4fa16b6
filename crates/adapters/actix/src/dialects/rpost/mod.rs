//! RPost's contract: its routes, and how it says what no handler has a say in.

mod answer;
mod confirm;
mod document;
mod form;
mod lookups;
mod message;
mod read;
mod refusal;
mod register;
mod resend;
mod token;

use actix_web::HttpResponse;
use actix_web::http::{StatusCode, header};

use self::answer::failure;
use self::message::{Id, Message};
use super::{Contract, Early, Route, Setting, Spelling, Takes};
use crate::body::MAX_BYTES;
use crate::edge::Cost;
use crate::route::Verb;

/// Whether another link that is asked for is answered alike for every address.
const PRIVATE_ANSWERS: &str = "private_answers";

pub(super) static CONTRACT: Contract = Contract {
    routes: &[
        post("/api/v1/Account/Register", Cost::Registration, |spoken| {
            Box::pin(register::register(spoken))
        }),
        post("/api/v1/Account/ConfirmEmail", Cost::Proof, |spoken| {
            Box::pin(confirm::confirm(spoken))
        }),
        post("/api/v1/Account/ConfirmUserEmail", Cost::Proof, |spoken| {
            Box::pin(confirm::confirm(spoken))
        }),
        post("/api/v1/Account/ResendActivationLink", Cost::Mail, |spoken| {
            Box::pin(resend::resend(spoken))
        }),
        post("/token", Cost::SignIn, |spoken| Box::pin(token::token(spoken))),
        get("/api/v1/Lookup/Language", Cost::Free, |_spoken| {
            Box::pin(lookups::languages())
        }),
        get("/api/v1/Lookup/TimeZone", Cost::Free, |_spoken| {
            Box::pin(lookups::time_zones())
        }),
    ],
    early,
    document: document::document,
    settings: &[Setting {
        name: PRIVATE_ANSWERS,
        takes: Takes::Switch,
        about: "ResendActivationLink answers 200 whatever the address is",
    }],
};

const fn post(path: &'static str, cost: Cost, handler: fn(super::Spoken) -> super::Answering) -> Route {
    Route {
        verb: Verb::Post,
        path,
        spelling: Spelling::AnyCase,
        cost,
        handler,
    }
}

const fn get(path: &'static str, cost: Cost, handler: fn(super::Spoken) -> super::Answering) -> Route {
    Route {
        verb: Verb::Get,
        path,
        spelling: Spelling::AnyCase,
        cost,
        handler,
    }
}

/// The envelope too, where ASP.NET would have an answer of its own: the contract's clients read `Message` as an array on every
/// answer.
fn early(early: &Early) -> HttpResponse {
    match early {
        Early::MethodNotAllowed { used, allow } => {
            let text = format!("The requested resource does not support http method '{used}'.");
            let mut answer = failure(
                StatusCode::METHOD_NOT_ALLOWED,
                vec![Message::new(Id::MethodNotAllowed, text)],
            );
            if let Ok(allow) = header::HeaderValue::from_str(allow) {
                answer.headers_mut().insert(header::ALLOW, allow);
            }
            answer
        }
        Early::TooLarge => failure(
            StatusCode::PAYLOAD_TOO_LARGE,
            vec![Message::new(
                Id::TooLarge,
                format!("At most {MAX_BYTES} bytes of a request are read."),
            )],
        ),
        Early::TooSlow => failure(
            StatusCode::REQUEST_TIMEOUT,
            vec![Message::new(Id::TooSlow, "The request did not arrive in time.")],
        ),
        Early::TooMany(_) => failure(
            StatusCode::TOO_MANY_REQUESTS,
            vec![Message::new(
                Id::TooMany,
                "Too many requests. Please try again in a moment.",
            )],
        ),
        Early::Busy(_) => failure(
            StatusCode::SERVICE_UNAVAILABLE,
            vec![Message::new(
                Id::Busy,
                "The service is busy. Please try again in a moment.",
            )],
        ),
        Early::Broken(_) => failure(
            StatusCode::INTERNAL_SERVER_ERROR,
            vec![Message::new(Id::Broken, "An error has occurred.")],
        ),
    }
}
