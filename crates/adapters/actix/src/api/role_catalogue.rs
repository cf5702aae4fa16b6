//! Which roles there are: listed, made, changed and removed. Who holds them stands in `roles.rs`.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use enroll_application::{Description, RoleForm};
use enroll_domain::membership::Title;
use enroll_domain::role::{Needed, Permission, RoleName};

use super::paging::{caller_who_may, segment};
use crate::answer::Answer;
use crate::asked::Asked;
use crate::openapi::{Access, Body, Content, Operation, Success, Tag};
use crate::problem::{Kind, Problem};
use crate::reader::{Reader, there};
use crate::route::{Described, Face, Route, Verb};
use crate::views::{ItemsShown, RoleShown};

const PATH: &str = "/v1/admin/roles";
const ONE: &str = "/v1/admin/roles/{role}";

/// A row about roles.
const ROLES: Operation = Operation {
    tag: Tag::Administration,
    access: Access::Bearer,
    success: Success {
        status: 200,
        what: "The role",
        content: Content::Json("Role"),
    },
    problems: &[Kind::Forbidden, Kind::NotFound, Kind::InvalidInput, Kind::RoleFixed],
    ..Operation::BLANK
};

pub(crate) static ROUTES: &[Route] = &[
    Route {
        verb: Verb::Get,
        path: PATH,
        face: Face::Program,
        handler: |asked| Box::pin(list(asked)),
        operation: Described::As(Operation {
            id: "listRoles",
            summary: "List roles",
            about: "Built-in ones, those of the tenant's policy, and those that were made. Needs `role.manage`. All of them come at \
                    once.",
            success: Success {
                status: 200,
                what: "Every role",
                content: Content::Json("RolePage"),
            },
            problems: &[Kind::Forbidden],
            ..ROLES
        }),
    },
    Route {
        verb: Verb::Post,
        path: PATH,
        face: Face::Program,
        handler: |asked| Box::pin(create(asked)),
        operation: Described::As(Operation {
            id: "createRole",
            summary: "Make a role",
            about: "Needs `role.manage` and everything that the role is to allow.",
            body: Body::Json("NewRole"),
            success: Success {
                status: 201,
                what: "The role; `Location` says where",
                content: Content::Json("Role"),
            },
            problems: &[Kind::Forbidden, Kind::RoleTaken],
            ..ROLES
        }),
    },
    Route {
        verb: Verb::Put,
        path: ONE,
        face: Face::Program,
        handler: |asked| Box::pin(replace(asked)),
        operation: Described::As(Operation {
            id: "replaceRole",
            summary: "Replace what a role allows",
            about: "Needs `role.manage`, everything that the role allows, and everything that it is to allow. Holds from the next \
                    call of whoever holds the role. Only roles that were made can be changed.",
            body: Body::Json("RoleContent"),
            ..ROLES
        }),
    },
    Route {
        verb: Verb::Delete,
        path: ONE,
        face: Face::Program,
        handler: |asked| Box::pin(remove(asked)),
        operation: Described::As(Operation {
            id: "removeRole",
            summary: "Remove a role",
            about: "Needs `role.manage` and everything that the role allows. Nobody holds it any more. Only roles that were made \
                    can be removed.",
            success: Success {
                status: 204,
                what: "The role is gone",
                content: Content::Nothing,
            },
            ..ROLES
        }),
    },
];

async fn list(asked: Asked) -> Result<HttpResponse, Problem> {
    let caller = asked.caller().await?;
    let roles = asked.enrollment().list_roles(&caller).await?;
    Ok(Answer::json(StatusCode::OK, &ItemsShown::of(&roles, None, RoleShown::of)).into())
}

async fn create(mut asked: Asked) -> Result<HttpResponse, Problem> {
    let caller = caller_who_may(&asked, Needed::ManageRoles).await?;
    let mut body = asked.json().await?;
    let name = body.needed("name", RoleName::parse);
    let form = form(&mut body);
    body.finish(|| Ok(()))?;
    let made = asked.enrollment().create_role(&caller, there(name)?, form).await?;
    let location = format!("{}/{}", asked.path().trim_end_matches('/'), made.role.name());
    let answer = Answer::json(StatusCode::CREATED, &RoleShown::of(&made));
    Ok(answer.at(location).into())
}

async fn replace(mut asked: Asked) -> Result<HttpResponse, Problem> {
    let caller = caller_who_may(&asked, Needed::ManageRoles).await?;
    let name = segment(&asked, "role", RoleName::parse)?;
    let mut body = asked.json().await?;
    let form = form(&mut body);
    body.finish(|| Ok(()))?;
    let changed = asked.enrollment().replace_role(&caller, name, form).await?;
    Ok(Answer::json(StatusCode::OK, &RoleShown::of(&changed)).into())
}

async fn remove(asked: Asked) -> Result<HttpResponse, Problem> {
    let caller = caller_who_may(&asked, Needed::ManageRoles).await?;
    let name = segment(&asked, "role", RoleName::parse)?;
    asked.enrollment().remove_role(&caller, name).await?;
    Ok(Answer::nothing().into())
}

fn form(body: &mut Reader) -> RoleForm {
    RoleForm {
        permissions: body.list("permissions", Permission::parse).into_iter().collect(),
        title: body.parsed("title", Title::parse),
        description: body.parsed("description", Description::parse),
    }
}
