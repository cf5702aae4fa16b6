//! Invitations: made, listed and taken back. The code stands in the answer that makes one, and nowhere else.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use enroll_application::{InvitationForm, InvitationLifetime, InvitationUses};
use enroll_domain::identifier::EmailAddress;
use enroll_domain::role::{Needed, RoleName};

use super::paging::{self, PAGE, caller_who_may};
use crate::answer::Answer;
use crate::asked::Asked;
use crate::edge::Cost;
use crate::openapi::{Access, Body, Content, Operation, Success, Tag};
use crate::problem::{Kind, Problem};
use crate::route::{Described, Face, Route, Verb};
use crate::views::{InvitationShown, InvitedShown, ItemsShown};

const PATH: &str = "/v1/admin/invitations";

/// A row about invitations.
const INVITATIONS: Operation = Operation {
    tag: Tag::Administration,
    access: Access::Bearer,
    success: Success {
        status: 200,
        what: "The invitation, as it is now",
        content: Content::Json("Invitation"),
    },
    problems: &[Kind::Forbidden],
    ..Operation::BLANK
};

pub(crate) static ROUTES: &[Route] = &[
    Route {
        verb: Verb::Get,
        path: PATH,
        face: Face::Program,
        handler: |asked| Box::pin(list(asked)),
        operation: Described::As(Operation {
            id: "listInvitations",
            summary: "List invitations",
            about: "The first made first, without their codes. Needs `invitation.manage`.",
            query: PAGE,
            success: Success {
                status: 200,
                what: "A page of invitations",
                content: Content::Json("InvitationPage"),
            },
            ..INVITATIONS
        }),
    },
    Route {
        verb: Verb::Post,
        path: PATH,
        face: Face::Program,
        handler: |asked| Box::pin(create(asked)),
        operation: Described::As(Operation {
            id: "invite",
            summary: "Invite people",
            cost: Cost::Delegated,
            about: "Needs `invitation.manage`, and for each role `role.grant` and everything that the role allows. The `code`, and \
                    the `link` of a page to register with it, are shown this once; they are kept nowhere, and not mailed.",
            body: Body::Json("NewInvitation"),
            success: Success {
                status: 201,
                what: "The invitation, with its code",
                content: Content::Json("Invited"),
            },
            ..INVITATIONS
        }),
    },
    Route {
        verb: Verb::Delete,
        path: "/v1/admin/invitations/{id}",
        face: Face::Program,
        handler: |asked| Box::pin(revoke(asked)),
        operation: Described::As(Operation {
            id: "revokeInvitation",
            summary: "Take an invitation back",
            about: "Needs `invitation.manage`. Taking it back again changes nothing.",
            problems: &[Kind::Forbidden, Kind::NotFound, Kind::InvalidInput],
            ..INVITATIONS
        }),
    },
];

async fn list(asked: Asked) -> Result<HttpResponse, Problem> {
    let caller = asked.caller().await?;
    let (after, limit) = paging::page(&asked, paging::uuid)?;
    let page = asked.enrollment().list_invitations(&caller, after, limit).await?;
    let next = page.next.map(|id| id.to_string());
    Ok(Answer::json(StatusCode::OK, &ItemsShown::of(&page.items, next, InvitationShown::of)).into())
}

async fn create(mut asked: Asked) -> Result<HttpResponse, Problem> {
    let caller = caller_who_may(&asked, Needed::ManageInvitations).await?;
    let mut body = asked.json().await?;
    let uses = body.number("uses", InvitationUses::RANGE).and_then(InvitationUses::new);
    let seconds = body.number("expires_in_seconds", InvitationLifetime::SECONDS);
    let form = InvitationForm {
        email: body.parsed("email", EmailAddress::parse),
        roles: body.list("roles", RoleName::parse),
        uses: uses.unwrap_or(InvitationUses::ONE),
        lifetime: seconds
            .and_then(InvitationLifetime::of_seconds)
            .unwrap_or(InvitationLifetime::USUAL),
    };
    body.finish(|| Ok(()))?;
    let roles: Vec<_> = form.roles.iter().map(ToString::to_string).collect();
    let invited = asked.enrollment().invite(&caller, form).await;
    let invited = invited.map_err(|error| Problem::from(error).naming_roles(&roles))?;
    let public_url = asked.enrollment().public_url();
    Ok(Answer::json(StatusCode::CREATED, &InvitedShown::of(&invited, public_url)).into())
}

async fn revoke(asked: Asked) -> Result<HttpResponse, Problem> {
    let caller = caller_who_may(&asked, Needed::ManageInvitations).await?;
    let id = paging::id(&asked)?;
    let invitation = asked.enrollment().revoke_invitation(&caller, id).await?;
    Ok(Answer::json(StatusCode::OK, &InvitationShown::of(&invitation)).into())
}
