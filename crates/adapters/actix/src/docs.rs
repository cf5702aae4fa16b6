//! `/docs`: Swagger UI over every OpenAPI document that is served here. All of it comes out of the binary, and the page may ask
//! nobody but us.

use std::collections::BTreeSet;
use std::sync::Arc;

use actix_web::HttpResponse;
use actix_web::http::header;
use askama::Template;
use utoipa_swagger_ui::{Config, Url};

use crate::asked::Asked;
use crate::openapi::{Content, Operation, Success};
use crate::options::Options;
use crate::problem::{Kind, Problem};
use crate::route::{Described, Face, Route, Verb};

/// Swagger UI's scripts and styles are files of ours. It draws pictures that it brings along, adds one style of its own, which goes
/// by its digest, and calls the API where it is served.
const POLICY: &str = "default-src 'none'; script-src 'self'; \
                      style-src 'self' 'sha256-RL3ie0nH+Lzz2YNqQN83mnU0J1ot4QL7b99vMdIX99w='; img-src 'self' data:; \
                      connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// The one file that is made for us; it says which documents there are.
const INITIALIZER: &str = "swagger-initializer.js";
/// The files of Swagger UI that the page loads.
const FILES: [&str; 5] = [
    "index.css",
    INITIALIZER,
    "swagger-ui-bundle.js",
    "swagger-ui-standalone-preset.js",
    "swagger-ui.css",
];

pub(crate) static ROUTES: &[Route] = &[
    Route {
        verb: Verb::Get,
        path: "/docs",
        face: Face::Person,
        handler: |asked| Box::pin(page(asked)),
        operation: Described::As(Operation {
            id: "docs",
            summary: "This description, to be read and tried",
            about: "Swagger UI, with the description of every contract that is served here.",
            success: Success {
                status: 200,
                what: "A page",
                content: Content::Other("text/html"),
            },
            ..Operation::BLANK
        }),
    },
    Route {
        verb: Verb::Get,
        path: "/docs/",
        face: Face::Person,
        handler: |_| Box::pin(async { Ok(to_page()) }),
        operation: Described::ByItsOtherSpelling,
    },
    Route {
        verb: Verb::Get,
        path: "/docs/{file}",
        face: Face::Program,
        handler: |asked| Box::pin(file(asked)),
        operation: Described::As(Operation {
            id: "docsFile",
            summary: "The scripts and styles of that page",
            success: Success {
                status: 200,
                what: "A file",
                content: Content::Other("text/javascript"),
            },
            problems: &[Kind::NotFound],
            ..Operation::BLANK
        }),
    },
];

#[derive(Template)]
#[template(path = "docs.html")]
struct DocsPage<'a> {
    host: &'a str,
    documents: &'a [(&'static str, String)],
}

/// Every document that is served, by name, with its address relative to the page's own.
fn documents(options: &Options) -> Vec<(&'static str, String)> {
    let bound: BTreeSet<_> = options.dialects().iter().map(|binding| binding.dialect()).collect();
    let contracts = bound.into_iter().map(|dialect| {
        let name = dialect.name();
        (name, format!("openapi/{name}.json"))
    });
    std::iter::once(("enroll", "openapi.json".to_owned()))
        .chain(contracts)
        .collect()
}

async fn page(asked: Asked) -> Result<HttpResponse, Problem> {
    let page = DocsPage {
        host: asked.host().as_str(),
        documents: &documents(asked.options()),
    };
    let html = page.render().map_err(Problem::internal)?;
    Ok(HttpResponse::Ok()
        .insert_header((header::CONTENT_SECURITY_POLICY, POLICY))
        .content_type("text/html; charset=utf-8")
        .body(html))
}

/// The page is at one address, from which its files are found; the other spelling leads there, wherever we are mounted.
fn to_page() -> HttpResponse {
    HttpResponse::PermanentRedirect()
        .insert_header((header::LOCATION, "../docs"))
        .finish()
}

async fn file(asked: Asked) -> Result<HttpResponse, Problem> {
    let wanted = FILES.into_iter().find(|file| *file == asked.segment("file"));
    let wanted = wanted.ok_or_else(|| Problem::from(Kind::NotFound))?;
    let documents = documents(asked.options());
    let urls = documents.iter().map(|(name, url)| Url::new(name, url));
    let config = Config::new(urls)
        .validator_url("none")
        .deep_linking(true)
        .filter(true)
        .default_models_expand_depth(0);
    let found = utoipa_swagger_ui::serve(wanted, Arc::new(config));
    let found = found.map_err(|error| Problem::internal(Unserved(error.to_string())))?;
    let found = found.ok_or_else(|| Problem::internal(Unserved(format!("{wanted} is not there"))))?;
    let mut response = HttpResponse::Ok();
    if wanted != INITIALIZER {
        response.insert_header((header::CACHE_CONTROL, "public, max-age=3600"));
    }
    let kind = format!("{}; charset=utf-8", found.content_type);
    Ok(response.content_type(kind).body(found.bytes.into_owned()))
}

/// Swagger UI does not give one of its own files.
#[derive(Debug, thiserror::Error)]
#[error("Swagger UI: {0}")]
struct Unserved(String);
