//! Scripts of other origins: only those that are listed read answers, and none gets credentials.

use actix_web::http::Method;
use actix_web::test::TestRequest;
use enroll_actix::{Binding, Dialect, Options, Origins};
use enroll_domain::tenant::TenantName;

use crate::world::{Reply, World};

const APP: &str = "https://app.example.org";

/// What a browser may say of itself that is not listed.
const STRANGERS: &[&str] = &[
    "null",
    "https://evil.example",
    "http://app.example.org",
    "https://app.example.org.evil.example",
    "https://evil-app.example.org",
    "https://app.example.org:8443",
    "https://APP.example.org",
    "https://app.example.org/",
    "https://sub.app.example.org",
    "https://app.example.org@evil.example",
    "app.example.org",
    "*",
];

async fn world() -> World {
    let rpost = Binding::new(Dialect::RPost, TenantName::default_name())
        .below("/rpost")
        .unwrap();
    let options = Options::new()
        .with_origins(Origins::parse([APP]).unwrap())
        .with_dialect(rpost);
    World {
        options,
        ..World::new().await
    }
}

fn preflight(path: &str, origin: &str) -> TestRequest {
    let lines = [
        ("origin", origin),
        ("access-control-request-method", "POST"),
        (
            "access-control-request-headers",
            "content-type,authorization,idempotency-key,enroll-tenant",
        ),
    ];
    let request = TestRequest::default().method(Method::OPTIONS).uri(path);
    lines.into_iter().fold(request, TestRequest::insert_header)
}

fn tells_nobody(reply: &Reply) {
    for name in ["access-control-allow-origin", "access-control-allow-credentials"] {
        assert_eq!(reply.header(name), "", "{name}");
    }
}

#[actix_web::test]
async fn a_listed_origin_may_call_the_api_and_the_contracts() {
    let world = world().await;
    for path in ["/v1/registrations", "/v1/sessions", "/rpost/api/v1/Account/Register"] {
        let reply = world.send(preflight(path, APP)).await;
        assert_eq!(reply.status, 200, "{path} {}", reply.text());
        assert_eq!(reply.header("access-control-allow-origin"), APP);
        assert!(reply.header("access-control-allow-methods").contains("POST"));
        assert!(
            reply
                .header("access-control-allow-headers")
                .to_lowercase()
                .contains("idempotency-key")
        );
        assert_eq!(reply.header("access-control-allow-credentials"), "");
        assert_eq!(reply.header("x-content-type-options"), "nosniff");
        let called = TestRequest::post().uri(path).insert_header(("origin", APP));
        let reply = world.send(called).await;
        assert_eq!(reply.header("access-control-allow-origin"), APP, "{path}");
        assert!(reply.header("access-control-expose-headers").contains("retry-after"));
        assert!(
            reply
                .headers
                .get_all("vary")
                .any(|value| value.to_str().unwrap().contains("Origin"))
        );
    }
}

#[actix_web::test]
async fn nobody_else_may_and_pages_are_nobodys() {
    let world = world().await;
    for origin in STRANGERS {
        tells_nobody(&world.send(preflight("/v1/sessions", origin)).await);
        let called = TestRequest::post()
            .uri("/v1/sessions")
            .insert_header(("origin", *origin));
        let reply = world.send(called).await;
        tells_nobody(&reply);
        assert_eq!(reply.status, 415, "{origin}");
    }
    tells_nobody(&world.send(preflight("/reset", APP)).await);
    let page = TestRequest::get().uri("/reset").insert_header(("origin", APP));
    tells_nobody(&world.send(page).await);
}

#[actix_web::test]
async fn where_no_origin_is_listed_nothing_is_said_of_any() {
    let world = World::new().await;
    let reply = world.send(preflight("/v1/sessions", APP)).await;
    assert_eq!(reply.status, 405);
    tells_nobody(&reply);
}
