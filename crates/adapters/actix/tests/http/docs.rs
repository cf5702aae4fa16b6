//! The page that shows the description of the API.

use actix_web::http::Method;
use actix_web::test::TestRequest;
use enroll_actix::{Binding, Dialect, Options};
use enroll_domain::tenant::TenantName;

use crate::world::World;

/// What the page loads: the addresses of its scripts and styles.
fn loaded(html: &str) -> Vec<&str> {
    let after = |mark| html.split(mark).skip(1);
    let values = after(" src=\"").chain(after("stylesheet\" href=\""));
    values.filter_map(|rest| rest.split('"').next()).collect()
}

#[actix_web::test]
async fn the_page_and_its_files_come_from_here_alone() {
    let world = World::new().await;
    let page = world.get("/docs").await;
    assert_eq!(
        (page.status.as_u16(), page.header("content-type")),
        (200, "text/html; charset=utf-8")
    );
    let policy = page.header("content-security-policy");
    assert!(
        policy.starts_with("default-src 'none'; script-src 'self'; style-src 'self' 'sha256-"),
        "{policy}"
    );
    assert!(!policy.contains("unsafe") && !policy.contains("http"), "{policy}");
    let html = page.text();
    assert!(
        !html.contains("://") && !html.contains("<script>") && !html.contains(" style="),
        "{html}"
    );
    let files = loaded(&html);
    assert_eq!(files.len(), 5, "{files:?}");
    for file in files {
        let reply = world.get(&format!("/{file}")).await;
        assert_eq!(reply.status, 200, "{file}");
        let kind = if file.ends_with(".css") {
            "text/css"
        } else {
            "text/javascript"
        };
        assert!(reply.header("content-type").starts_with(kind), "{file}");
        assert_eq!(reply.header("x-content-type-options"), "nosniff");
    }
}

#[actix_web::test]
async fn it_is_read_and_nothing_else() {
    let world = World::new().await;
    for path in ["/docs", "/docs/swagger-ui.css"] {
        assert_eq!(
            world
                .send(TestRequest::default().method(Method::HEAD).uri(path))
                .await
                .status,
            200
        );
        for method in [Method::POST, Method::PUT, Method::DELETE] {
            let reply = world.send(TestRequest::default().method(method).uri(path)).await;
            assert_eq!(
                (reply.status.as_u16(), reply.header("allow")),
                (405, "GET, HEAD"),
                "{path}"
            );
        }
    }
    for file in [
        "oauth2-redirect.html",
        "index.html",
        "..%2fCargo.toml",
        "swagger-ui.js.map",
    ] {
        world.get(&format!("/docs/{file}")).await.is_problem(404, "not_found");
    }
}

#[actix_web::test]
async fn a_slash_at_its_end_leads_to_the_page() {
    let world = World::new().await;
    for method in [Method::GET, Method::HEAD] {
        let reply = world.send(TestRequest::default().method(method).uri("/docs/")).await;
        assert_eq!((reply.status.as_u16(), reply.header("location")), (308, "../docs"));
    }
    let posted = world.send(TestRequest::post().uri("/docs/")).await;
    assert_eq!((posted.status.as_u16(), posted.header("allow")), (405, "GET, HEAD"));
}

#[actix_web::test]
async fn every_document_that_is_served_is_listed_once() {
    let mut world = World::new().await;
    let bind = |dialect, prefix| Binding::new(dialect, TenantName::default_name()).below(prefix).unwrap();
    world.options = Options::new()
        .with_dialect(bind(Dialect::Onyx, ""))
        .with_dialect(bind(Dialect::RPost, "/one"))
        .with_dialect(bind(Dialect::RPost, "/two"));
    let made = world.get("/docs/swagger-initializer.js").await.text();
    let urls: Vec<_> = made
        .split("\"url\": \"")
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .collect();
    assert_eq!(
        urls,
        ["openapi.json", "openapi/onyx.json", "openapi/rpost.json"],
        "{made}"
    );
    assert!(made.contains("\"validatorUrl\": \"none\""), "{made}");
    for url in urls {
        assert_eq!(world.get(&format!("/{url}")).await.status, 200, "{url}");
    }
}
