//! Tags, by their numbers.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use enroll_application::{Description, TagForm};
use enroll_domain::Rule;
use enroll_domain::membership::{TagStanding, Title};
use enroll_domain::role::Needed;

use super::paging::{self, PAGE, caller_who_may};
use crate::answer::Answer;
use crate::asked::Asked;
use crate::openapi::{Access, Body, Content, Operation, Success, Tag};
use crate::problem::{Kind, Problem};
use crate::reader::{Reader, there};
use crate::route::{Described, Face, Route, Verb};
use crate::views::{ItemsShown, TagShown};

const PATH: &str = "/v1/admin/tags";

/// A row about tags.
const TAGS: Operation = Operation {
    tag: Tag::Administration,
    access: Access::Bearer,
    success: Success {
        status: 200,
        what: "The tag",
        content: Content::Json("Tag"),
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
            id: "listTags",
            summary: "List tags",
            about: "In the order of their numbers. Needs `user.read`.",
            query: PAGE,
            success: Success {
                status: 200,
                what: "A page of tags",
                content: Content::Json("TagPage"),
            },
            ..TAGS
        }),
    },
    Route {
        verb: Verb::Post,
        path: PATH,
        face: Face::Program,
        handler: |asked| Box::pin(create(asked)),
        operation: Described::As(Operation {
            id: "createTag",
            summary: "Make a tag",
            about: "It gets the tenant's next number. Needs `tag.manage`.",
            body: Body::Json("TagContent"),
            success: Success {
                status: 201,
                what: "The tag",
                content: Content::Json("Tag"),
            },
            problems: &[Kind::Forbidden, Kind::TitleTaken],
            ..TAGS
        }),
    },
    Route {
        verb: Verb::Put,
        path: "/v1/admin/tags/{number}",
        face: Face::Program,
        handler: |asked| Box::pin(replace(asked)),
        operation: Described::As(Operation {
            id: "replaceTag",
            summary: "Replace a tag's words and standing",
            about: "A `retired` tag is given to nobody any more; those who bear it keep it. Needs `tag.manage`.",
            body: Body::Json("TagContent"),
            problems: &[Kind::Forbidden, Kind::NotFound, Kind::TitleTaken],
            ..TAGS
        }),
    },
];

async fn list(asked: Asked) -> Result<HttpResponse, Problem> {
    let caller = asked.caller().await?;
    let (after, limit) = paging::page(&asked, |text| text.parse().ok())?;
    let page = asked.enrollment().list_tags(&caller, after, limit).await?;
    let next = page.next.map(|number| number.to_string());
    Ok(Answer::json(StatusCode::OK, &ItemsShown::of(&page.items, next, TagShown::of)).into())
}

async fn create(mut asked: Asked) -> Result<HttpResponse, Problem> {
    let caller = caller_who_may(&asked, Needed::ManageTags).await?;
    let form = form(asked.json().await?)?;
    let made = asked.enrollment().create_tag(&caller, form).await?;
    Ok(Answer::json(StatusCode::CREATED, &TagShown::of(&made)).into())
}

async fn replace(mut asked: Asked) -> Result<HttpResponse, Problem> {
    let caller = caller_who_may(&asked, Needed::ManageTags).await?;
    let number = paging::segment(&asked, "number", |text| {
        text.parse().map_err(|_number| Rule::Malformed("a whole number"))
    })?;
    let form = form(asked.json().await?)?;
    let changed = asked.enrollment().replace_tag(&caller, number, form).await?;
    Ok(Answer::json(StatusCode::OK, &TagShown::of(&changed)).into())
}

fn form(mut body: Reader) -> Result<TagForm, Problem> {
    let title = body.needed("title", Title::parse);
    let description = body.parsed("description", Description::parse);
    let standing = body.parsed("standing", |text| match text {
        "active" => Ok(TagStanding::Active),
        "retired" => Ok(TagStanding::Retired),
        _ => Err(Rule::Malformed("active or retired")),
    });
    body.finish(|| Ok(()))?;
    Ok(TagForm {
        title: there(title)?,
        description,
        standing: standing.unwrap_or(TagStanding::Active),
    })
}
