//! `users/{id}/email-address/verify/send` and `users/email-address/active`: the mail that asks whose address it is, and the token
//! of its link.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use enroll_application::{AskConfirmationError, ConfirmError, LinkError};
use enroll_domain::id::UserId;
use enroll_domain::proof::LandsWhen;

use super::answer::{Fault, failure, success};
use super::read::Reader;
use super::refusal::refused;
use super::{base62, brand};
use crate::dialects::{Early, Spoken};
use crate::edge::Cost;

/// Sends the mail.
pub(super) async fn send(spoken: Spoken) -> Result<HttpResponse, Early> {
    let call = match brand::call(&spoken)? {
        Ok(call) => call,
        Err(answer) => return Ok(answer),
    };
    let caller = match brand::caller(&spoken, &call).await? {
        Ok(caller) => caller,
        Err(answer) => return Ok(answer),
    };
    let refuse = |status, code, text: &str| Ok(failure(status, &[Fault::new(code, text)], Some(spoken.id())));
    let unknown = || refuse(StatusCode::NOT_FOUND, "UserNotFound", "User was not found.");
    let Some(id) = base62::decode(spoken.segment("id")).map(UserId::from_uuid) else {
        return unknown();
    };
    spoken.charge_account(Cost::Mail, &call, &id.to_string())?;
    let mut query = url::form_urlencoded::parse(spoken.query().as_bytes());
    let url = query.find(|(name, _)| name.eq_ignore_ascii_case("returnURL"));
    let url = url.map(|(_, value)| value.into_owned());
    // The place takes the token out of the fragment, and hands it in at `active`.
    let asked = spoken
        .enrollment()
        .ask_confirmation(&caller, id, url.as_deref(), LandsWhen::AtOnce)
        .await;
    match asked {
        Ok(()) => Ok(success(StatusCode::OK, true)),
        Err(AskConfirmationError::Rejected(_)) => {
            let text = "returnURL is not one of the brand's addresses.";
            refuse(StatusCode::BAD_REQUEST, "InvalidReturnURL", text)
        }
        Err(AskConfirmationError::Forbidden) => {
            let text = "This is for the user alone, or for those who may change users.";
            refuse(StatusCode::FORBIDDEN, "Forbidden", text)
        }
        Err(AskConfirmationError::NotFound) => unknown(),
        Err(AskConfirmationError::NoAddress) => {
            let text = "The user has no email address.";
            refuse(StatusCode::BAD_REQUEST, "EmailAddressRequired", text)
        }
        Err(AskConfirmationError::ProvedBefore) => refuse(StatusCode::BAD_REQUEST, VERIFIED.0, VERIFIED.1),
        Err(AskConfirmationError::Unavailable(unavailable)) => Err(unavailable.into()),
    }
}

const VERIFIED: (&str, &str) = ("EmailAddressAlreadyVerified", "The email address is already verified.");

/// Takes the token.
pub(super) async fn active(mut spoken: Spoken) -> Result<HttpResponse, Early> {
    let call = match brand::call(&spoken)? {
        Ok(call) => call,
        Err(answer) => return Ok(answer),
    };
    let mut reader = match Reader::of(&mut spoken).await? {
        Ok(reader) => reader,
        Err(answer) => return Ok(answer),
    };
    let token = reader.required("token", "TokenRequired", "InvalidToken");
    let enrollment = spoken.enrollment();
    if !reader.faults.is_empty() {
        let policy = enrollment.tenant(call.tenant())?.policy.clone();
        return Ok(refused(&reader, None, &policy, spoken.id()));
    }
    let wrong = |code, text: &str| {
        let faults = [Fault::new(code, text)];
        Ok(failure(StatusCode::BAD_REQUEST, &faults, Some(spoken.id())))
    };
    match enrollment.confirm(&call, token.trim()).await {
        Ok(_confirmed) => Ok(success(StatusCode::OK, true)),
        Err(ConfirmError::ProvedBefore) => wrong(VERIFIED.0, VERIFIED.1),
        Err(ConfirmError::Link(LinkError::Invalid | LinkError::OtherTenant)) => {
            wrong("InvalidToken", "The token is not valid.")
        }
        Err(ConfirmError::Link(LinkError::Expired)) => wrong("TokenExpired", "The token has expired."),
        Err(ConfirmError::Link(LinkError::Unavailable(unavailable)) | ConfirmError::Unavailable(unavailable)) => {
            Err(unavailable.into())
        }
    }
}
