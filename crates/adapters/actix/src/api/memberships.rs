//! Where a user stands within the tenant, as administrators assign it.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use enroll_application::{AssignmentForm, MembershipForm};
use enroll_domain::role::Needed;

use super::paging::caller_who_may;
use crate::answer::Answer;
use crate::asked::Asked;
use crate::openapi::{Access, Body, Content, Operation, Success, Tag};
use crate::problem::{Kind, Problem};
use crate::route::{Described, Face, Route, Verb};
use crate::views::UserShown;

pub(crate) static ROUTES: &[Route] = &[Route {
    verb: Verb::Put,
    path: "/v1/admin/users/{sub}/membership",
    face: Face::Program,
    handler: |asked| Box::pin(assign(asked)),
    operation: Described::As(Operation {
        id: "assignMembership",
        summary: "Assign a user's department, section, tags and package",
        about: "All of them at once: what is not named, the user has no more. A section brings its department. A retired tag is given \
                to nobody, but whoever bears it may keep it. Needs `user.update`.",
        tag: Tag::Administration,
        access: Access::Bearer,
        body: Body::Json("Membership"),
        success: Success {
            status: 200,
            what: "The user, as they are now",
            content: Content::Json("User"),
        },
        problems: &[Kind::Forbidden, Kind::NotFound],
        ..Operation::BLANK
    }),
}];

async fn assign(mut asked: Asked) -> Result<HttpResponse, Problem> {
    let caller = caller_who_may(&asked, Needed::UpdateUsers).await?;
    let id = asked.sub()?;
    let mut body = asked.json().await?;
    let assignment = AssignmentForm {
        department: body.text("department"),
        section: body.text("section"),
        tags: body.numbers("tags"),
    };
    let package = body.text("package");
    body.finish(|| Ok(()))?;
    let form = MembershipForm { assignment, package };
    let view = asked.enrollment().assign_membership(&caller, id, form).await?;
    Ok(Answer::json(StatusCode::OK, &UserShown::of(&view)).into())
}
