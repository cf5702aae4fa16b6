//! Password resets: for those who forgot theirs.

use actix_web::HttpResponse;
use enroll_application::{AddressForm, CodeForm};

use super::proven::Proven;
use super::registrations::{BY_ADDRESS, requested};
use crate::answer::Answer;
use crate::asked::Asked;
use crate::edge::Cost;
use crate::openapi::{Access, Body, Content, Operation, Success, Tag};
use crate::problem::{Kind, Problem};
use crate::route::{Described, Face, Route, Verb};

pub(crate) static ROUTES: &[Route] = &[
    Route {
        verb: Verb::Post,
        path: "/v1/password-resets",
        face: Face::Program,
        handler: |asked| Box::pin(request(asked)),
        operation: Described::As(Operation {
            id: "requestPasswordReset",
            summary: "Ask for a mail to set a new password",
            tag: Tag::Passwords,
            ..BY_ADDRESS
        }),
    },
    Route {
        verb: Verb::Post,
        path: "/v1/password-resets/complete",
        face: Face::Program,
        handler: |asked| Box::pin(complete(asked)),
        operation: Described::As(Operation {
            id: "completePasswordReset",
            summary: "Set a new password with a link or a code",
            about: "Takes the token of the mailed link, or the address and the code of the mail. Ends all sessions and all other links \
                    of the user.",
            tag: Tag::Passwords,
            access: Access::TokenInBody,
            cost: Cost::Proof,
            body: Body::Json("LinkWithPassword"),
            success: Success {
                status: 204,
                what: "The password is set",
                content: Content::Nothing,
            },
            problems: &[Kind::InvalidToken, Kind::ExpiredToken, Kind::InvalidCode],
            ..Operation::BLANK
        }),
    },
];

async fn request(mut asked: Asked) -> Result<HttpResponse, Problem> {
    let (call, key) = (asked.call()?, asked.key()?);
    let mut body = asked.json().await?;
    let email = body.text("email");
    let raw = body.finish(|| asked.enrollment().examine_email(email.as_deref()))?;
    let form = AddressForm::of(email.as_deref());
    asked.charge_mail(&call, &form)?;
    let rendering = requested();
    let receipt = rendering.receipt(key, raw);
    let accepted = asked.enrollment().request_password_reset(&call, form, receipt).await?;
    Ok(rendering.answer(&accepted)?.into())
}

async fn complete(mut asked: Asked) -> Result<HttpResponse, Problem> {
    let call = asked.call()?;
    let mut body = asked.json().await?;
    let (proven, password) = (Proven::read(&mut body), body.required("password"));
    let enrollment = asked.enrollment();
    body.finish(|| proven.examine(enrollment, call.tenant(), &password))?;
    match &proven {
        Proven::Link(token) => enrollment.complete_password_reset(&call, token, &password).await?,
        Proven::Code { email, code } => {
            asked.charge_account(Cost::Proof, &call, email)?;
            let code = CodeForm { email, code };
            enrollment
                .complete_password_reset_by_code(&call, code, &password)
                .await?;
        }
    }
    Ok(Answer::nothing().into())
}
