//! Registrations: somebody asks for an account, or for another activation mail; the route of the latter stands with activations.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use enroll_application::{AddressForm, Registered, Requested};
use enroll_domain::registration::{Disclosure, RegistrationForm, WishesForm};

use super::check_your_mail;
use crate::answer::Answer;
use crate::asked::Asked;
use crate::edge::Cost;
use crate::idempotency::Rendering;
use crate::openapi::{Access, Body, Content, Operation, Retry, Success, Tag};
use crate::problem::{Kind, Problem};
use crate::route::{Described, Face, Route, Verb};
use crate::views::CreatedShown;

/// What asks for a mail with nothing but an address.
pub(super) const BY_ADDRESS: Operation = Operation {
    about: "The answer is the same whatever the address is.",
    access: Access::AnybodyInTenant,
    cost: Cost::Mail,
    retry: Retry::Keyed,
    body: Body::Json("Address"),
    success: Success {
        status: 202,
        what: "If there is one, a mail is on its way",
        content: Content::Json("CheckYourMail"),
    },
    ..Operation::BLANK
};

pub(crate) static ROUTES: &[Route] = &[Route {
    verb: Verb::Post,
    path: "/v1/registrations",
    face: Face::Program,
    handler: |asked| Box::pin(register(asked)),
    operation: Described::As(Operation {
        id: "register",
        summary: "Register",
        about: "Asks for an account. Where the tenant keeps to itself who is known, the answer is 202 whoever has the \
                    address; what comes next stands in a mail to it. A tenant that claims identifiers at once, and says so, \
                    answers 201 with the user; `left_out` names the roles that were asked for and not given.",
        tag: Tag::Registration,
        access: Access::AnybodyInTenant,
        cost: Cost::Registration,
        retry: Retry::Keyed,
        body: Body::Json("Registration"),
        success: Success {
            status: 202,
            what: "A mail is on its way",
            content: Content::Json("CheckYourMail"),
        },
        otherwise: Some(Success {
            status: 201,
            what: "The user",
            content: Content::Json("CreatedUser"),
        }),
        problems: &[
            Kind::RegistrationClosed,
            Kind::NotInvited,
            Kind::UsernameTaken,
            Kind::EmailTaken,
            Kind::ExternalIdTaken,
        ],
        ..Operation::BLANK
    }),
}];

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
        lands: None,
        external_ids: body.texts_by_name("external_ids"),
        wishes: WishesForm {
            roles: body.texts("roles"),
            referral_code: body.text("referral_code"),
            invitation_code: body.text("invitation_code"),
            realm: body.text("realm"),
        },
    };
    let raw = body.finish(|| asked.enrollment().examine_registration(call.tenant(), &form))?;
    asked.charge_registration(&call, &form)?;
    let rendering = Rendering::by(registered);
    let accepted = asked
        .enrollment()
        .register(&call, &form, rendering.receipt(key, raw))
        .await?;
    Ok(rendering.answer(&accepted)?.into())
}

pub(super) async fn resend(mut asked: Asked) -> Result<HttpResponse, Problem> {
    let (call, key) = (asked.call()?, asked.key()?);
    let mut body = asked.json().await?;
    let email = body.text("email");
    let raw = body.finish(|| asked.enrollment().examine_email(email.as_deref()))?;
    let form = AddressForm::of(email.as_deref());
    asked.charge_mail(&call, &form)?;
    let rendering = requested();
    let receipt = rendering.receipt(key, raw);
    let resent = asked.enrollment().resend_activation(&call, form, receipt).await?;
    Ok(rendering.answer(&resent)?.into())
}

/// How a registration is answered. Who is a user at once learns so only where everybody may learn who is known.
fn registered(outcome: &Registered) -> Answer {
    match outcome {
        Registered::CheckYourMail => check_your_mail(),
        Registered::SignedUp(signed_up) => match signed_up.disclosure {
            Disclosure::Private => check_your_mail(),
            Disclosure::Open => Answer::json(
                StatusCode::CREATED,
                &CreatedShown::of(&signed_up.user, &signed_up.left_out),
            ),
        },
    }
}

/// How a request by address is answered.
pub(super) fn requested() -> Rendering<Requested> {
    Rendering::by(|outcome| match outcome {
        Requested::CheckYourMail => check_your_mail(),
    })
}
