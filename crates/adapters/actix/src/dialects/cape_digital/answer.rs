//! Answers: the contract's bodies, and how each rejection of the core is worded in them.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use enroll_domain::profile::Field;
use enroll_domain::{Input, Rejection, Rule};
use serde::Serialize;

use crate::dialects::drf::{self, Detail, Fault, Faults, Refusal, Stranger};

/// The field of the framework for what is of no field.
const NO_FIELD: &str = "non_field_errors";

#[derive(Serialize)]
struct OneDetail<'a> {
    detail: &'a str,
}

#[derive(Serialize)]
struct BadHeader<'a> {
    detail: &'a str,
    code: &'static str,
}

#[derive(Serialize)]
struct BadToken<'a> {
    detail: &'a str,
    code: &'static str,
    messages: [TokenMessage; 1],
}

#[derive(Serialize)]
struct TokenMessage {
    token_class: &'static str,
    token_type: &'static str,
    message: &'static str,
}

/// One sentence.
pub(super) fn detail(status: StatusCode, detail: &Detail) -> HttpResponse {
    drf::json(status, &OneDetail { detail: &detail.text })
}

/// What is wrong with a body, by its fields.
pub(super) fn faults(faults: &Faults) -> HttpResponse {
    drf::json(StatusCode::BAD_REQUEST, faults)
}

/// Why there is nothing to read.
pub(super) fn refused(refusal: &Refusal) -> HttpResponse {
    if refusal.is_of_content() {
        let mut all = Faults::default();
        all.add(NO_FIELD, refusal.detail());
        faults(&all)
    } else {
        detail(refusal.status(), &refusal.detail())
    }
}

/// Nobody known asks.
pub(super) fn stranger(stranger: Stranger) -> HttpResponse {
    let said = stranger.detail();
    let (detail, code) = (said.text.as_str(), said.code);
    let unauthorized = StatusCode::UNAUTHORIZED;
    drf::with_challenge(match stranger {
        Stranger::Unnamed => drf::json(unauthorized, &OneDetail { detail }),
        Stranger::BadHeader => drf::json(unauthorized, &BadHeader { detail, code }),
        Stranger::BadToken => drf::json(
            unauthorized,
            &BadToken {
                detail,
                code,
                messages: [TokenMessage {
                    token_class: "AccessToken",
                    token_type: "access",
                    message: "Token is invalid",
                }],
            },
        ),
    })
}

/// Somebody known asks who may not.
pub(super) fn forbidden() -> HttpResponse {
    detail(StatusCode::FORBIDDEN, &drf::not_allowed())
}

/// The contract's own field of what the core calls otherwise.
fn field_of(input: Input) -> &'static str {
    match input {
        Input::Profile(Field::GivenName) => "first_name",
        Input::Profile(Field::FamilyName) => "last_name",
        Input::Profile(Field::Country | Field::CountryText | Field::DialCode) => "country_code",
        Input::Profile(Field::ContactPhone) => "phone_number",
        Input::ExternalId => "employee_number",
        Input::Role => "roles",
        // The others have the same name, or none: then the core's is the best there is.
        Input::Profile(_)
        | Input::Email
        | Input::Password
        | Input::NewPassword
        | Input::CurrentPassword
        | Input::Username
        | Input::Identifier
        | Input::CallbackUrl
        | Input::TermsVersion
        | Input::Token
        | Input::Code
        | Input::Department
        | Input::Section
        | Input::Tag
        | Input::Package
        | Input::ReferralCode
        | Input::InvitationCode
        | Input::Realm => input.name(),
    }
}

/// A rejection as a fault of its field. `sent` says what stood in a field, for the texts that repeat it.
pub(super) fn fault(rejection: Rejection, sent: impl Fn(&str) -> String) -> (&'static str, Fault) {
    let Rejection { input, rule, .. } = rejection;
    let field = field_of(input);
    let detail = match (input, rule) {
        (Input::Email, Rule::Taken) => Detail::new("unique", "A user with this email already exists."),
        (Input::Email, Rule::Malformed(_) | Rule::TooLong { .. }) => Detail::new("invalid", drf::EMAIL),
        (Input::Email, Rule::NotListed) => Detail::new("invalid", "Addresses of this domain are not accepted."),
        (Input::Department | Input::Section, Rule::Unknown) => drf::no_row(&sent(field)),
        (Input::Realm, Rule::NotListed) => drf::no_choice(&sent(field)),
        (Input::Role, _) => Detail::new("invalid", "These roles are not yours to give."),
        _ => drf::detail(rule),
    };
    (field, detail.into())
}
