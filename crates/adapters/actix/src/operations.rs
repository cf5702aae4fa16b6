//! For those who run the server, and for programs that check our tokens: probes, metrics, keys, and the API's description.

use actix_web::HttpResponse;
use actix_web::http::{StatusCode, header};
use enroll_application::NotReady;

use crate::answer::Answer;
use crate::asked::Asked;
use crate::dialects::{self, Dialect};
use crate::openapi::{Content, Operation, Success};
use crate::problem::{Kind, Problem};
use crate::route::{Described, Face, Handler, Route, Verb};
use crate::views::Status;

const fn get(path: &'static str, handler: Handler, operation: Operation) -> Route {
    Route {
        verb: Verb::Get,
        path,
        face: Face::Program,
        handler,
        operation: Described::As(operation),
    }
}

const READY: Operation = Operation {
    id: "ready",
    summary: "Whether the server is ready to serve",
    about: "Asks the store and whatever else the server depends on. 503 while it drains before it stops.",
    success: Success {
        status: 200,
        what: "It is",
        content: Content::Json("Status"),
    },
    problems: &[Kind::NotReady],
    ..Operation::BLANK
};

pub(crate) static ROUTES: &[Route] = &[
    get(
        "/livez",
        |asked| Box::pin(alive(asked)),
        Operation {
            id: "alive",
            summary: "Whether the process lives",
            about: "Asks nothing and nobody.",
            success: Success {
                status: 200,
                what: "It does",
                content: Content::Json("Status"),
            },
            ..Operation::BLANK
        },
    ),
    get("/readyz", |asked| Box::pin(ready(asked)), READY),
    get(
        "/healthz",
        |asked| Box::pin(ready(asked)),
        Operation {
            id: "healthy",
            summary: "The same as /readyz",
            ..READY
        },
    ),
    get(
        "/metrics",
        |asked| Box::pin(metrics(asked)),
        Operation {
            id: "metrics",
            summary: "The metrics",
            about: "In the Prometheus text format.",
            success: Success {
                status: 200,
                what: "The metrics",
                content: Content::Other("text/plain"),
            },
            problems: &[Kind::NotFound],
            ..Operation::BLANK
        },
    ),
    get(
        "/.well-known/jwks.json",
        |asked| Box::pin(keys(asked)),
        Operation {
            id: "keys",
            summary: "The public keys of our access tokens",
            about: "A JWK set (RFC 7517).",
            success: Success {
                status: 200,
                what: "The keys",
                content: Content::AnyJson,
            },
            ..Operation::BLANK
        },
    ),
    get(
        "/openapi.json",
        |asked| Box::pin(description(asked)),
        Operation {
            id: "openapi",
            summary: "This document",
            success: Success {
                status: 200,
                what: "The document",
                content: Content::AnyJson,
            },
            ..Operation::BLANK
        },
    ),
    get(
        "/openapi/{document}",
        |asked| Box::pin(dialect(asked)),
        Operation {
            id: "openapiOfDialect",
            summary: "The description of a contract that is served beside this API",
            about: "The name of the contract, with `.json`.",
            success: Success {
                status: 200,
                what: "The document",
                content: Content::AnyJson,
            },
            problems: &[Kind::NotFound],
            ..Operation::BLANK
        },
    ),
];

async fn alive(_: Asked) -> Result<HttpResponse, Problem> {
    Ok(Answer::json(StatusCode::OK, &Status::ALIVE).into())
}

async fn ready(asked: Asked) -> Result<HttpResponse, Problem> {
    let mut wrong = asked.options().out_of_order().await;
    if asked.options().draining().has_begun() {
        wrong.push("the server drains before it stops".to_owned());
    }
    let store = asked.enrollment().ready().await.err();
    wrong.extend(store.as_ref().map(|error| of_store(error).to_owned()));
    if wrong.is_empty() {
        return Ok(Answer::json(StatusCode::OK, &Status::READY).into());
    }
    Err(Problem::from(Kind::NotReady)
        .saying(wrong.join("; "))
        .because(store.map(Into::into)))
}

/// What is told of a store that is not ready. This is public, so the cause stands in the log alone.
fn of_store(error: &NotReady) -> &'static str {
    match error {
        NotReady::Busy => "the store is busy",
        NotReady::SchemaBehind => "the schema is older than this program; run `enroll migrate`",
        NotReady::Broken(_) => "the store does not answer",
    }
}

async fn metrics(asked: Asked) -> Result<HttpResponse, Problem> {
    let text = asked.options().metrics().ok_or(Problem::from(Kind::NotFound))?;
    Ok(HttpResponse::Ok()
        .content_type("text/plain; version=0.0.4; charset=utf-8")
        .body(text))
}

async fn keys(asked: Asked) -> Result<HttpResponse, Problem> {
    // Short, so that a new key is seen before its first token.
    let fresh = (header::CACHE_CONTROL, "public, max-age=60");
    Ok(HttpResponse::Ok()
        .insert_header(fresh)
        .content_type("application/json")
        .body(asked.enrollment().key_set()))
}

async fn dialect(asked: Asked) -> Result<HttpResponse, Problem> {
    let name = asked.segment("document").strip_suffix(".json").unwrap_or_default();
    let bound = asked
        .options()
        .dialects()
        .iter()
        .filter(|binding| binding.dialect().name() == name);
    let servers: Vec<_> = bound
        .map(|binding| format!("{}{}", asked.enrollment().public_url(), binding.prefix()))
        .collect();
    let dialect = Dialect::from_name(name).filter(|_| !servers.is_empty());
    let dialect = dialect.ok_or(Problem::from(Kind::NotFound))?;
    let document = dialects::described(dialect, &servers);
    Ok(Answer::json(StatusCode::OK, &document).into())
}

async fn description(asked: Asked) -> Result<HttpResponse, Problem> {
    let document = crate::openapi(asked.enrollment().public_url());
    Ok(HttpResponse::Ok().content_type("application/json").body(document))
}
