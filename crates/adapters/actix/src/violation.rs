//! Violations: one place of a request that breaks one rule, with words for people. Which rules there are is the domain's to
//! say; this file only finds words for them.

use std::borrow::Cow;

use enroll_domain::role::RoleName;
use enroll_domain::{Input, Rejection, Rule};
use serde::Serialize;

/// The most violations that one answer names; nobody mends more at once, and an answer stays small.
pub(crate) const MOST: usize = 100;

/// The member that is a list of roles.
const ROLES: &str = "roles";

/// Where in a request.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Place {
    /// In the body, as a JSON pointer (RFC 6901).
    Pointer(String),
    /// In the query or the path, by the parameter's name.
    Parameter(Cow<'static, str>),
    /// In a header, by its name.
    Header(&'static str),
}

impl Place {
    /// A member of the body's object.
    pub(crate) fn member(name: &str) -> Self {
        Self::Pointer(String::new()).within(name)
    }

    /// An item of a member that is a list.
    pub(crate) fn item(name: &str, index: usize) -> Self {
        Self::member(name).within(&index.to_string())
    }

    /// A member of the object, or an item of the list, that stands at a pointer.
    pub(crate) fn within(&self, name: &str) -> Self {
        match self {
            Self::Pointer(pointer) => {
                Self::Pointer(format!("{pointer}/{}", name.replace('~', "~0").replace('/', "~1")))
            }
            Self::Parameter(_) | Self::Header(_) => self.clone(),
        }
    }
}

/// One place that breaks one rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Violation {
    #[serde(flatten)]
    pub(crate) place: Place,
    pub(crate) code: &'static str,
    pub(crate) detail: String,
}

impl Violation {
    /// Says that `place` breaks the rule with this code.
    pub(crate) fn new(place: Place, code: &'static str, detail: impl Into<String>) -> Self {
        Self {
            place,
            code,
            detail: detail.into(),
        }
    }

    /// Says that `place` breaks a rule of the domain.
    pub(crate) fn of_rule(place: Place, rule: Rule) -> Self {
        Self::new(place, rule.code(), explain(rule))
    }

    /// What a rejection is on the wire.
    pub(crate) fn of_rejection(rejection: Rejection) -> Self {
        let name = match rejection.input {
            Input::Role => ROLES,
            Input::ExternalId => "external_ids",
            input => input.name(),
        };
        let place = match rejection.item {
            Some(index) => Place::item(name, index),
            None => Place::member(name),
        };
        Self::of_rule(place, rejection.rule)
    }

    /// The same, with the name of the role that it is about, should it be about one of `roles`: for whoever may ask which there are.
    /// What cannot be the name of a role is not repeated.
    pub(crate) fn naming_role(mut self, roles: &[impl AsRef<str>]) -> Self {
        let about = |(index, _): &(usize, &str)| self.place == Place::item(ROLES, *index);
        let mut named = roles.iter().map(AsRef::as_ref).enumerate();
        if let Some((_, name)) = named.find(about)
            && RoleName::parse(name).is_ok()
        {
            self.detail = format!("{}: {name}", self.detail);
        }
        self
    }
}

/// What a rule asks, to be read after the name of the input.
pub(crate) fn explain(rule: Rule) -> String {
    match rule {
        Rule::Required => "is required, and must not be empty".to_owned(),
        Rule::NotAccepted => "is not accepted here".to_owned(),
        Rule::TooShort { min } => format!("must have at least {min} characters"),
        Rule::TooLong { max } => format!("must have at most {max} characters"),
        Rule::ControlCharacter => "must not hold line breaks or other control characters".to_owned(),
        Rule::Malformed(shape) => format!("is not well formed; it takes {shape}"),
        Rule::Reserved => "is kept for the service itself".to_owned(),
        Rule::Taken => "is taken".to_owned(),
        Rule::MissingClasses { missing } => {
            format!("must hold {missing} more of these: capital letters, small letters, digits, other characters")
        }
        Rule::ForbiddenCharacter => "holds a character that is not allowed".to_owned(),
        Rule::ContainsContext => "must not hold your name, user name or parts of your address".to_owned(),
        Rule::TooWeak => "is too easily guessed; a few unrelated words make a good one".to_owned(),
        Rule::NotListed => "is not one of those that are allowed".to_owned(),
        Rule::Outdated => "is not the current one".to_owned(),
        Rule::Mismatch => "is wrong".to_owned(),
        Rule::Unknown => "is not known".to_owned(),
        Rule::NotInvited => "is not invited".to_owned(),
    }
}
