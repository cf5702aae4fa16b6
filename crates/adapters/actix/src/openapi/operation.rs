//! How a route is described, as data beside its handler. What follows from the description (which problems a JSON body can
//! end in, say) is worked out here, so that no row has to repeat it.

use std::collections::BTreeSet;

use crate::edge::{Cost, Due};
use crate::problem::Kind;

/// The description of one route.
#[derive(Clone, Copy)]
pub(crate) struct Operation {
    /// Its stable name.
    pub(crate) id: &'static str,
    /// What it does, in a few words.
    pub(crate) summary: &'static str,
    /// What else there is to know.
    pub(crate) about: &'static str,
    /// Under which heading it stands.
    pub(crate) tag: Tag,
    /// Who may ask.
    pub(crate) access: Access,
    /// What is taken from the budgets of whoever asks.
    pub(crate) cost: Cost,
    /// When that is charged.
    pub(crate) due: Due,
    /// Whether it may be sent again under a key.
    pub(crate) retry: Retry,
    /// The parameters of its query.
    pub(crate) query: &'static [Parameter],
    /// What it is sent.
    pub(crate) body: Body,
    /// Whether its answer may be kept.
    pub(crate) keeping: Keeping,
    /// What it answers when all is well.
    pub(crate) success: Success,
    /// What else it may answer then.
    pub(crate) otherwise: Option<Success>,
    /// What it can end in besides what follows from the rest.
    pub(crate) problems: &'static [Kind],
}

impl Operation {
    /// The description that the rows begin from.
    pub(crate) const BLANK: Self = Self {
        id: "",
        summary: "",
        about: "",
        tag: Tag::Operations,
        access: Access::Anybody,
        cost: Cost::Free,
        due: Due::Ahead,
        retry: Retry::Unkeyed,
        query: &[],
        body: Body::None,
        keeping: Keeping::Untagged,
        success: Success {
            status: 200,
            what: "",
            content: Content::Nothing,
        },
        otherwise: None,
        problems: &[],
    };
}

/// The headings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tag {
    Registration,
    Sessions,
    Passwords,
    Me,
    Administration,
    Lookups,
    Pages,
    Operations,
}

impl Tag {
    /// Every heading, in the order in which they are read.
    pub(crate) const ALL: &[Self] = &[
        Self::Registration,
        Self::Sessions,
        Self::Passwords,
        Self::Me,
        Self::Administration,
        Self::Lookups,
        Self::Pages,
        Self::Operations,
    ];

    /// Its name, and what stands under it.
    pub(crate) const fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Registration => ("Registration", "From a stranger to an account."),
            Self::Sessions => ("Sessions", "Signing in, staying so, and signing out."),
            Self::Passwords => ("Passwords", "For those who forgot theirs."),
            Self::Me => ("Me", "One's own account."),
            Self::Administration => (
                "Administration",
                "Other people's accounts, and what they are given: roles, departments, tags, packages.",
            ),
            Self::Lookups => ("Look-ups", "The lists that a form lets people choose from."),
            Self::Pages => (
                "Pages",
                "What the links in mails open. A GET shows, only a POST does something.",
            ),
            Self::Operations => ("Operations", "For those who run the server."),
        }
    }
}

/// Who may ask.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Access {
    /// Anybody; the call names no tenant.
    Anybody,
    /// Anybody, in a tenant.
    AnybodyInTenant,
    /// Whoever holds a link, a refresh token, or another secret that knows its tenant.
    TokenInBody,
    /// A user who is signed in.
    Bearer,
}

/// Whether a call may be sent again under an `Idempotency-Key`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Retry {
    Keyed,
    Unkeyed,
}

/// Whether whoever has kept an answer is told that it is still good.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Keeping {
    /// The answer bears a tag; sent back as `If-None-Match`, it is answered with 304 (RFC 9110 §13.1.2).
    Tagged,
    /// The answer is given anew each time.
    Untagged,
}

/// A parameter of the query.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Parameter {
    pub(crate) name: &'static str,
    pub(crate) about: &'static str,
    pub(crate) kind: ParameterKind,
}

/// What a parameter is.
#[derive(Debug, Clone, Copy)]
pub(crate) enum ParameterKind {
    /// A text.
    Text,
    /// A whole number.
    Number { min: usize, max: usize, default: usize },
}

/// What a route is sent.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Body {
    None,
    /// A JSON object of this schema.
    Json(&'static str),
    /// A form with these fields.
    Form(&'static [&'static str]),
}

/// What a route answers when all is well.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Success {
    pub(crate) status: u16,
    pub(crate) what: &'static str,
    pub(crate) content: Content,
}

/// What an answer holds.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Content {
    Nothing,
    /// JSON of this schema.
    Json(&'static str),
    /// JSON that somebody else specifies.
    AnyJson,
    /// Something else, of this media type.
    Other(&'static str),
}

impl Operation {
    /// Everything that the route can end in besides its success.
    pub(crate) fn all_problems(&self) -> BTreeSet<Kind> {
        let mut kinds: BTreeSet<Kind> = self.problems.iter().copied().collect();
        // Whatever is asked for, a connection or a request may be one too many.
        kinds.extend([Kind::Internal, Kind::Busy]);
        match self.cost {
            Cost::Free => {}
            Cost::Registration | Cost::SignIn | Cost::Caller | Cost::Mail | Cost::Proof | Cost::Delegated => {
                kinds.insert(Kind::RateLimited);
            }
        }
        kinds.extend(match self.access {
            Access::Anybody => &[][..],
            Access::AnybodyInTenant => &[Kind::UnknownTenant],
            Access::TokenInBody => &[Kind::UnknownTenant, Kind::TenantMismatch],
            Access::Bearer => &[Kind::UnknownTenant, Kind::TenantMismatch, Kind::Unauthenticated],
        });
        kinds.extend(match self.retry {
            Retry::Keyed => &[Kind::IdempotencyKeyMalformed, Kind::IdempotencyKeyReused][..],
            Retry::Unkeyed => &[],
        });
        const ANY_BODY: &[Kind] = &[
            Kind::BodyUnreadable,
            Kind::BodyTooSlow,
            Kind::BodyTooLarge,
            Kind::UnsupportedMediaType,
            Kind::InvalidInput,
        ];
        match self.body {
            Body::None => {}
            Body::Form(_) => kinds.extend(ANY_BODY),
            Body::Json(_) => {
                kinds.extend(ANY_BODY);
                kinds.insert(Kind::MalformedJson);
            }
        }
        if !self.query.is_empty() {
            kinds.insert(Kind::InvalidInput);
        }
        kinds
    }
}
