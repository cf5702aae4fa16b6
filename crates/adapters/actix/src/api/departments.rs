//! Departments and their sections.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use enroll_domain::Rule;
use enroll_domain::id::DepartmentId;
use enroll_domain::membership::Title;
use enroll_domain::role::Needed;

use super::paging::{self, PAGE, caller_who_may};
use crate::answer::Answer;
use crate::asked::Asked;
use crate::openapi::{Access, Body, Content, Operation, Success, Tag};
use crate::problem::{Kind, Problem};
use crate::reader::there;
use crate::route::{Described, Face, Route, Verb};
use crate::views::{DepartmentShown, ItemsShown};

const PATH: &str = "/v1/admin/departments";

/// A row about departments.
const DEPARTMENTS: Operation = Operation {
    tag: Tag::Administration,
    access: Access::Bearer,
    success: Success {
        status: 200,
        what: "The department, or section",
        content: Content::Json("Department"),
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
            id: "listDepartments",
            summary: "List departments and sections",
            about: "The first made first. A section is `within` its department. Needs `user.read`.",
            query: PAGE,
            success: Success {
                status: 200,
                what: "A page of departments and sections",
                content: Content::Json("DepartmentPage"),
            },
            ..DEPARTMENTS
        }),
    },
    Route {
        verb: Verb::Post,
        path: PATH,
        face: Face::Program,
        handler: |asked| Box::pin(create(asked)),
        operation: Described::As(Operation {
            id: "createDepartment",
            summary: "Make a department or a section",
            about: "Needs `department.manage`. With `within` it is a section of that department. Titles differ within the same.",
            body: Body::Json("NewDepartment"),
            success: Success {
                status: 201,
                what: "The department, or section",
                content: Content::Json("Department"),
            },
            problems: &[Kind::Forbidden, Kind::TitleTaken],
            ..DEPARTMENTS
        }),
    },
    Route {
        verb: Verb::Put,
        path: "/v1/admin/departments/{id}",
        face: Face::Program,
        handler: |asked| Box::pin(rename(asked)),
        operation: Described::As(Operation {
            id: "renameDepartment",
            summary: "Rename a department or a section",
            about: "Needs `department.manage`.",
            body: Body::Json("DepartmentTitle"),
            problems: &[Kind::Forbidden, Kind::NotFound, Kind::TitleTaken],
            ..DEPARTMENTS
        }),
    },
];

async fn list(asked: Asked) -> Result<HttpResponse, Problem> {
    let caller = asked.caller().await?;
    let (after, limit) = paging::page(&asked, paging::uuid)?;
    let page = asked.enrollment().list_departments(&caller, after, limit).await?;
    let next = page.next.map(|id| id.to_string());
    Ok(Answer::json(StatusCode::OK, &ItemsShown::of(&page.items, next, DepartmentShown::of)).into())
}

async fn create(mut asked: Asked) -> Result<HttpResponse, Problem> {
    let caller = caller_who_may(&asked, Needed::ManageDepartments).await?;
    let mut body = asked.json().await?;
    let title = body.needed("title", Title::parse);
    let within = body.parsed("within", |text| {
        paging::uuid::<DepartmentId>(text).ok_or(Rule::Malformed("a UUID"))
    });
    body.finish(|| Ok(()))?;
    let made = asked
        .enrollment()
        .create_department(&caller, there(title)?, within)
        .await?;
    Ok(Answer::json(StatusCode::CREATED, &DepartmentShown::of(&made)).into())
}

async fn rename(mut asked: Asked) -> Result<HttpResponse, Problem> {
    let caller = caller_who_may(&asked, Needed::ManageDepartments).await?;
    let id = paging::id(&asked)?;
    let mut body = asked.json().await?;
    let title = body.needed("title", Title::parse);
    body.finish(|| Ok(()))?;
    let changed = asked.enrollment().rename_department(&caller, id, there(title)?).await?;
    Ok(Answer::json(StatusCode::OK, &DepartmentShown::of(&changed)).into())
}
