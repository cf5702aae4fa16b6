//! Sessions: signing in, staying so, and signing out.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use enroll_application::{HandedPassword, Tokens};

use crate::answer::Answer;
use crate::asked::Asked;
use crate::edge::{Cost, Due};
use crate::openapi::{Access, Body, Content, Operation, Success, Tag};
use crate::problem::{Kind, Problem};
use crate::route::{Described, Face, Route, Verb};
use crate::views::TokensShown;

pub(crate) static ROUTES: &[Route] = &[
    Route {
        verb: Verb::Post,
        path: "/v1/sessions",
        face: Face::Program,
        handler: |asked| Box::pin(sign_in(asked)),
        operation: Described::As(Operation {
            id: "signIn",
            summary: "Sign in",
            about: "Refusals are the same for an unknown name, a wrong password, and an account that is shut. Whoever knows the \
                    password is told what else is missing: that the address is to be confirmed first, or that a password \
                    which somebody else chose is to be changed; a mail with a link for that is on its way then.",
            tag: Tag::Sessions,
            access: Access::AnybodyInTenant,
            cost: Cost::SignIn,
            body: Body::Json("Credentials"),
            success: Success {
                status: 200,
                what: "The tokens of a new session",
                content: Content::Json("Tokens"),
            },
            problems: &[
                Kind::InvalidCredentials,
                Kind::AddressUnconfirmed,
                Kind::PasswordChangeRequired,
            ],
            ..Operation::BLANK
        }),
    },
    Route {
        verb: Verb::Post,
        path: "/v1/sessions/refresh",
        face: Face::Program,
        handler: |asked| Box::pin(refresh(asked)),
        operation: Described::As(Operation {
            id: "refresh",
            summary: "Get the next tokens of a session",
            about: "A refresh token is good once. For 30 seconds it gives the same successor again, so that a lost answer can be \
                    asked for again; after that its use ends the session.",
            tag: Tag::Sessions,
            access: Access::TokenInBody,
            cost: Cost::Proof,
            due: Due::IfRefused,
            body: Body::Json("Refresh"),
            success: Success {
                status: 200,
                what: "The next tokens",
                content: Content::Json("Tokens"),
            },
            problems: &[Kind::InvalidRefreshToken],
            ..Operation::BLANK
        }),
    },
    Route {
        verb: Verb::Delete,
        path: "/v1/sessions/current",
        face: Face::Program,
        handler: |asked| Box::pin(sign_out(asked)),
        operation: Described::As(Operation {
            id: "signOut",
            summary: "Sign out",
            about: "Ends the session of the access token, and with it all its tokens.",
            tag: Tag::Sessions,
            access: Access::Bearer,
            success: Success {
                status: 204,
                what: "The session is over",
                content: Content::Nothing,
            },
            ..Operation::BLANK
        }),
    },
    Route {
        verb: Verb::Delete,
        path: "/v1/sessions",
        face: Face::Program,
        handler: |asked| Box::pin(sign_out_everywhere(asked)),
        operation: Described::As(Operation {
            id: "signOutEverywhere",
            summary: "Sign out everywhere",
            about: "Ends all sessions of the user, the one of the access token among them, at the identity provider as well.",
            tag: Tag::Sessions,
            access: Access::Bearer,
            success: Success {
                status: 204,
                what: "All sessions are over",
                content: Content::Nothing,
            },
            ..Operation::BLANK
        }),
    },
];

async fn sign_in(mut asked: Asked) -> Result<HttpResponse, Problem> {
    let call = asked.call()?;
    let mut body = asked.json().await?;
    let (identifier, password) = (body.required("identifier"), body.required("password"));
    body.finish(|| Ok(()))?;
    asked.charge_account(Cost::SignIn, &call, &identifier)?;
    let tokens = asked
        .enrollment()
        .sign_in(&call, Some(&identifier), Some(&password), HandedPassword::Refused)
        .await?;
    Ok(Answer::json(StatusCode::OK, &TokensShown::of(&tokens)).into())
}

async fn refresh(mut asked: Asked) -> Result<HttpResponse, Problem> {
    let refused = match next_tokens(&mut asked).await {
        Ok(tokens) => return Ok(Answer::json(StatusCode::OK, &TokensShown::of(&tokens)).into()),
        Err(problem) => problem,
    };
    // Everybody in an office comes for their next tokens from one address, and nobody there is to wait for who sends garbage.
    if refused.kind.status().is_client_error() {
        asked.charge(Cost::Proof)?;
    }
    Err(refused)
}

async fn next_tokens(asked: &mut Asked) -> Result<Tokens, Problem> {
    let call = asked.call()?;
    let mut body = asked.json().await?;
    let token = body.required("refresh_token");
    body.finish(|| Ok(()))?;
    Ok(asked.enrollment().refresh(&call, &token).await?)
}

async fn sign_out_everywhere(asked: Asked) -> Result<HttpResponse, Problem> {
    let caller = asked.caller().await?;
    asked.enrollment().sign_out_everywhere(&caller).await?;
    Ok(Answer::nothing().into())
}

async fn sign_out(asked: Asked) -> Result<HttpResponse, Problem> {
    let caller = asked.caller().await?;
    asked.enrollment().sign_out(&caller).await?;
    Ok(Answer::nothing().into())
}
