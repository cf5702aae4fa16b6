//! Packages, by their codes.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use enroll_application::{PackageDetails, PackageForm};
use enroll_domain::membership::{Code, Title, Usual};
use enroll_domain::role::Needed;

use super::paging::{self, PAGE, caller_who_may};
use crate::answer::Answer;
use crate::asked::Asked;
use crate::openapi::{Access, Body, Content, Operation, Success, Tag};
use crate::problem::{Kind, Problem};
use crate::reader::{Reader, there};
use crate::route::{Described, Face, Route, Verb};
use crate::views::{ItemsShown, PackageShown};

const PATH: &str = "/v1/admin/packages";

/// A row about packages.
const PACKAGES: Operation = Operation {
    tag: Tag::Administration,
    access: Access::Bearer,
    success: Success {
        status: 200,
        what: "The package",
        content: Content::Json("Package"),
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
            id: "listPackages",
            summary: "List packages",
            about: "The first made first. Needs `user.read`.",
            query: PAGE,
            success: Success {
                status: 200,
                what: "A page of packages",
                content: Content::Json("PackagePage"),
            },
            ..PACKAGES
        }),
    },
    Route {
        verb: Verb::Post,
        path: PATH,
        face: Face::Program,
        handler: |asked| Box::pin(create(asked)),
        operation: Described::As(Operation {
            id: "createPackage",
            summary: "Make a package",
            about: "The `usual` package is what everybody begins with; making one usual makes the other one unusual. Needs \
                    `package.manage`.",
            body: Body::Json("NewPackage"),
            success: Success {
                status: 201,
                what: "The package; `Location` says where",
                content: Content::Json("Package"),
            },
            problems: &[Kind::Forbidden, Kind::CodeTaken],
            ..PACKAGES
        }),
    },
    Route {
        verb: Verb::Put,
        path: "/v1/admin/packages/{code}",
        face: Face::Program,
        handler: |asked| Box::pin(replace(asked)),
        operation: Described::As(Operation {
            id: "replacePackage",
            summary: "Replace everything of a package but its code",
            about: "What is not named is gone: without `usual` the package is not the usual one. Needs `package.manage`.",
            body: Body::Json("PackageContent"),
            problems: &[Kind::Forbidden, Kind::NotFound],
            ..PACKAGES
        }),
    },
];

async fn list(asked: Asked) -> Result<HttpResponse, Problem> {
    let caller = asked.caller().await?;
    let (after, limit) = paging::page(&asked, paging::uuid)?;
    let page = asked.enrollment().list_packages(&caller, after, limit).await?;
    let next = page.next.map(|id| id.to_string());
    Ok(Answer::json(StatusCode::OK, &ItemsShown::of(&page.items, next, PackageShown::of)).into())
}

async fn create(mut asked: Asked) -> Result<HttpResponse, Problem> {
    let caller = caller_who_may(&asked, Needed::ManagePackages).await?;
    let mut body = asked.json().await?;
    let code = body.needed("code", Code::parse);
    let form = form(body)?;
    let made = asked.enrollment().create_package(&caller, there(code)?, form).await?;
    let location = format!("{}/{}", asked.path().trim_end_matches('/'), made.code.as_str());
    let answer = Answer::json(StatusCode::CREATED, &PackageShown::of(&made));
    Ok(answer.at(location).into())
}

async fn replace(mut asked: Asked) -> Result<HttpResponse, Problem> {
    let caller = caller_who_may(&asked, Needed::ManagePackages).await?;
    let code = paging::segment(&asked, "code", Code::parse)?;
    let form = form(asked.json().await?)?;
    let changed = asked.enrollment().replace_package(&caller, code, form).await?;
    Ok(Answer::json(StatusCode::OK, &PackageShown::of(&changed)).into())
}

fn form(mut body: Reader) -> Result<PackageForm, Problem> {
    let title = body.needed("title", Title::parse);
    let usual = match body.flag("usual") {
        Some(true) => Usual::Yes,
        Some(false) | None => Usual::No,
    };
    let details = body.document("details").map(PackageDetails::read);
    let details = match details.transpose() {
        Ok(details) => details,
        Err(rule) => {
            body.reject("details", rule);
            None
        }
    };
    body.finish(|| Ok(()))?;
    Ok(PackageForm {
        title: there(title)?,
        usual,
        details: details.unwrap_or_else(PackageDetails::none),
    })
}
