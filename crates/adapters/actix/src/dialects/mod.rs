//! Dialects: existing HTTP contracts, each served as it is by one module. A dialect holds no rule: it reads what its contract sends,
//! makes the same calls of the driving port as our own API, and says what came of them in the contract's words. What is special
//! about a population that is served in a dialect stands in its tenant's policy.

mod binding;
mod cape_digital;
mod drf;
mod jframework;
mod json;
mod onyx;
mod python;
mod rpost;
mod self_community;
mod setting;
mod spoken;

use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use actix_web::HttpResponse;
use enroll_application::Unavailable;
use enroll_domain::registration::Preset;
use serde_json::{Value, json};

use crate::body::Unread;
use crate::edge::{Cost, Spent};
use crate::openapi::Ordered;
use crate::route::Verb;
pub use binding::{Binding, BindingError};
pub use setting::{Setting, Takes};
pub(crate) use spoken::Spoken;

/// The answer to a request in a dialect that is on its way.
pub(crate) type Answering = Pin<Box<dyn Future<Output = Result<HttpResponse, Early>>>>;

/// Everything about one contract.
pub(crate) struct Contract {
    /// Its routes.
    pub(crate) routes: &'static [Route],
    /// How it says what no handler has a say in.
    pub(crate) early: fn(&Early) -> HttpResponse,
    /// Its OpenAPI document, with the paths as the contract writes them.
    pub(crate) document: fn() -> Value,
    /// The settings that a binding may have beside tenant and prefix.
    pub(crate) settings: &'static [Setting],
}

/// One method of one path of a contract.
pub(crate) struct Route {
    pub(crate) verb: Verb,
    /// The path as the contract writes it.
    pub(crate) path: &'static str,
    pub(crate) spelling: Spelling,
    pub(crate) cost: Cost,
    pub(crate) handler: fn(Spoken) -> Answering,
}

/// How a path may be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Spelling {
    /// Just so.
    Exact,
    /// In any letter case.
    AnyCase,
}

/// What a call ends in before, or beside, anything that a handler decides.
#[derive(Debug)]
pub(crate) enum Early {
    /// The resource has other methods: these.
    MethodNotAllowed {
        /// The one that was used.
        used: String,
        /// As in the `Allow` header.
        allow: String,
    },
    /// The body has too many bytes.
    TooLarge,
    /// The body did not arrive.
    TooSlow,
    /// Somebody asks too often.
    TooMany(Duration),
    /// There is too much to do.
    Busy(Duration),
    /// Something is out of order; the cause goes to the log.
    Broken(Box<dyn std::error::Error + Send + Sync>),
}

impl From<Unavailable> for Early {
    fn from(unavailable: Unavailable) -> Self {
        match (unavailable.retry_after(), unavailable) {
            (Some(retry_after), _) => Self::Busy(retry_after),
            (None, Unavailable::Busy { retry_after }) => Self::Busy(retry_after),
            (None, Unavailable::Broken(cause)) => Self::Broken(cause),
        }
    }
}

impl From<Spent> for Early {
    fn from(Spent { retry_after }: Spent) -> Self {
        Self::TooMany(retry_after)
    }
}

impl From<Unread> for Early {
    fn from(unread: Unread) -> Self {
        match unread {
            Unread::TooLarge => Self::TooLarge,
            Unread::TooSlow | Unread::Broken => Self::TooSlow,
        }
    }
}

/// The contracts that are served.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Dialect {
    /// Cape Digital's.
    CapeDigital,
    /// SelfCommunity's.
    SelfCommunity,
    /// Onyx's.
    Onyx,
    /// JFramework's.
    JFramework,
    /// RPost's.
    RPost,
}

impl Dialect {
    /// Every contract.
    pub const ALL: &[Self] = &[
        Self::CapeDigital,
        Self::SelfCommunity,
        Self::Onyx,
        Self::JFramework,
        Self::RPost,
    ];

    /// Its name in settings, and in the path of its OpenAPI document.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::CapeDigital => "cape-digital",
            Self::SelfCommunity => "self-community",
            Self::Onyx => "onyx",
            Self::JFramework => "jframework",
            Self::RPost => "rpost",
        }
    }

    /// The contract of this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|dialect| dialect.name() == name)
    }

    /// The policy that a tenant begins from which serves this contract.
    #[must_use]
    pub const fn preset(self) -> Preset {
        match self {
            Self::CapeDigital => Preset::CapeDigital,
            Self::SelfCommunity => Preset::SelfCommunity,
            Self::Onyx => Preset::Onyx,
            Self::JFramework => Preset::JFramework,
            Self::RPost => Preset::RPost,
        }
    }

    /// The settings that a binding of it may have.
    #[must_use]
    pub fn settings(self) -> &'static [Setting] {
        self.contract().settings
    }

    /// Its OpenAPI document.
    #[must_use]
    pub fn document(self) -> Value {
        (self.contract().document)()
    }

    pub(crate) const fn contract(self) -> &'static Contract {
        match self {
            Self::CapeDigital => &cape_digital::CONTRACT,
            Self::SelfCommunity => &self_community::CONTRACT,
            Self::Onyx => &onyx::CONTRACT,
            Self::JFramework => &jframework::CONTRACT,
            Self::RPost => &rpost::CONTRACT,
        }
    }
}

/// The OpenAPI document of a contract that is served at these places.
pub(crate) fn described(dialect: Dialect, servers: &[String]) -> Ordered {
    let mut document = dialect.document();
    if let Value::Object(members) = &mut document {
        let servers = servers.iter().map(|url| json!({ "url": url }));
        members.insert("servers".to_owned(), Value::Array(servers.collect()));
    }
    let routes = dialect.contract().routes.iter();
    Ordered::new(document, routes.map(|route| (route.verb, route.path)))
}
