//! Activations: whoever reads the mail and knows the password becomes a user. First passwords: a user whom somebody else made
//! takes the account over.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use enroll_application::{Activate, ActivateByCode, ActivationPassword, CodeForm};
use enroll_domain::Rule;

use super::proven::Proven;
use super::registrations;
use crate::answer::Answer;
use crate::asked::Asked;
use crate::edge::Cost;
use crate::openapi::{Access, Body, Content, Operation, Success, Tag};
use crate::problem::{Kind, Problem};
use crate::reader::Reader;
use crate::route::{Described, Face, Route, Verb};
use crate::views::ActivatedShown;

/// A row that takes a link.
const BY_LINK: Operation = Operation {
    tag: Tag::Registration,
    access: Access::TokenInBody,
    cost: Cost::Proof,
    problems: &[Kind::InvalidToken, Kind::ExpiredToken],
    ..Operation::BLANK
};

pub(crate) static ROUTES: &[Route] = &[
    Route {
        verb: Verb::Post,
        path: "/v1/activations",
        face: Face::Program,
        handler: |asked| Box::pin(activate(asked)),
        operation: Described::As(Operation {
            id: "activate",
            summary: "Activate a registration",
            about: "Takes the token of the mailed link, or the address and the code of the mail, and the password that was chosen at \
                    registration, which picks the registration. With `new_password` instead, the account starts with a blank \
                    profile, and the terms, if there are any, are to be accepted anew. After a refusal the link stays good. Why a \
                    code is refused is not told.",
            body: Body::Json("Activation"),
            success: Success {
                status: 200,
                what: "The user, signed in",
                content: Content::Json("Activated"),
            },
            problems: &[
                Kind::InvalidToken,
                Kind::ExpiredToken,
                Kind::InvalidCode,
                Kind::PasswordMismatch,
                Kind::UsernameTaken,
                Kind::NotInvited,
            ],
            ..BY_LINK
        }),
    },
    Route {
        verb: Verb::Post,
        path: "/v1/activations/resend",
        face: Face::Program,
        handler: |asked| Box::pin(registrations::resend(asked)),
        operation: Described::As(Operation {
            id: "resendActivation",
            summary: "Ask for another activation mail",
            tag: Tag::Registration,
            ..registrations::BY_ADDRESS
        }),
    },
    Route {
        verb: Verb::Post,
        path: "/v1/activations/disown",
        face: Face::Program,
        handler: |asked| Box::pin(disown(asked)),
        operation: Described::As(Operation {
            id: "disown",
            summary: "Say that a registration was somebody else's doing",
            about: "Ends every open registration for the address that the link was mailed to.",
            body: Body::Json("Link"),
            success: Success {
                status: 204,
                what: "They are ended",
                content: Content::Nothing,
            },
            ..BY_LINK
        }),
    },
    Route {
        verb: Verb::Post,
        path: "/v1/first-password",
        face: Face::Program,
        handler: |asked| Box::pin(first_password(asked)),
        operation: Described::As(Operation {
            id: "setFirstPassword",
            summary: "Set a first password",
            about: "For users whom an administrator made: the link that was mailed to them, or the code beside it, makes the \
                    account theirs.",
            body: Body::Json("LinkWithPassword"),
            success: Success {
                status: 200,
                what: "The user, signed in",
                content: Content::Json("Activated"),
            },
            problems: &[Kind::InvalidToken, Kind::ExpiredToken, Kind::InvalidCode],
            ..BY_LINK
        }),
    },
];

/// The passwords that an activation may come with.
struct Passwords {
    chosen: Option<String>,
    new: Option<String>,
}

impl Passwords {
    fn read(body: &mut Reader) -> Self {
        let (chosen, new) = (body.text("password"), body.text("new_password"));
        match (&chosen, &new) {
            (Some(_), Some(_)) => body.reject("new_password", Rule::NotAccepted),
            (None, None) => body.reject("password", Rule::Required),
            (Some(_), None) | (None, Some(_)) => {}
        }
        Self { chosen, new }
    }

    fn given(&self) -> ActivationPassword<'_> {
        match &self.new {
            Some(new) => ActivationPassword::New(new),
            None => ActivationPassword::Chosen(self.chosen.as_deref().unwrap_or_default()),
        }
    }
}

async fn activate(mut asked: Asked) -> Result<HttpResponse, Problem> {
    let call = asked.call()?;
    let mut body = asked.json().await?;
    let proven = Proven::read(&mut body);
    let passwords = Passwords::read(&mut body);
    let (username, terms_version) = (body.text("username"), body.text("terms_version"));
    let (username, terms_version) = (username.as_deref(), terms_version.as_deref());
    let (enrollment, password) = (asked.enrollment(), passwords.given());
    let activated = match &proven {
        Proven::Link(token) => {
            let activate = Activate {
                token,
                password,
                username,
                terms_version,
            };
            body.finish(|| enrollment.examine_activation(call.tenant(), &activate))?;
            enrollment.activate(&call, activate).await?
        }
        Proven::Code { email, code } => {
            let activate = ActivateByCode {
                code: CodeForm { email, code },
                password,
                username,
                terms_version,
            };
            body.finish(|| enrollment.examine_activation_by_code(call.tenant(), &activate))?;
            asked.charge_account(Cost::Proof, &call, email)?;
            enrollment.activate_by_code(&call, activate).await?
        }
    };
    Ok(Answer::json(StatusCode::OK, &ActivatedShown::of(&activated)).into())
}

async fn disown(mut asked: Asked) -> Result<HttpResponse, Problem> {
    let call = asked.call()?;
    let mut body = asked.json().await?;
    let token = body.required("token");
    body.finish(|| Ok(()))?;
    asked.enrollment().disown(&call, &token).await?;
    Ok(Answer::nothing().into())
}

async fn first_password(mut asked: Asked) -> Result<HttpResponse, Problem> {
    let call = asked.call()?;
    let mut body = asked.json().await?;
    let (proven, password) = (Proven::read(&mut body), body.required("password"));
    let enrollment = asked.enrollment();
    body.finish(|| proven.examine(enrollment, call.tenant(), &password))?;
    let activated = match &proven {
        Proven::Link(token) => enrollment.set_first_password(&call, token, &password).await?,
        Proven::Code { email, code } => {
            asked.charge_account(Cost::Proof, &call, email)?;
            let code = CodeForm { email, code };
            enrollment.set_first_password_by_code(&call, code, &password).await?
        }
    };
    Ok(Answer::json(StatusCode::OK, &ActivatedShown::of(&activated)).into())
}
