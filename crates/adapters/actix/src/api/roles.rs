//! Roles of users, given and taken away.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use enroll_domain::id::UserId;
use enroll_domain::role::RoleName;

use crate::answer::Answer;
use crate::asked::Asked;
use crate::openapi::{Access, Content, Operation, Success, Tag};
use crate::problem::{Kind, Problem};
use crate::route::{Described, Face, Route, Verb};
use crate::views::UserShown;
use crate::violation::{Place, Violation};

const PATH: &str = "/v1/admin/users/{sub}/roles/{role}";

/// A row about one role of one user.
const ROLE: Operation = Operation {
    tag: Tag::Administration,
    access: Access::Bearer,
    success: Success {
        status: 200,
        what: "The user, as they are now",
        content: Content::Json("User"),
    },
    problems: &[Kind::Forbidden, Kind::NotFound, Kind::InvalidInput],
    ..Operation::BLANK
};

pub(crate) static ROUTES: &[Route] = &[
    Route {
        verb: Verb::Put,
        path: PATH,
        face: Face::Program,
        handler: |asked| Box::pin(grant(asked)),
        operation: Described::As(Operation {
            id: "grantRole",
            summary: "Give a user a role",
            about: "Needs `role.grant` and everything that the role allows. Giving it again changes nothing.",
            ..ROLE
        }),
    },
    Route {
        verb: Verb::Delete,
        path: PATH,
        face: Face::Program,
        handler: |asked| Box::pin(revoke(asked)),
        operation: Described::As(Operation {
            id: "revokeRole",
            summary: "Take a role away from a user",
            about: "Needs `role.grant` and everything that the role allows. Taking it again changes nothing. A tenant keeps its \
                    last administrator.",
            problems: &[
                Kind::Forbidden,
                Kind::NotFound,
                Kind::InvalidInput,
                Kind::LastAdministrator,
            ],
            ..ROLE
        }),
    },
];

async fn grant(asked: Asked) -> Result<HttpResponse, Problem> {
    let caller = asked.caller().await?;
    let (id, role) = named(&asked)?;
    let view = asked.enrollment().grant_role(&caller, id, &role).await?;
    Ok(Answer::json(StatusCode::OK, &UserShown::of(&view)).into())
}

async fn revoke(asked: Asked) -> Result<HttpResponse, Problem> {
    let caller = asked.caller().await?;
    let (id, role) = named(&asked)?;
    let view = asked.enrollment().revoke_role(&caller, id, &role).await?;
    Ok(Answer::json(StatusCode::OK, &UserShown::of(&view)).into())
}

/// The user and the role that the path names.
fn named(asked: &Asked) -> Result<(UserId, RoleName), Problem> {
    let role = RoleName::parse(asked.segment("role"))
        .map_err(|rule| Violation::of_rule(Place::Parameter("role".into()), rule));
    match (asked.sub(), role) {
        (Ok(id), Ok(role)) => Ok((id, role)),
        (Ok(_), Err(violation)) => Err(Problem::violated(vec![violation])),
        (Err(problem), Ok(_)) => Err(problem),
        (Err(problem), Err(violation)) => {
            let mut violations = problem.violations;
            violations.push(violation);
            Err(Problem::violated(violations))
        }
    }
}
