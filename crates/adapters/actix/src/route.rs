//! Routes: each is one row with its handler and its description, and all of them together are the one table from which the
//! adapter is mounted and the OpenAPI document is written.

use std::future::Future;
use std::pin::Pin;

use actix_web::HttpResponse;
use actix_web::http::Method;

use crate::asked::Asked;
use crate::edge::{Cost, Due};
use crate::openapi::Operation;
use crate::problem::Problem;
use crate::{api, docs, mailbox, operations, pages};

/// The answer to a request that is on its way.
pub(crate) type Answering = Pin<Box<dyn Future<Output = Result<HttpResponse, Problem>>>>;

/// What is done with a request.
pub(crate) type Handler = fn(Asked) -> Answering;

/// The methods that we have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Verb {
    Get,
    Post,
    Put,
    Patch,
    Delete,
}

impl Verb {
    /// The method of HTTP.
    pub(crate) const fn method(self) -> Method {
        match self {
            Self::Get => Method::GET,
            Self::Post => Method::POST,
            Self::Put => Method::PUT,
            Self::Patch => Method::PATCH,
            Self::Delete => Method::DELETE,
        }
    }
}

/// To whom a route answers, which decides how it tells of problems.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Face {
    /// A program: problem documents.
    Program,
    /// A person: pages.
    Person,
}

/// One method of one path.
pub(crate) struct Route {
    pub(crate) verb: Verb,
    pub(crate) path: &'static str,
    pub(crate) face: Face,
    pub(crate) handler: Handler,
    pub(crate) operation: Described,
}

impl Route {
    /// What it costs whoever asks.
    pub(crate) const fn cost(&self) -> Cost {
        match &self.operation {
            Described::As(operation) => operation.cost,
            Described::InDevelopmentOnly | Described::ByItsOtherSpelling => Cost::Free,
        }
    }

    /// What of that is charged before its handler runs.
    pub(crate) const fn cost_ahead(&self) -> Cost {
        match &self.operation {
            Described::As(operation) => match operation.due {
                Due::Ahead => self.cost(),
                Due::IfRefused => Cost::Free,
            },
            Described::InDevelopmentOnly | Described::ByItsOtherSpelling => Cost::Free,
        }
    }
}

/// Whether a route stands in the OpenAPI document.
#[expect(clippy::large_enum_variant, reason = "rows of static tables, which are never moved")]
pub(crate) enum Described {
    /// It does, like this.
    As(Operation),
    /// It does not: it is there for development alone.
    InDevelopmentOnly,
    /// It does not: it leads to the same path without the slash at its end, which does.
    ByItsOtherSpelling,
}

/// Every route, in the order in which people come to need them, which is the order in which they are described.
pub(crate) fn all() -> impl Iterator<Item = &'static Route> {
    [
        api::registrations::ROUTES,
        api::activations::ROUTES,
        api::confirmations::ROUTES,
        api::sessions::ROUTES,
        api::password_resets::ROUTES,
        api::me::ROUTES,
        api::address_changes::ROUTES,
        api::users::ROUTES,
        api::lifecycle::ROUTES,
        api::roles::ROUTES,
        api::memberships::ROUTES,
        api::role_catalogue::ROUTES,
        api::departments::ROUTES,
        api::tags::ROUTES,
        api::packages::ROUTES,
        api::invitations::ROUTES,
        api::provisioning::ROUTES,
        api::tenants::ROUTES,
        api::lookups::ROUTES,
        pages::register::ROUTES,
        pages::activate::ROUTES,
        pages::confirm::ROUTES,
        pages::welcome::ROUTES,
        pages::reset::ROUTES,
        pages::email::ROUTES,
        pages::style::ROUTES,
        operations::ROUTES,
        docs::ROUTES,
        mailbox::ROUTES,
    ]
    .into_iter()
    .flatten()
}
