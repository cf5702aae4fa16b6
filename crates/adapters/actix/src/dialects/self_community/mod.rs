//! SelfCommunity's contract: its routes, and how it says what no handler has a say in.

mod answer;
mod bearer;
mod document;
mod read;
mod signin;
mod signup;
mod verify;

use actix_web::HttpResponse;
use actix_web::http::header::{self, HeaderValue};

use super::{Answering, Contract, Early, Route, Setting, Spelling, Spoken, Takes, drf};
use crate::edge::Cost;
use crate::route::Verb;

const SECRET: &str = "community_secret";
const CLIENT_ID: &str = "client_id";

pub(super) static CONTRACT: Contract = Contract {
    routes: &[
        post("/api/v2/sso/signup/", Cost::Delegated, signup),
        post("/api/v2/sso/signup", Cost::Delegated, signup),
        post("/api/v2/sso/signin/", Cost::SignIn, signin),
        post("/api/v2/sso/signin", Cost::SignIn, signin),
        post("/api/v2/account/verify/", Cost::Proof, verify),
        post("/api/v2/account/verify", Cost::Proof, verify),
    ],
    early,
    document: document::document,
    settings: &[
        Setting {
            name: SECRET,
            takes: Takes::Secret,
            about: "the secret with which the community signs tokens (HS256), of 32 bytes or more; without it only enroll's own tokens are good",
        },
        Setting {
            name: CLIENT_ID,
            takes: Takes::Text,
            about: "the client_id that token objects name; the name of the tenant where it is not set",
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

fn signup(spoken: Spoken) -> Answering {
    Box::pin(signup::signup(spoken))
}

fn signin(spoken: Spoken) -> Answering {
    Box::pin(signin::signin(spoken))
}

fn verify(spoken: Spoken) -> Answering {
    Box::pin(verify::verify(spoken))
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
