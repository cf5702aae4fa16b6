//! The one style of all pages, as a file of its own, so that no page needs to allow styles within itself.

use actix_web::HttpResponse;
use actix_web::http::header;

use crate::asked::Asked;
use crate::openapi::{Content, Operation, Success, Tag};
use crate::problem::Problem;
use crate::route::{Described, Face, Route, Verb};

const STYLE: &str = include_str!("../../assets/enroll.css");

pub(crate) static ROUTES: &[Route] = &[Route {
    verb: Verb::Get,
    path: "/assets/enroll.css",
    face: Face::Program,
    handler: |asked| Box::pin(style(asked)),
    operation: Described::As(Operation {
        id: "style",
        summary: "The style of the pages",
        tag: Tag::Pages,
        success: Success {
            status: 200,
            what: "A style sheet",
            content: Content::Other("text/css"),
        },
        ..Operation::BLANK
    }),
}];

async fn style(_: Asked) -> Result<HttpResponse, Problem> {
    let fresh = (header::CACHE_CONTROL, "public, max-age=3600");
    Ok(HttpResponse::Ok()
        .insert_header(fresh)
        .content_type("text/css; charset=utf-8")
        .body(STYLE))
}
