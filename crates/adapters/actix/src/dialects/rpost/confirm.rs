//! `Account/ConfirmEmail` and `Account/ConfirmUserEmail`: the token of the link activates the account.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use enroll_application::{ConfirmError, LinkError};

use super::answer::{failure, success};
use super::form::{CONFIRM, EMAIL};
use super::message::{Id, Message};
use super::read::{Model, object};
use super::refusal::refused;
use crate::dialects::{Early, Spoken};

/// Answers a confirmation.
pub(super) async fn confirm(mut spoken: Spoken) -> Result<HttpResponse, Early> {
    let members = match object(&mut spoken).await? {
        Ok(members) => members,
        Err(answer) => return Ok(answer),
    };
    let model = Model::read(&members, CONFIRM);
    let (Some(email), Some(code), true) = (model.given(EMAIL.name), model.given("Code"), model.faults.is_empty())
    else {
        return Ok(refused(model, None, CONFIRM, &spoken.policy()?.password));
    };
    let call = spoken.call()?;
    match spoken.enrollment().confirm_address(&call, email, code.trim()).await {
        Ok(_confirmed) => Ok(success(&[Message::new(
            Id::Confirmed,
            "Your e-mail address is confirmed. You can sign in now.",
        )])),
        Err(ConfirmError::ProvedBefore) => Ok(wrong(
            Id::ConfirmedBefore,
            "The e-mail address has been confirmed already.",
        )),
        Err(ConfirmError::Link(LinkError::Invalid | LinkError::OtherTenant)) => {
            Ok(wrong(Id::BadCode, "The code is not valid for this e-mail address."))
        }
        Err(ConfirmError::Link(LinkError::Expired)) => Ok(wrong(
            Id::ExpiredCode,
            "The code has expired. Ask for another one with api/v1/Account/ResendActivationLink.",
        )),
        Err(ConfirmError::Link(LinkError::Unavailable(unavailable)) | ConfirmError::Unavailable(unavailable)) => {
            Err(unavailable.into())
        }
    }
}

fn wrong(id: Id, text: &str) -> HttpResponse {
    failure(StatusCode::BAD_REQUEST, vec![Message::new(id, text)])
}
