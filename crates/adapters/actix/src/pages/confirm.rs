//! `/confirm`: one button, by which somebody who registered shows that they read the mail of their address. Whoever did not
//! register is told that nothing needs doing.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use enroll_application::{ConfirmError, Confirmed};
use enroll_domain::proof::{LandsWhen, Purpose};

use super::Host;
use super::activate::PAGE;
use super::links::{self, CHOICE, LinkPage, MAIL};
use super::shown::{Fold, Form, Page};
use crate::asked::Asked;
use crate::edge::Cost;
use crate::openapi::{Body, Operation};
use crate::parameters::unknown_choice;
use crate::problem::{Kind, Problem};
use crate::route::{Described, Face, Route, Verb};

const CONFIRM: LinkPage = LinkPage {
    action: "confirm",
    purpose: Purpose::Confirmation,
    title: "Confirm your address",
    lead: "Tell us the address you registered with, and we will send you a mail with a link.",
    expired: "It was used already, or its time is over. If your address is confirmed, just sign in. If it is not, have another \
              mail sent to you.",
};

/// The choice to confirm.
const SURE: &str = "confirm";
/// The choice of somebody who did not register.
const STRANGER: &str = "stranger";

pub(crate) static ROUTES: &[Route] = &[
    Route {
        verb: Verb::Get,
        path: "/confirm",
        face: Face::Person,
        handler: |asked| Box::pin(show(asked)),
        operation: Described::As(Operation {
            id: "confirmPage",
            summary: "The page of a confirmation link",
            ..PAGE
        }),
    },
    Route {
        verb: Verb::Post,
        path: "/confirm",
        face: Face::Person,
        handler: |asked| Box::pin(send(asked)),
        operation: Described::As(Operation {
            id: "confirmForm",
            summary: "The forms of that page",
            cost: Cost::Proof,
            body: Body::Form(&["token", CHOICE, "email"]),
            query: &[],
            problems: &[Kind::InvalidToken, Kind::ExpiredToken, Kind::CrossSite],
            ..PAGE
        }),
    },
];

async fn show(asked: Asked) -> Result<HttpResponse, Problem> {
    CONFIRM
        .show(&asked, |host, token| form(host, token).respond(StatusCode::OK))
        .await
}

async fn send(mut asked: Asked) -> Result<HttpResponse, Problem> {
    let sent = links::sent(&mut asked).await?;
    let (host, token) = (asked.host(), sent.text("token"));
    match sent.text(CHOICE) {
        MAIL => return CONFIRM.mail(&asked, &sent).await,
        STRANGER => return stranger(host),
        SURE => {}
        _ => return Err(unknown_choice(CHOICE)),
    }
    match asked.enrollment().confirm(&asked.call()?, token).await {
        Ok(confirmed) => done(host, &confirmed),
        Err(ConfirmError::ProvedBefore) => Page::new(host, "Your address is confirmed")
            .saying("It was confirmed before. You can sign in with your password.")
            .respond(StatusCode::OK),
        Err(ConfirmError::Link(error)) => CONFIRM.refuse(host, token, error),
        Err(ConfirmError::Unavailable(unavailable)) => Err(unavailable.into()),
    }
}

/// Tells somebody who did not register that nothing needs doing: nothing is consumed, and nothing changes.
fn stranger(host: &Host) -> Result<HttpResponse, Problem> {
    Page::new(host, "You need do nothing")
        .saying("Somebody may have mistyped their address, and without you it is never confirmed.")
        .saying("Should you want an account with it, ask for a new password: yours then takes the place of theirs.")
        .respond(StatusCode::OK)
}

fn form<'a>(host: &'a Host, token: &'a str) -> Page<'a> {
    let confirm = Form::new(CONFIRM.action, "Confirm")
        .carrying("token", token)
        .carrying(CHOICE, SURE);
    let stranger = Form::new(CONFIRM.action, "This was not me")
        .saying("Somebody may have mistyped their address.")
        .carrying(CHOICE, STRANGER)
        .folded("I did not register here", Fold::Closed);
    Page::new(host, CONFIRM.title)
        .saying(format!(
            "Somebody registered at {} with your address. If that was you, confirm it, and you are done.",
            host.as_str()
        ))
        .with(confirm)
        .with(stranger)
}

/// Tells somebody that their address is confirmed now.
fn done(host: &Host, confirmed: &Confirmed) -> Result<HttpResponse, Problem> {
    // Whoever wanted to be led to another place at once is there already.
    let afterwards = confirmed
        .landing
        .as_ref()
        .filter(|landing| landing.when == LandsWhen::Afterwards);
    Page::new(host, "Your address is confirmed")
        .saying("Your account is active. You can sign in with your password.")
        .going_on(afterwards.map(|landing| landing.url.as_str()))
        .respond(StatusCode::OK)
}
