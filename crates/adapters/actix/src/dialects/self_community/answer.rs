//! Answers: the contract's bodies, and how each rejection of the core is worded in them.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use enroll_application::UserView;
use enroll_domain::role::RoleName;
use enroll_domain::{Input, Rejection, Rule};
use serde::Serialize;
use serde_json::Number;

use crate::dialects::drf::{self, Detail, Fault, Faults, Refusal, Stranger};

/// The roles that the contract knows, the greatest first.
pub(super) const ROLES: &[&str] = &["admin", "moderator", "editor"];

/// The name space of external ids.
pub(super) const EXTERNAL: &str = "ext_id";

#[derive(Serialize)]
struct Errors<'a> {
    errors: Vec<Item<'a>>,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Item<'a> {
    Field { field: &'a str, messages: Vec<Message<'a>> },
    Alone(Message<'a>),
}

#[derive(Serialize)]
struct Message<'a> {
    code: &'a str,
    message: &'a str,
}

impl<'a> Message<'a> {
    fn of(detail: &'a Detail) -> Self {
        Self {
            code: detail.code,
            message: &detail.text,
        }
    }
}

/// An external id, of the type that it was sent as.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub(super) enum ExternalKey {
    Number(Number),
    Text(String),
}

impl ExternalKey {
    /// The id that is stored as this text: a number where it is written as one, as the contract has it.
    fn of_stored(text: &str) -> Self {
        let number: Option<i64> = text.parse().ok();
        match number.filter(|number| number.to_string() == text) {
            Some(number) => Self::Number(number.into()),
            None => Self::Text(text.to_owned()),
        }
    }

    /// The text that is stored.
    pub(super) fn text(&self) -> String {
        match self {
            Self::Number(number) => number.to_string(),
            Self::Text(text) => text.clone(),
        }
    }
}

/// An account, as whoever signs in sees it.
#[derive(Serialize)]
pub(super) struct Account<'a> {
    pub(super) id: u64,
    pub(super) ext_id: Option<ExternalKey>,
    pub(super) username: Option<&'a str>,
    pub(super) role: Option<&'static str>,
    pub(super) tags: Vec<u64>,
}

/// The external id that a user has here.
pub(super) fn external_of(view: &UserView) -> Option<ExternalKey> {
    let mut all = view.user.identifiers.external.iter();
    let found = all.find(|external| external.namespace() == EXTERNAL)?;
    Some(ExternalKey::of_stored(found.value()))
}

/// The greatest role of the contract's that a user holds.
pub(super) fn role_of(roles: &[RoleName]) -> Option<&'static str> {
    let held = |name: &&&str| roles.iter().any(|role| role.as_str() == **name);
    ROLES.iter().find(held).copied()
}

/// One sentence, of no field.
pub(super) fn detail(status: StatusCode, detail: &Detail) -> HttpResponse {
    let errors = vec![Item::Alone(Message::of(detail))];
    drf::json(status, &Errors { errors })
}

/// What is wrong with a body, by its fields.
pub(super) fn faults(faults: &Faults) -> HttpResponse {
    let items = faults.iter().map(|(field, fault)| Item::Field {
        field,
        messages: fault.details().into_iter().map(Message::of).collect(),
    });
    drf::json(
        StatusCode::BAD_REQUEST,
        &Errors {
            errors: items.collect(),
        },
    )
}

/// Why there is nothing to read.
pub(super) fn refused(refusal: &Refusal) -> HttpResponse {
    detail(refusal.status(), &refusal.detail())
}

/// Nobody known asks.
pub(super) fn stranger(stranger: Stranger) -> HttpResponse {
    let said = stranger.detail();
    let code = match stranger {
        Stranger::Unnamed => said.code,
        Stranger::BadHeader | Stranger::BadToken => "authentication_failed",
    };
    let said = Detail { code, ..said };
    drf::with_challenge(detail(StatusCode::UNAUTHORIZED, &said))
}

/// Somebody known asks who may not.
pub(super) fn forbidden() -> HttpResponse {
    detail(StatusCode::FORBIDDEN, &drf::not_allowed())
}

/// A rejection as a fault of its field. `role` is the one that was asked for.
pub(super) fn fault(rejection: Rejection, role: &str) -> (&'static str, Fault) {
    let Rejection { input, rule, .. } = rejection;
    // The others have the same name, or none: then the core's is the best there is.
    let field = if input == Input::ExternalId {
        "ext_id"
    } else {
        input.name()
    };
    let detail = match (input, rule) {
        (Input::Username, Rule::Malformed(_)) => {
            let text = "Enter a valid username. This value may contain only letters, numbers, and -/_ characters.";
            Detail::new("invalid", text)
        }
        (Input::Email, Rule::Malformed(_) | Rule::TooLong { .. }) => Detail::new("invalid", drf::EMAIL),
        (Input::Email, Rule::NotListed) => Detail::new("invalid", "Addresses of this domain are not accepted."),
        (Input::Role, _) => drf::no_choice(role),
        _ => drf::detail(rule),
    };
    (field, detail.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_external_id_that_is_written_as_a_number_is_one() {
        for (text, expected) in [("42", "42"), ("-1", "-1"), ("007", r#""007""#), ("a-1", r#""a-1""#)] {
            let shown = serde_json::to_string(&ExternalKey::of_stored(text)).unwrap();
            assert_eq!(shown, expected);
        }
    }
}
