//! Onyx's contract: its routes, and the settings of its own. What a registration must be like stands in the tenant's policy.

mod address;
mod answer;
mod document;
mod fault;
mod login;
mod read;
mod register;
mod slash;
mod verify;

use super::{Answering, Contract, Route, Setting, Spelling, Spoken, Takes};
use crate::edge::Cost;
use crate::route::Verb;

/// How somebody is refused who is not invited.
const INVITE_REFUSAL: &str = "invite_refusal";
/// As later versions of Onyx do.
const FORBIDDEN: &str = "forbidden";

/// Where Onyx's own web client is.
const WEB_DOMAIN: &str = "web_domain";

pub(super) static CONTRACT: Contract = Contract {
    routes: &[
        post("/auth/register", Cost::Registration, |spoken| {
            Box::pin(register::register(spoken))
        }),
        post("/auth/login", Cost::SignIn, |spoken| Box::pin(login::login(spoken))),
        post("/auth/request-verify-token", Cost::Mail, |spoken| {
            Box::pin(verify::request(spoken))
        }),
        post("/auth/verify", Cost::Proof, |spoken| Box::pin(verify::verify(spoken))),
        post("/auth/register/", Cost::Free, |spoken| {
            Box::pin(slash::redirect(spoken))
        }),
        post("/auth/login/", Cost::Free, |spoken| Box::pin(slash::redirect(spoken))),
        post("/auth/request-verify-token/", Cost::Free, |spoken| {
            Box::pin(slash::redirect(spoken))
        }),
        post("/auth/verify/", Cost::Free, |spoken| Box::pin(slash::redirect(spoken))),
    ],
    early: answer::early,
    document: document::document,
    settings: &[
        Setting {
            name: INVITE_REFUSAL,
            takes: Takes::Word(&["error", FORBIDDEN]),
            about: "how an address that is not invited is refused: `error` as Onyx does, with a 500, or `forbidden`, with the 403 of later ones",
        },
        Setting {
            name: WEB_DOMAIN,
            takes: Takes::Text,
            about: "where Onyx's own web client is: mailed links lead to its /auth/verify-email, if the tenant's callback_urls list that",
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
