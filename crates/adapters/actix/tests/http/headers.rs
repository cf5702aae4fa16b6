//! What every answer bears.

use actix_web::http::Method;
use actix_web::test::TestRequest;
use serde_json::json;

use crate::world::{Reply, World, document};

fn is_guarded(reply: &Reply) {
    assert_eq!(reply.header("x-content-type-options"), "nosniff");
    assert_eq!(reply.header("x-frame-options"), "DENY");
    assert_eq!(reply.header("referrer-policy"), "no-referrer");
    assert!(
        reply
            .header("content-security-policy")
            .starts_with("default-src 'none'")
    );
    assert!(
        reply
            .header("content-security-policy")
            .contains("frame-ancestors 'none'")
    );
    assert_eq!(reply.header("cross-origin-opener-policy"), "same-origin");
    assert_eq!(reply.header("cross-origin-resource-policy"), "same-origin");
    assert!(reply.header("permissions-policy").contains("geolocation=()"));
    assert_eq!(
        reply.header("strict-transport-security"),
        "max-age=63072000; includeSubDomains"
    );
    assert!(!reply.header("cache-control").is_empty());
    assert_eq!(reply.header("x-request-id").len(), 36);
    assert_eq!(reply.header("set-cookie"), "");
}

#[actix_web::test]
async fn every_route_guards_its_answers_and_refuses_other_methods() {
    let world = World::new().await;
    for (path, item) in document()["paths"].as_object().unwrap() {
        let path = path
            .replace("{sub}", "0190c2a4-6f1e-7cc3-9d0a-5f0b5f4a9e11")
            .replace("{role}", "admin");
        for method in item.as_object().unwrap().keys() {
            let method: Method = method.to_uppercase().parse().unwrap();
            let reply = world
                .send(TestRequest::default().method(method.clone()).uri(&path))
                .await;
            assert_ne!(reply.status, 405, "{method} {path}");
            is_guarded(&reply);
        }
        let reply = world
            .send(TestRequest::default().method("BREW".parse().unwrap()).uri(&path))
            .await;
        assert_eq!(reply.status, 405, "{path}");
        is_guarded(&reply);
        for method in item.as_object().unwrap().keys() {
            assert!(
                reply.header("allow").contains(&method.to_uppercase()),
                "{path}: {}",
                reply.header("allow")
            );
        }
    }
}

/// Who a form may come from, by what the browser says.
const STRANGE: &[(&str, &str)] = &[
    ("sec-fetch-site", "cross-site"),
    ("sec-fetch-site", "same-site"),
    ("origin", "https://evil.example"),
];

#[actix_web::test]
async fn no_page_takes_a_form_from_another_site() {
    let world = World::new().await;
    let mut forms = 0;
    for (path, item) in document()["paths"].as_object().unwrap() {
        let form = &item["post"]["requestBody"]["content"]["application/x-www-form-urlencoded"];
        if !form.is_object() {
            continue;
        }
        forms += 1;
        for origin in STRANGE {
            let request = TestRequest::post()
                .uri(path)
                .insert_header(*origin)
                .set_form([("choice", "mail")]);
            let reply = world.send(request).await;
            assert_eq!(reply.status, 403, "{path} {origin:?}");
            is_guarded(&reply);
        }
        let own = TestRequest::post()
            .uri(path)
            .insert_header(("sec-fetch-site", "same-origin"));
        assert_ne!(
            world.send(own.set_form([("choice", "mail")])).await.status,
            403,
            "{path}"
        );
    }
    assert_eq!(forms, 6);
}

#[actix_web::test]
async fn nothing_but_keys_style_and_lists_may_be_kept() {
    let world = World::new().await;
    for path in ["/v1/me", "/activate", "/reset?token=x", "/livez", "/openapi.json"] {
        assert_eq!(world.get(path).await.header("cache-control"), "no-store", "{path}");
    }
    assert_eq!(
        world.get("/.well-known/jwks.json").await.header("cache-control"),
        "public, max-age=60"
    );
    assert_eq!(
        world.get("/assets/enroll.css").await.header("cache-control"),
        "public, max-age=3600"
    );
    assert_eq!(
        world.get("/v1/lookups/countries").await.header("cache-control"),
        "public, max-age=86400"
    );
}

#[actix_web::test]
async fn a_request_has_an_id_of_our_own_whatever_it_brings() {
    let world = World::new().await;
    let brought = "0190c2a4-6f1e-7cc3-9d0a-5f0b5f4a9e11";
    let reply = world
        .send(
            TestRequest::get()
                .uri("/livez")
                .insert_header(("x-request-id", brought)),
        )
        .await;
    assert_ne!(reply.header("x-request-id"), brought);
    assert_eq!(reply.header("x-request-id").chars().nth(14), Some('7'));
    assert_eq!(reply.headers.get_all("x-request-id").count(), 1);
}

#[actix_web::test]
async fn a_method_that_is_not_there_is_a_problem_that_says_which_are() {
    let world = World::new().await;
    let reply = world.send(TestRequest::put().uri("/v1/me")).await;
    reply.is_problem(405, "method_not_allowed");
    assert_eq!(reply.header("allow"), "GET, HEAD, PATCH, DELETE");
    let page = world
        .send(TestRequest::put().uri("/activate").set_json(json!({})))
        .await;
    assert_eq!((page.status.as_u16(), page.header("allow")), (405, "GET, HEAD, POST"));
    assert!(page.header("content-type").starts_with("text/html"));
}

#[actix_web::test]
async fn the_keys_and_the_description_are_to_be_had() {
    let world = World::new().await;
    let keys = world.get("/.well-known/jwks.json").await;
    assert!(keys.json()["keys"].is_array());
    assert_eq!(keys.text(), world.enrollment.key_set());
    let document = world.get("/openapi.json").await.json();
    assert_eq!(
        (&document["openapi"], &document["servers"][0]["url"]),
        (&json!("3.1.0"), &json!("https://enroll.example"))
    );
}
