//! Where users stand at the identity provider, and asking for one again.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use enroll_domain::role::Needed;

use super::paging::{self, PAGE, caller_who_may};
use crate::answer::Answer;
use crate::asked::Asked;
use crate::openapi::{Access, Content, Operation, Success, Tag};
use crate::problem::{Kind, Problem};
use crate::route::{Described, Face, Route, Verb};
use crate::views::{ItemsShown, ProvisioningShown};

/// A row about provisioning.
const PROVISIONING: Operation = Operation {
    tag: Tag::Administration,
    access: Access::Bearer,
    success: Success {
        status: 200,
        what: "Where the user stands",
        content: Content::Json("Provisioning"),
    },
    problems: &[Kind::Forbidden, Kind::NotFound, Kind::InvalidInput],
    ..Operation::BLANK
};

pub(crate) static ROUTES: &[Route] = &[
    Route {
        verb: Verb::Get,
        path: "/v1/admin/provisioning",
        face: Face::Program,
        handler: |asked| Box::pin(list(asked)),
        operation: Described::As(Operation {
            id: "listProvisioning",
            summary: "List where users stand at the identity provider",
            about: "Those who are to exist there. `state` is `pending`, `created` (it has the user, but not this version), `done` or \
                    `failed`, with `why`. Needs `provisioning.manage`.",
            query: PAGE,
            success: Success {
                status: 200,
                what: "A page of users, with where they stand",
                content: Content::Json("ProvisioningPage"),
            },
            problems: &[Kind::Forbidden],
            ..PROVISIONING
        }),
    },
    Route {
        verb: Verb::Get,
        path: "/v1/admin/provisioning/{sub}",
        face: Face::Program,
        handler: |asked| Box::pin(read(asked)),
        operation: Described::As(Operation {
            id: "readProvisioning",
            summary: "Read where a user stands at the identity provider",
            about: "Needs `provisioning.manage`.",
            ..PROVISIONING
        }),
    },
    Route {
        verb: Verb::Post,
        path: "/v1/admin/provisioning/{sub}/retry",
        face: Face::Program,
        handler: |asked| Box::pin(retry(asked)),
        operation: Described::As(Operation {
            id: "retryProvisioning",
            summary: "Ask for a user at the identity provider again",
            about: "As they are by then. Needs `provisioning.manage`.",
            success: Success {
                status: 202,
                what: "Where the user stands now",
                content: Content::Json("Provisioning"),
            },
            ..PROVISIONING
        }),
    },
];

async fn list(asked: Asked) -> Result<HttpResponse, Problem> {
    let caller = asked.caller().await?;
    let (after, limit) = paging::page(&asked, paging::uuid)?;
    let page = asked.enrollment().list_provisioning(&caller, after, limit).await?;
    let next = page.next.map(|id| id.to_string());
    Ok(Answer::json(
        StatusCode::OK,
        &ItemsShown::of(&page.items, next, ProvisioningShown::of),
    )
    .into())
}

async fn read(asked: Asked) -> Result<HttpResponse, Problem> {
    let caller = caller_who_may(&asked, Needed::ManageProvisioning).await?;
    let view = asked.enrollment().read_provisioning(&caller, asked.sub()?).await?;
    Ok(Answer::json(StatusCode::OK, &ProvisioningShown::of(&view)).into())
}

async fn retry(asked: Asked) -> Result<HttpResponse, Problem> {
    let caller = caller_who_may(&asked, Needed::ManageProvisioning).await?;
    let view = asked.enrollment().retry_provisioning(&caller, asked.sub()?).await?;
    Ok(Answer::json(StatusCode::ACCEPTED, &ProvisioningShown::of(&view)).into())
}
