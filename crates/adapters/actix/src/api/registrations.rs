//! Registrations: somebody asks for an account, or for another activation mail.

use actix_web::HttpResponse;
use enroll_application::{Registered, Requested};
use enroll_domain::registration::RegistrationForm;

use super::check_your_mail;
use crate::asked::Asked;
use crate::idempotency::Rendering;
use crate::openapi::{Access, Body, Content, Operation, Retry, Success, Tag};
use crate::problem::{Kind, Problem};
use crate::route::{Described, Face, Route, Verb};

/// What asks for a mail with nothing but an address.
pub(super) const BY_ADDRESS: Operation = Operation {
    about: "The answer is the same whatever the address is.",
    access: Access::AnybodyInTenant,
    retry: Retry::Keyed,
    body: Body::Json("Address"),
    success: Success {
        status: 202,
        what: "If there is one, a mail is on its way",
        content: Content::Json("CheckYourMail"),
    },
    ..Operation::BLANK
};

pub(crate) static ROUTES: &[Route] = &[
    Route {
        verb: Verb::Post,
        path: "/v1/registrations",
        face: Face::Program,
        handler: |asked| Box::pin(register(asked)),
        operation: Described::As(Operation {
            id: "register",
            summary: "Register",
            about: "Asks for an account. The answer is the same whoever has the address; what comes next stands in a mail to \
                    it. Nothing is claimed before the activation.",
            tag: Tag::Registration,
            access: Access::AnybodyInTenant,
            retry: Retry::Keyed,
            body: Body::Json("Registration"),
            success: Success {
                status: 202,
                what: "A mail is on its way",
                content: Content::Json("CheckYourMail"),
            },
            problems: &[Kind::RegistrationClosed, Kind::UsernameTaken],
            ..Operation::BLANK
        }),
    },
    Route {
        verb: Verb::Post,
        path: "/v1/activations/resend",
        face: Face::Program,
        handler: |asked| Box::pin(resend(asked)),
        operation: Described::As(Operation {
            id: "resendActivation",
            summary: "Ask for another activation mail",
            tag: Tag::Registration,
            ..BY_ADDRESS
        }),
    },
];

async fn register(mut asked: Asked) -> Result<HttpResponse, Problem> {
    let (call, key) = (asked.call()?, asked.key()?);
    let mut body = asked.json().await?;
    let form = RegistrationForm {
        email: body.text("email"),
        password: body.text("password"),
        username: body.text("username"),
        profile: body.profile(),
        callback_url: body.text("callback_url"),
        terms_version: body.text("terms_version"),
    };
    let raw = body.finish(|| asked.enrollment().examine_registration(&form))?;
    let rendering = Rendering::by(|outcome: &Registered| match outcome {
        Registered::CheckYourMail => check_your_mail(),
    });
    let registered = asked
        .enrollment()
        .register(&call, &form, rendering.receipt(key, raw))
        .await?;
    Ok(rendering.answer(&registered)?.into())
}

async fn resend(mut asked: Asked) -> Result<HttpResponse, Problem> {
    let (call, key) = (asked.call()?, asked.key()?);
    let mut body = asked.json().await?;
    let email = body.text("email");
    let raw = body.finish(|| asked.enrollment().examine_email(email.as_deref()))?;
    let rendering = requested();
    let receipt = rendering.receipt(key, raw);
    let resent = asked
        .enrollment()
        .resend_activation(&call, email.as_deref(), receipt)
        .await?;
    Ok(rendering.answer(&resent)?.into())
}

/// How a request by address is answered.
pub(super) fn requested() -> Rendering<Requested> {
    Rendering::by(|outcome| match outcome {
        Requested::CheckYourMail => check_your_mail(),
    })
}
