//! `Account/ResendActivationLink`: another mail, for those who are registered and not confirmed yet.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use enroll_application::{AddressForm, AddressStanding, Call, RequestError};

use super::PRIVATE_ANSWERS;
use super::answer::{failure, success};
use super::form::{EMAIL, RESEND, lands};
use super::message::{Id, Message};
use super::read::{Model, object};
use super::refusal::refused;
use crate::dialects::{Early, Spoken};

/// Answers a request for another link.
pub(super) async fn resend(mut spoken: Spoken) -> Result<HttpResponse, Early> {
    let members = match object(&mut spoken).await? {
        Ok(members) => members,
        Err(answer) => return Ok(answer),
    };
    let model = Model::read(&members, RESEND);
    let policy = spoken.policy()?;
    if !model.faults.is_empty() {
        return Ok(refused(model, None, RESEND, &policy.password));
    }
    let form = AddressForm {
        email: model.text(EMAIL.name),
        callback_url: model.text("ConfirmationCallbackUrl"),
        lands: Some(lands(&model)),
    };
    let call = spoken.call()?;
    spoken.charge_mail(&call, &form)?;
    match resent(&spoken, &call, form).await {
        Ok(AddressStanding::Undisclosed) => Ok(sent(
            Id::LinkSentPerhaps,
            "If the e-mail address is registered and not confirmed yet, an activation link has been sent to it.",
        )),
        Ok(AddressStanding::Waiting) => Ok(sent(
            Id::LinkSent,
            "An activation link has been sent to the e-mail address.",
        )),
        Ok(AddressStanding::Unknown) => Ok(wrong(Id::UnknownAddress, "The e-mail address is not registered.")),
        Ok(AddressStanding::Settled) => Ok(wrong(
            Id::ConfirmedBefore,
            "The e-mail address has been confirmed already.",
        )),
        Err(RequestError::Rejected(rejections)) => Ok(refused(model, Some(&rejections), RESEND, &policy.password)),
        Err(error @ RequestError::KeyReused) => Err(Early::Broken(Box::new(error))),
        Err(RequestError::Unavailable(unavailable)) => Err(unavailable.into()),
    }
}

/// Asks for the mail, and says what may be said of the address.
async fn resent(spoken: &Spoken, call: &Call, form: AddressForm<'_>) -> Result<AddressStanding, RequestError> {
    let enrollment = spoken.enrollment();
    let standing = if spoken.binding().is_on(PRIVATE_ANSWERS) {
        AddressStanding::Undisclosed
    } else {
        enrollment.address_standing(call, form.email).await?
    };
    enrollment.resend_activation(call, form, None).await?;
    Ok(standing)
}

fn sent(id: Id, text: &str) -> HttpResponse {
    success(&[Message::new(id, text)])
}

fn wrong(id: Id, text: &str) -> HttpResponse {
    failure(StatusCode::BAD_REQUEST, vec![Message::new(id, text)])
}
