//! `POST /auth/register`: somebody makes an account.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use enroll_application::{Call, RegisterError, Registered};
use enroll_domain::password::{CharacterClass, Password, PasswordPolicy};
use enroll_domain::registration::{RegistrationForm, WishesForm};
use enroll_domain::{Input, Rejection, Rejections, Rule};
use serde::Serialize;

use super::answer::{self, UserShown, detail};
use super::fault::{self, Fault, Place};
use super::read::{self, Registration};
use crate::dialects::{Early, Spoken};

/// The signs that Onyx counts as special.
const SPECIAL: &str = "!@#$%^&*()_+-=[]{}|;:,.<>?";

pub(super) async fn register(mut spoken: Spoken) -> Result<HttpResponse, Early> {
    let registration = match read::body(&mut spoken).await?.and_then(read::registration) {
        Ok(registration) => registration,
        Err(unreadable) => return Ok(unreadable.answer()),
    };
    let call = spoken.call()?;
    let form = RegistrationForm {
        email: Some(registration.email.clone()),
        password: Some(registration.password.clone()),
        wishes: WishesForm {
            roles: registration.role.iter().cloned().collect(),
            ..WishesForm::default()
        },
        ..RegistrationForm::default()
    };
    spoken.charge_registration(&call, &form)?;
    match spoken.enrollment().register(&call, &form, None).await {
        Ok(answered) => Ok(registered(&spoken, &registration, &answer::fresh(answered)?)),
        Err(RegisterError::Rejected(rejections)) => rejected(&spoken, &call, &registration, &rejections).await,
        Err(RegisterError::NotInvited) => Ok(not_invited(&spoken)),
        Err(RegisterError::Closed) => Ok(detail(StatusCode::FORBIDDEN, "Registration is closed")),
        Err(RegisterError::Unavailable(unavailable)) => Err(unavailable.into()),
        Err(error @ RegisterError::KeyReused) => Err(Early::Broken(Box::new(error))),
    }
}

fn registered(spoken: &Spoken, registration: &Registration, registered: &Registered) -> HttpResponse {
    let shown = match registered {
        Registered::SignedUp(signed_up) => UserShown::of(&signed_up.user),
        Registered::CheckYourMail => {
            let nobody_yet = spoken.enrollment().request_id().to_string();
            UserShown::not_yet(nobody_yet, &registration.email)
        }
    };
    HttpResponse::Created().json(shown)
}

#[derive(Serialize)]
struct InviteOnly {
    error_code: &'static str,
    detail: &'static str,
}

/// Onyx lets the error of its invite list out as it is, which makes it a 500; later ones answer 403.
fn not_invited(spoken: &Spoken) -> HttpResponse {
    if spoken.binding().setting(super::INVITE_REFUSAL) == Some(super::FORBIDDEN) {
        return HttpResponse::Forbidden().json(InviteOnly {
            error_code: "UNAUTHORIZED",
            detail: "This workspace is invite-only. Please ask your admin to invite you.",
        });
    }
    detail(StatusCode::INTERNAL_SERVER_ERROR, "User not on allowed user whitelist")
}

/// One thing is said of all that is wrong: the password first, then who may register, then the address.
async fn rejected(
    spoken: &Spoken,
    call: &Call,
    registration: &Registration,
    rejections: &Rejections,
) -> Result<HttpResponse, Early> {
    let of = |input: Input| rejections.as_slice().iter().find(|found| found.input == input);
    if let Some(Rejection { rule, .. }) = of(Input::Password) {
        let policy = spoken.policy()?.password;
        let reason = password_reason(&policy, &registration.password, *rule);
        return Ok(answer::invalid_password("REGISTER_INVALID_PASSWORD", &reason));
    }
    match of(Input::Email).map(|found| found.rule) {
        Some(Rule::Taken) => Ok(detail(StatusCode::BAD_REQUEST, "REGISTER_USER_ALREADY_EXISTS")),
        Some(Rule::NotListed) => {
            let admitted = spoken
                .enrollment()
                .examine_admission(call, Some(&registration.email))
                .await;
            match admitted {
                Err(RegisterError::NotInvited) => Ok(not_invited(spoken)),
                Err(RegisterError::Unavailable(unavailable)) => Err(unavailable.into()),
                Ok(()) | Err(RegisterError::Rejected(_) | RegisterError::Closed | RegisterError::KeyReused) => {
                    Ok(detail(StatusCode::BAD_REQUEST, "Email domain is not valid"))
                }
            }
        }
        Some(_) => {
            let reason = "The email address is not valid.".to_owned();
            let fault = Fault::address(Place::Field("email"), &registration.email, reason);
            Ok(fault::answer(&[fault]))
        }
        // The tenant asks for something that this contract cannot carry.
        None => {
            let asked = rejections.as_slice().first();
            let asked = asked.map(|found| format!("{}: {}", found.input.name(), found.code()));
            Ok(detail(StatusCode::BAD_REQUEST, &asked.unwrap_or_default()))
        }
    }
}

/// Why a password is refused, in Onyx's words as far as it has some.
fn password_reason(policy: &PasswordPolicy, typed: &str, rule: Rule) -> String {
    let (min, max) = (policy.min_chars, policy.max_chars);
    match rule {
        Rule::TooShort { .. } | Rule::Required => format!("Password must be at least {min} characters long."),
        Rule::TooLong { .. } => format!("Password must not exceed {max} characters."),
        Rule::MissingClasses { .. } => {
            let lacking = Password::parse(typed).map_or_else(|_unread| Vec::new(), |read| policy.lacking(&read));
            lacking.first().map_or_else(
                || "Password must contain more kinds of characters.".to_owned(),
                |class| format!("Password must contain at least one {}.", wanted(*class)),
            )
        }
        Rule::ControlCharacter | Rule::Malformed(_) => {
            "Password must contain visible characters and spaces only.".to_owned()
        }
        Rule::ForbiddenCharacter => "Password contains a character that is not allowed.".to_owned(),
        Rule::ContainsContext => "Password must not contain your name or email address.".to_owned(),
        Rule::TooWeak => "Password is too easily guessed.".to_owned(),
        Rule::NotAccepted
        | Rule::Reserved
        | Rule::Taken
        | Rule::NotListed
        | Rule::Outdated
        | Rule::Mismatch
        | Rule::Unknown
        | Rule::NotInvited => "Password is not accepted.".to_owned(),
    }
}

fn wanted(class: CharacterClass) -> String {
    match class {
        CharacterClass::Upper => "uppercase letter".to_owned(),
        CharacterClass::Lower => "lowercase letter".to_owned(),
        CharacterClass::Digit => "number".to_owned(),
        CharacterClass::Symbol => format!("special character from the following set: {SPECIAL}"),
    }
}
