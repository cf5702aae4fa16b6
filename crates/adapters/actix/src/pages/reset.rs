//! `/reset`: a new password for somebody who forgot theirs. Without a link it asks for the address and sends one.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use enroll_application::CompletePasswordResetError;
use enroll_domain::proof::Purpose;

use super::Host;
use super::activate::PAGE;
use super::links::{self, CHOICE, LinkPage, MAIL, SET};
use super::shown::{Faults, Page};
use crate::asked::Asked;
use crate::edge::Cost;
use crate::openapi::{Body, Operation};
use crate::parameters::unknown_choice;
use crate::problem::{Kind, Problem};
use crate::route::{Described, Face, Route, Verb};

const RESET: LinkPage = LinkPage {
    action: "reset",
    purpose: Purpose::PasswordReset,
    title: "Forgot your password?",
    lead: "Tell us your address, and we will send you a mail with a link to set a new one.",
    expired: "It was used already, or its time is over. Have another mail sent to you.",
};

pub(crate) static ROUTES: &[Route] = &[
    Route {
        verb: Verb::Get,
        path: "/reset",
        face: Face::Person,
        handler: |asked| Box::pin(show(asked)),
        operation: Described::As(Operation {
            id: "resetPage",
            summary: "The page of a reset link",
            ..PAGE
        }),
    },
    Route {
        verb: Verb::Post,
        path: "/reset",
        face: Face::Person,
        handler: |asked| Box::pin(send(asked)),
        operation: Described::As(Operation {
            id: "resetForm",
            summary: "The forms of that page",
            cost: Cost::Proof,
            body: Body::Form(&["token", CHOICE, "password", "email"]),
            query: &[],
            problems: &[Kind::InvalidToken, Kind::ExpiredToken, Kind::CrossSite],
            ..PAGE
        }),
    },
];

async fn show(asked: Asked) -> Result<HttpResponse, Problem> {
    RESET
        .show(&asked, |host, token| {
            form(host, token, &Faults::none()).respond(StatusCode::OK)
        })
        .await
}

async fn send(mut asked: Asked) -> Result<HttpResponse, Problem> {
    let sent = links::sent(&mut asked).await?;
    match sent.text(CHOICE) {
        MAIL => return RESET.mail(&asked, &sent).await,
        SET => {}
        _ => return Err(unknown_choice(CHOICE)),
    }
    let (host, token) = (asked.host(), sent.text("token"));
    match asked
        .enrollment()
        .complete_password_reset(&asked.call()?, token, sent.text("password"))
        .await
    {
        Ok(()) => Page::new(host, "Your password is set")
            .saying("You can sign in with it now. Wherever you were signed in before, you no longer are.")
            .respond(StatusCode::OK),
        Err(CompletePasswordResetError::Link(error)) => RESET.refuse(host, token, error),
        Err(CompletePasswordResetError::Unavailable(unavailable)) => Err(unavailable.into()),
        Err(CompletePasswordResetError::Rejected(rejections)) => {
            form(host, token, &Faults::of_rejections(&rejections)).respond(StatusCode::UNPROCESSABLE_ENTITY)
        }
    }
}

fn form<'a>(host: &'a Host, token: &'a str, faults: &Faults) -> Page<'a> {
    Page::new(host, "Set a new password")
        .saying("Wherever you are signed in now, you will have to sign in again.")
        .with(RESET.password_form(token, faults))
}
