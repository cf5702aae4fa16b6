//! Changes of one's own address: another is asked for, and confirmed.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;

use super::check_your_mail;
use crate::answer::Answer;
use crate::asked::Asked;
use crate::edge::Cost;
use crate::openapi::{Access, Body, Content, Operation, Success, Tag};
use crate::problem::{Kind, Problem};
use crate::route::{Described, Face, Route, Verb};
use crate::views::UserShown;

pub(crate) static ROUTES: &[Route] = &[
    Route {
        verb: Verb::Post,
        path: "/v1/me/email",
        face: Face::Program,
        handler: |asked| Box::pin(ask(asked)),
        operation: Described::As(Operation {
            id: "askAddressChange",
            summary: "Ask for another address",
            about: "The new address is mailed a link, and the present one is told that another was asked for. The answer is the \
                    same whoever has the new address; if somebody else has, they are told, and nothing can be changed. Asking again \
                    ends the request before.",
            tag: Tag::Me,
            access: Access::Bearer,
            body: Body::Json("AddressChange"),
            cost: Cost::Caller,
            success: Success {
                status: 202,
                what: "Whatever comes next stands in a mail to the new address",
                content: Content::Json("CheckYourMail"),
            },
            ..Operation::BLANK
        }),
    },
    Route {
        verb: Verb::Post,
        path: "/v1/me/email/confirm",
        face: Face::Program,
        handler: |asked| Box::pin(confirm(asked)),
        operation: Described::As(Operation {
            id: "confirmAddressChange",
            summary: "Take another address",
            about: "Takes the token of the link that was mailed to the new address, which is the user's from then on, and proved. All \
                    sessions and all other links end, and the address of before is told.",
            tag: Tag::Me,
            access: Access::TokenInBody,
            body: Body::Json("Link"),
            cost: Cost::Proof,
            success: Success {
                status: 200,
                what: "The user",
                content: Content::Json("User"),
            },
            problems: &[Kind::InvalidToken, Kind::ExpiredToken, Kind::EmailTaken],
            ..Operation::BLANK
        }),
    },
];

async fn ask(mut asked: Asked) -> Result<HttpResponse, Problem> {
    let caller = asked.caller().await?;
    let mut body = asked.json().await?;
    let (email, password) = (body.required("email"), body.required("password"));
    body.finish(|| {
        asked
            .enrollment()
            .examine_address_change(caller.tenant(), &email, &password)
    })?;
    asked.charge_caller(&caller)?;
    asked
        .enrollment()
        .ask_address_change(&caller, Some(&email), Some(&password))
        .await?;
    Ok(check_your_mail().into())
}

async fn confirm(mut asked: Asked) -> Result<HttpResponse, Problem> {
    let call = asked.call()?;
    let mut body = asked.json().await?;
    let token = body.required("token");
    body.finish(|| Ok(()))?;
    let view = asked.enrollment().confirm_address_change(&call, &token).await?;
    Ok(Answer::json(StatusCode::OK, &UserShown::of(&view)).into())
}
