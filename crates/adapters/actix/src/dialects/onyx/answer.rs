//! Answers in Onyx's shapes: a user's six keys, a detail, and what no handler has a say in.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::{ALLOW, HeaderValue};
use enroll_application::{Receipted, UserView};
use enroll_domain::role::RoleName;
use enroll_domain::user::{EmailProof, State};
use serde::Serialize;

use super::read::ROLES;
use crate::dialects::Early;

/// A user, in Onyx's order.
#[derive(Serialize)]
pub(super) struct UserShown<'a> {
    id: String,
    email: &'a str,
    is_active: bool,
    is_superuser: bool,
    is_verified: bool,
    role: &'a str,
}

impl<'a> UserShown<'a> {
    pub(super) fn of(view: &'a UserView) -> Self {
        let user = &view.user;
        let email = user.identifiers.email.as_ref();
        Self {
            id: user.id.to_string(),
            email: email.map(|email| email.as_str()).unwrap_or_default(),
            is_active: matches!(user.state, State::Active { .. }),
            is_superuser: false,
            is_verified: matches!(user.identifiers.email_proof, EmailProof::Proved { .. }),
            role: role_of(&view.roles),
        }
    }

    /// Somebody of whom nothing is known but the address that they registered with.
    pub(super) fn not_yet(id: String, email: &'a str) -> Self {
        Self {
            id,
            email,
            is_active: false,
            is_superuser: false,
            is_verified: false,
            role: "basic",
        }
    }
}

/// The one role of Onyx that stands for all that are held: `admin` before the others, and those before `basic`.
fn role_of(held: &[RoleName]) -> &'static str {
    let holds = |name: &&&str| held.iter().any(|role| role.as_str() == **name);
    let admin = ROLES.iter().filter(|name| **name == "admin");
    let others = ROLES.iter().filter(|name| **name != "admin" && **name != "basic");
    admin.chain(others).find(holds).copied().unwrap_or("basic")
}

#[derive(Serialize)]
struct Detail<'a> {
    detail: &'a str,
}

/// An answer that says one thing.
pub(super) fn detail(status: StatusCode, said: &str) -> HttpResponse {
    HttpResponse::build(status).json(Detail { detail: said })
}

#[derive(Serialize)]
struct CodeAndReason<'a> {
    code: &'a str,
    reason: &'a str,
}

#[derive(Serialize)]
struct DetailWithReason<'a> {
    detail: CodeAndReason<'a>,
}

/// The answer to a password that breaks a rule.
pub(super) fn invalid_password(code: &str, reason: &str) -> HttpResponse {
    let detail = CodeAndReason { code, reason };
    HttpResponse::BadRequest().json(DetailWithReason { detail })
}

/// An answer was repeated, although nobody asked to have one kept.
#[derive(Debug, thiserror::Error)]
#[error("an answer was repeated that was not kept")]
struct Repeated;

/// What came of a call that cannot have been made before: this contract knows no idempotency keys.
pub(super) fn fresh<T>(receipted: Receipted<T>) -> Result<T, Early> {
    match receipted {
        Receipted::Fresh(made) => Ok(made),
        Receipted::Replayed(_) => Err(Early::Broken(Box::new(Repeated))),
    }
}

/// What no handler has a say in, in the words of Onyx's framework.
pub(super) fn early(early: &Early) -> HttpResponse {
    let status = match early {
        Early::MethodNotAllowed { .. } => StatusCode::METHOD_NOT_ALLOWED,
        Early::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
        Early::TooSlow => StatusCode::REQUEST_TIMEOUT,
        Early::TooMany(_) => StatusCode::TOO_MANY_REQUESTS,
        Early::Busy(_) => StatusCode::SERVICE_UNAVAILABLE,
        Early::Broken(_) => StatusCode::INTERNAL_SERVER_ERROR,
    };
    let mut response = detail(status, status.canonical_reason().unwrap_or_default());
    if let Early::MethodNotAllowed { allow, .. } = early
        && let Ok(allow) = HeaderValue::from_str(allow)
    {
        response.headers_mut().insert(ALLOW, allow);
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_role_stands_for_all() {
        for (held, shown) in [
            (&["basic", "admin", "curator"][..], "admin"),
            (&["basic", "limited"][..], "limited"),
            (&["basic"][..], "basic"),
            (&["member"][..], "basic"),
            (&[][..], "basic"),
        ] {
            let held: Vec<_> = held.iter().map(|name| RoleName::parse(name).unwrap()).collect();
            assert_eq!(role_of(&held), shown);
        }
    }
}
