//! `/welcome`: the first password of somebody whose account an administrator made.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use enroll_application::SetFirstPasswordError;
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

const WELCOME: LinkPage = LinkPage {
    action: "welcome",
    purpose: Purpose::FirstPassword,
    title: "Take over your account",
    lead: "Tell us the address that your account was made for, and we will send you a mail with a link.",
    expired: "It was used already, or its time is over. If you have set your password, just sign in. If not, have another mail \
              sent to you.",
};

pub(crate) static ROUTES: &[Route] = &[
    Route {
        verb: Verb::Get,
        path: "/welcome",
        face: Face::Person,
        handler: |asked| Box::pin(show(asked)),
        operation: Described::As(Operation {
            id: "welcomePage",
            summary: "The page of a first-password link",
            ..PAGE
        }),
    },
    Route {
        verb: Verb::Post,
        path: "/welcome",
        face: Face::Person,
        handler: |asked| Box::pin(send(asked)),
        operation: Described::As(Operation {
            id: "welcomeForm",
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
    WELCOME
        .show(&asked, |host, token| {
            form(host, token, &Faults::none()).respond(StatusCode::OK)
        })
        .await
}

async fn send(mut asked: Asked) -> Result<HttpResponse, Problem> {
    let sent = links::sent(&mut asked).await?;
    match sent.text(CHOICE) {
        MAIL => return WELCOME.mail(&asked, &sent).await,
        SET => {}
        _ => return Err(unknown_choice(CHOICE)),
    }
    let (host, token) = (asked.host(), sent.text("token"));
    match asked
        .enrollment()
        .set_first_password(&asked.call()?, token, sent.text("password"))
        .await
    {
        Ok(_) => Page::new(host, "All set")
            .saying("Your account is yours now. You can sign in with your address and your password.")
            .respond(StatusCode::OK),
        Err(SetFirstPasswordError::Link(error)) => WELCOME.refuse(host, token, error),
        Err(SetFirstPasswordError::Unavailable(unavailable)) => Err(unavailable.into()),
        Err(SetFirstPasswordError::Rejected(rejections)) => {
            form(host, token, &Faults::of_rejections(&rejections)).respond(StatusCode::UNPROCESSABLE_ENTITY)
        }
    }
}

fn form<'a>(host: &'a Host, token: &'a str, faults: &Faults) -> Page<'a> {
    Page::new(host, "Welcome")
        .saying("An account was made for you. Choose a password, and it is yours.")
        .with(WELCOME.password_form(token, faults))
}
