//! Enroll within somebody else's app, and what that app may give it.

use actix_web::body::to_bytes;
use actix_web::test::{TestRequest, call_service, init_service};
use actix_web::{App, web};
use enroll_actix::{Draining, Options, routes};

use crate::world::World;

#[actix_web::test]
async fn the_app_keeps_every_path_that_is_not_ours() {
    let world = World::new().await;
    let mounted = routes(world.enrollment.clone(), Options::new());
    let app = App::new()
        .configure(mounted)
        .route("/", web::get().to(|| async { "the app's own" }));
    let app = init_service(app.route("/v1/things", web::get().to(|| async { "things" }))).await;
    for (path, status) in [("/", 200), ("/v1/things", 200), ("/livez", 200), ("/nowhere", 404)] {
        let response = call_service(&app, TestRequest::get().uri(path).to_request()).await;
        assert_eq!(response.status().as_u16(), status, "{path}");
    }
}

#[actix_web::test]
async fn it_may_be_mounted_under_a_path_and_its_forms_still_find_their_way() {
    let world = World::new().await;
    let mounted = routes(world.enrollment.clone(), Options::new());
    let app = init_service(App::new().service(web::scope("/accounts").configure(mounted))).await;
    let response = call_service(&app, TestRequest::get().uri("/accounts/reset").to_request()).await;
    assert_eq!(response.status(), 200);
    let html = to_bytes(response.into_body()).await.ok().unwrap();
    let html = std::str::from_utf8(&html).unwrap();
    assert!(html.contains("action=\"reset\"") && html.contains("href=\"assets/enroll.css\""));
}

#[actix_web::test]
async fn readiness_asks_the_store_and_the_app_and_ends_when_draining_begins() {
    let world = World::new().await;
    let draining = Draining::new();
    let options = Options::new().with_draining(draining.clone());
    let world = World { options, ..world };
    for path in ["/readyz", "/healthz"] {
        assert_eq!(world.get(path).await.json()["status"], "ready");
    }
    draining.begin();
    let problem = world.get("/readyz").await.is_problem(503, "not_ready");
    assert!(problem["detail"].as_str().unwrap().contains("drains"));
    assert_eq!(world.get("/livez").await.json()["status"], "alive");
    let options = Options::new().with_readiness(|| async { vec!["mail: refused".to_owned(), "disk: full".to_owned()] });
    let world = World { options, ..world };
    let problem = world.get("/readyz").await.is_problem(503, "not_ready");
    assert_eq!(problem["detail"], "mail: refused; disk: full");
}

#[actix_web::test]
async fn metrics_are_served_where_somebody_renders_them() {
    let world = World::new().await;
    world.get("/metrics").await.is_problem(404, "not_found");
    let world = World {
        options: Options::new().with_metrics(|| "a_total 1\n".to_owned()),
        ..world
    };
    let metrics = world.get("/metrics").await;
    assert_eq!((metrics.status.as_u16(), metrics.text().as_str()), (200, "a_total 1\n"));
    assert!(metrics.header("content-type").starts_with("text/plain; version=0.0.4"));
}

#[actix_web::test]
async fn a_panic_is_answered_as_a_problem_and_the_next_request_is_served() {
    let world = World::new().await;
    let options = Options::new().with_readiness(|| async { panic!("on purpose") });
    let world = World { options, ..world };
    world.get("/readyz").await.is_problem(500, "internal");
    assert_eq!(world.get("/livez").await.status, 200);
}
