//! `/email`: one button, by which somebody makes an address theirs that they asked for. Another link comes only by asking again,
//! signed in and with the password, so this page sends none.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use enroll_application::{ConfirmAddressChangeError, LinkError, LinkState};
use enroll_domain::proof::Purpose;

use super::Host;
use super::activate::PAGE;
use super::links::{self, CHOICE};
use super::shown::{Fold, Form, Page};
use crate::asked::Asked;
use crate::edge::Cost;
use crate::openapi::{Body, Operation};
use crate::parameters::unknown_choice;
use crate::problem::{Kind, Problem};
use crate::route::{Described, Face, Route, Verb};

/// Where the forms are sent, relative to their own address.
const ACTION: &str = "email";
/// The choice to take the address.
const SURE: &str = "take";
/// The choice of somebody who asked for nothing.
const STRANGER: &str = "stranger";

pub(crate) static ROUTES: &[Route] = &[
    Route {
        verb: Verb::Get,
        path: "/email",
        face: Face::Person,
        handler: |asked| Box::pin(show(asked)),
        operation: Described::As(Operation {
            id: "emailPage",
            summary: "The page of a link to another address",
            ..PAGE
        }),
    },
    Route {
        verb: Verb::Post,
        path: "/email",
        face: Face::Person,
        handler: |asked| Box::pin(send(asked)),
        operation: Described::As(Operation {
            id: "emailForm",
            summary: "The forms of that page",
            body: Body::Form(&["token", CHOICE]),
            query: &[],
            cost: Cost::Proof,
            problems: &[
                Kind::InvalidToken,
                Kind::ExpiredToken,
                Kind::EmailTaken,
                Kind::CrossSite,
            ],
            ..PAGE
        }),
    },
];

async fn show(asked: Asked) -> Result<HttpResponse, Problem> {
    let (host, token) = (asked.host(), asked.query().take("token").unwrap_or_default());
    if token.is_empty() {
        return Page::new(host, "Your e-mail address")
            .saying("To change it, sign in and ask for another one. A mail with a link to this page then goes to the new address.")
            .respond(StatusCode::OK);
    }
    let call = asked.call()?;
    let looked = asked.enrollment().look_at_link(&call, &token, Purpose::AddressChange);
    match looked.await? {
        LinkState::Good => form(host, &token).respond(StatusCode::OK),
        LinkState::Expired => expired(host),
        LinkState::Invalid => incomplete(host),
    }
}

async fn send(mut asked: Asked) -> Result<HttpResponse, Problem> {
    let sent = links::sent(&mut asked).await?;
    let (host, token) = (asked.host(), sent.text("token"));
    match sent.text(CHOICE) {
        STRANGER => return stranger(host),
        SURE => {}
        _ => return Err(unknown_choice(CHOICE)),
    }
    match asked.enrollment().confirm_address_change(&asked.call()?, token).await {
        Ok(_view) => Page::new(host, "Your e-mail address is changed")
            .saying("From now on your account has this address. Wherever you were signed in before, you no longer are.")
            .respond(StatusCode::OK),
        Err(ConfirmAddressChangeError::Taken) => Page::new(host, "This address is taken")
            .saying("Somebody else has an account with this address by now. Nothing was changed: yours has the address it had before.")
            .respond(StatusCode::CONFLICT),
        Err(ConfirmAddressChangeError::Link(LinkError::Expired)) => expired(host),
        Err(ConfirmAddressChangeError::Link(LinkError::Invalid | LinkError::OtherTenant)) => incomplete(host),
        Err(ConfirmAddressChangeError::Link(LinkError::Unavailable(unavailable))) => Err(unavailable.into()),
        Err(ConfirmAddressChangeError::Unavailable(unavailable)) => Err(unavailable.into()),
    }
}

fn form<'a>(host: &'a Host, token: &'a str) -> Page<'a> {
    let take = Form::new(ACTION, "Use this address")
        .carrying("token", token)
        .carrying(CHOICE, SURE);
    let stranger = Form::new(ACTION, "This was not me")
        .saying("Somebody may have mistyped their address.")
        .carrying(CHOICE, STRANGER)
        .folded("I did not ask for this", Fold::Closed);
    Page::new(host, "Confirm your new address")
        .saying(format!(
            "Somebody asked at {} to use your address for their account. If that was you, confirm it. You will have to sign in again.",
            host.as_str()
        ))
        .with(take)
        .with(stranger)
}

/// Tells somebody who asked for nothing that nothing needs doing: nothing is consumed, and nothing changes.
fn stranger(host: &Host) -> Result<HttpResponse, Problem> {
    Page::new(host, "You need do nothing")
        .saying("Somebody may have mistyped their address, and without you it is never used.")
        .respond(StatusCode::OK)
}

fn expired(host: &Host) -> Result<HttpResponse, Problem> {
    Page::new(host, "This link is no longer good")
        .saying("It was used already, something newer ended it, or its time is over. To change your address, sign in and ask again.")
        .respond(StatusCode::GONE)
}

fn incomplete(host: &Host) -> Result<HttpResponse, Problem> {
    Page::new(host, "This link is not complete")
        .saying("Perhaps your mail program cut it in two. Open it from the mail again.")
        .respond(StatusCode::BAD_REQUEST)
}
