//! Confirmations: somebody who is a user from registration on shows that they read the mail of their address.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;

use crate::answer::Answer;
use crate::asked::Asked;
use crate::edge::Cost;
use crate::openapi::{Access, Body, Content, Operation, Success, Tag};
use crate::problem::{Kind, Problem};
use crate::route::{Described, Face, Route, Verb};
use crate::views::ConfirmedShown;

pub(crate) static ROUTES: &[Route] = &[Route {
    verb: Verb::Post,
    path: "/v1/confirmations",
    face: Face::Program,
    handler: |asked| Box::pin(confirm(asked)),
    operation: Described::As(Operation {
        id: "confirmAddress",
        summary: "Confirm an address",
        about: "Takes the token of the mailed link. Somebody who was pending is active from then on, with the password that they \
                chose at registration.",
        tag: Tag::Registration,
        access: Access::TokenInBody,
        cost: Cost::Proof,
        body: Body::Json("Link"),
        success: Success {
            status: 200,
            what: "The user",
            content: Content::Json("Confirmed"),
        },
        problems: &[Kind::InvalidToken, Kind::ExpiredToken, Kind::AddressConfirmed],
        ..Operation::BLANK
    }),
}];

async fn confirm(mut asked: Asked) -> Result<HttpResponse, Problem> {
    let call = asked.call()?;
    let mut body = asked.json().await?;
    let token = body.required("token");
    body.finish(|| Ok(()))?;
    let confirmed = asked.enrollment().confirm(&call, &token).await?;
    Ok(Answer::json(StatusCode::OK, &ConfirmedShown::of(&confirmed)).into())
}
