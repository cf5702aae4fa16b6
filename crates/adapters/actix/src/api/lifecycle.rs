//! What administrators do to other people's accounts: sign them out, suspend, reinstate and close them.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;

use crate::answer::Answer;
use crate::asked::Asked;
use crate::edge::Cost;
use crate::openapi::{Access, Content, Operation, Success, Tag};
use crate::problem::{Kind, Problem};
use crate::route::{Described, Face, Route, Verb};
use crate::views::UserShown;

/// A row about one user.
const CHANGE: Operation = Operation {
    tag: Tag::Administration,
    access: Access::Bearer,
    // Each ends sessions at the identity provider as well, and all but one mail whom they are about.
    cost: Cost::Delegated,
    success: Success {
        status: 200,
        what: "The user, as they are now",
        content: Content::Json("User"),
    },
    problems: &[
        Kind::Forbidden,
        Kind::NotFound,
        Kind::InvalidInput,
        Kind::OwnAccount,
        Kind::AccountState,
        Kind::LastAdministrator,
    ],
    ..Operation::BLANK
};

pub(crate) static ROUTES: &[Route] = &[
    Route {
        verb: Verb::Post,
        path: "/v1/admin/users/{sub}/sign-out",
        face: Face::Program,
        handler: |asked| Box::pin(sign_out(asked)),
        operation: Described::As(Operation {
            id: "signOutUser",
            summary: "Sign a user out everywhere",
            about: "Needs `user.suspend`, and all that the user may do. Ends all their sessions, at the identity provider as well.",
            problems: &[Kind::Forbidden, Kind::NotFound, Kind::InvalidInput, Kind::AccountState],
            ..CHANGE
        }),
    },
    Route {
        verb: Verb::Post,
        path: "/v1/admin/users/{sub}/suspend",
        face: Face::Program,
        handler: |asked| Box::pin(suspend(asked)),
        operation: Described::As(Operation {
            id: "suspendUser",
            summary: "Suspend a user",
            about: "Needs `user.suspend`, and all that the user may do. Sessions and open links end, and they cannot sign in until they \
                    are reinstated; a mail tells them. Doing it again changes nothing.",
            ..CHANGE
        }),
    },
    Route {
        verb: Verb::Post,
        path: "/v1/admin/users/{sub}/reinstate",
        face: Face::Program,
        handler: |asked| Box::pin(reinstate(asked)),
        operation: Described::As(Operation {
            id: "reinstateUser",
            summary: "Reinstate a suspended user",
            about: "Needs `user.suspend`, and all that the user may do then. They sign in with the password of before; a mail tells them. \
                    Doing it again changes nothing.",
            problems: &[
                Kind::Forbidden,
                Kind::NotFound,
                Kind::InvalidInput,
                Kind::OwnAccount,
                Kind::AccountState,
            ],
            ..CHANGE
        }),
    },
    Route {
        verb: Verb::Post,
        path: "/v1/admin/users/{sub}/close",
        face: Face::Program,
        handler: |asked| Box::pin(close(asked)),
        operation: Described::As(Operation {
            id: "closeUser",
            summary: "Close a user's account",
            about: "Needs `user.close`, and all that the user may do. For good, in whatever state the account is: password, profile, roles \
                    and sessions are gone; a mail tells them. Address, user name and external ids stay theirs until the tenant's \
                    cool-down is over. Doing it again changes nothing.",
            problems: &[
                Kind::Forbidden,
                Kind::NotFound,
                Kind::InvalidInput,
                Kind::OwnAccount,
                Kind::LastAdministrator,
            ],
            ..CHANGE
        }),
    },
];

async fn sign_out(asked: Asked) -> Result<HttpResponse, Problem> {
    let caller = asked.caller().await?;
    let view = asked.enrollment().sign_out_user(&caller, asked.sub()?).await?;
    Ok(Answer::json(StatusCode::OK, &UserShown::of(&view)).into())
}

async fn suspend(asked: Asked) -> Result<HttpResponse, Problem> {
    let caller = asked.caller().await?;
    let view = asked.enrollment().suspend_user(&caller, asked.sub()?).await?;
    Ok(Answer::json(StatusCode::OK, &UserShown::of(&view)).into())
}

async fn reinstate(asked: Asked) -> Result<HttpResponse, Problem> {
    let caller = asked.caller().await?;
    let view = asked.enrollment().reinstate_user(&caller, asked.sub()?).await?;
    Ok(Answer::json(StatusCode::OK, &UserShown::of(&view)).into())
}

async fn close(asked: Asked) -> Result<HttpResponse, Problem> {
    let caller = asked.caller().await?;
    let view = asked.enrollment().close_user(&caller, asked.sub()?).await?;
    Ok(Answer::json(StatusCode::OK, &UserShown::of(&view)).into())
}
