//! Me: one's own account, its profile and password, and its end.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use enroll_application::Enrollment;

use crate::answer::Answer;
use crate::asked::Asked;
use crate::edge::Cost;
use crate::openapi::{Access, Body, Content, Operation, Success, Tag};
use crate::problem::{Kind, Problem};
use crate::route::{Described, Face, Route, Verb};
use crate::views::UserShown;

/// A row about oneself.
const MINE: Operation = Operation {
    tag: Tag::Me,
    access: Access::Bearer,
    success: Success {
        status: 200,
        what: "The user",
        content: Content::Json("User"),
    },
    ..Operation::BLANK
};

pub(crate) static ROUTES: &[Route] = &[
    Route {
        verb: Verb::Get,
        path: "/v1/me",
        face: Face::Program,
        handler: |asked| Box::pin(read(asked)),
        operation: Described::As(Operation {
            id: "readMe",
            summary: "Read one's own account",
            ..MINE
        }),
    },
    Route {
        verb: Verb::Patch,
        path: "/v1/me",
        face: Face::Program,
        handler: |asked| Box::pin(update(asked)),
        operation: Described::As(Operation {
            id: "updateMe",
            summary: "Change one's own profile",
            about: "A field that is null is removed; what is not named stays.",
            body: Body::Json("ProfileChanges"),
            problems: &[Kind::NotFound],
            ..MINE
        }),
    },
    Route {
        verb: Verb::Post,
        path: "/v1/me/password",
        face: Face::Program,
        handler: |asked| Box::pin(change_password(asked)),
        operation: Described::As(Operation {
            id: "changePassword",
            summary: "Change one's own password",
            about: "Ends all other sessions, and all open links.",
            cost: Cost::Caller,
            body: Body::Json("PasswordChange"),
            success: Success {
                status: 204,
                what: "The password is changed",
                content: Content::Nothing,
            },
            ..MINE
        }),
    },
    Route {
        verb: Verb::Delete,
        path: "/v1/me",
        face: Face::Program,
        handler: |asked| Box::pin(close(asked)),
        operation: Described::As(Operation {
            id: "closeMe",
            summary: "Close one's own account",
            about: "For good: password, profile, roles and sessions are gone. Nobody else can take the address or the user name until \
                    the tenant's cool-down is over; then they are erased as well. A tenant keeps its last administrator.",
            tag: Tag::Me,
            access: Access::Bearer,
            body: Body::Json("Closing"),
            cost: Cost::Caller,
            success: Success {
                status: 204,
                what: "The account is closed",
                content: Content::Nothing,
            },
            problems: &[Kind::LastAdministrator],
            ..Operation::BLANK
        }),
    },
];

async fn read(asked: Asked) -> Result<HttpResponse, Problem> {
    let caller = asked.caller().await?;
    let view = caller.view().ok_or(Problem::from(Kind::Unauthenticated))?;
    Ok(Answer::json(StatusCode::OK, &UserShown::of(view)).into())
}

async fn update(mut asked: Asked) -> Result<HttpResponse, Problem> {
    let caller = asked.caller().await?;
    let mut body = asked.json().await?;
    let changes = body.profile_changes();
    body.finish(|| asked.enrollment().examine_profile_changes(caller.tenant(), &changes))?;
    let view = asked.enrollment().update_own_profile(&caller, &changes).await?;
    Ok(Answer::json(StatusCode::OK, &UserShown::of(&view)).into())
}

async fn change_password(mut asked: Asked) -> Result<HttpResponse, Problem> {
    let caller = asked.caller().await?;
    let mut body = asked.json().await?;
    let (current, new) = (body.required("current_password"), body.required("new_password"));
    body.finish(|| {
        asked
            .enrollment()
            .examine_password_change(caller.tenant(), &current, &new)
    })?;
    asked.charge_caller(&caller)?;
    asked
        .enrollment()
        .change_password(&caller, Some(&current), Some(&new))
        .await?;
    Ok(Answer::nothing().into())
}

async fn close(mut asked: Asked) -> Result<HttpResponse, Problem> {
    let caller = asked.caller().await?;
    let mut body = asked.json().await?;
    let password = body.required("password");
    body.finish(|| Enrollment::examine_closing(Some(&password)).map(drop))?;
    asked.charge_caller(&caller)?;
    asked.enrollment().close_own_account(&caller, Some(&password)).await?;
    Ok(Answer::nothing().into())
}
