//! What is logged: one line for each request, with the route's pattern, and nothing that anybody sent or was given.

use std::cell::RefCell;
use std::io::Write;
use std::sync::{Arc, Once};

use actix_web::test::TestRequest;
use async_trait::async_trait;
use enroll_memory::Answer;
use enroll_repository::{Reading, SchemaBehind, StoreError, UnitOfWork, Work};
use serde_json::json;

use crate::world::{OTHER_PASSWORD, PASSWORD, World};

thread_local! {
    /// What was logged on this thread, which is the one of this test.
    static SAID: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
}

/// Keeps what is logged with the thread that logs it. There is one for the whole process: one for a single thread would be
/// blind to whatever another thread happened to log first.
struct Log;

impl Log {
    fn begin() {
        static ONCE: Once = Once::new();
        ONCE.call_once(|| {
            let subscriber = tracing_subscriber::fmt()
                .with_max_level(tracing::Level::TRACE)
                .with_ansi(false)
                .with_writer(|| Self)
                .finish();
            tracing::subscriber::set_global_default(subscriber).unwrap();
        });
    }

    fn text() -> String {
        SAID.with_borrow(|said| String::from_utf8(said.clone()).unwrap())
    }
}

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        SAID.with_borrow_mut(|said| said.write(bytes))
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[actix_web::test]
async fn every_request_is_one_line_and_holds_nothing_of_anybody() {
    Log::begin();
    let world = World::new().await;
    let token = world.registered("canary@example.org").await;
    world.get(&format!("/activate?token={token}")).await;
    world
        .post("/v1/activations", json!({ "token": token, "password": OTHER_PASSWORD }))
        .await;
    world.hasher.answer_next([Answer::Permanent]);
    let broken = world
        .post("/v1/activations", json!({ "token": token, "password": PASSWORD }))
        .await;
    broken.is_problem(500, "internal");
    let user = world
        .post("/v1/activations", json!({ "token": token, "password": PASSWORD }))
        .await
        .json();
    let (access, sub) = (
        user["access_token"].as_str().unwrap(),
        user["user"]["sub"].as_str().unwrap(),
    );
    let read = world
        .send_as(access, TestRequest::get().uri(&format!("/v1/admin/users/{sub}")))
        .await;
    read.is_problem(403, "forbidden");
    world.get("/v1/canary-path").await;

    let text = Log::text();
    let secrets = [
        token.as_str(),
        access,
        sub,
        "canary",
        PASSWORD,
        OTHER_PASSWORD,
        user["refresh_token"].as_str().unwrap(),
    ];
    for secret in secrets {
        assert!(!text.contains(secret), "{secret} stands in {text}");
    }
    let id = read.header("x-request-id");
    let lines: Vec<_> = text.lines().filter(|line| line.contains(id)).collect();
    assert_eq!(lines.len(), 1, "{text}");
    for part in ["method=\"GET\"", "route=\"/v1/admin/users/{sub}\"", "status=403", "ms="] {
        assert!(lines[0].contains(part), "no {part} in {}", lines[0]);
    }
    let causes: Vec<_> = text.lines().filter(|line| line.contains("ERROR")).collect();
    assert_eq!(causes.len(), 1, "{text}");
    assert!(causes[0].contains(broken.header("x-request-id")) && causes[0].contains("as asked for"));
}

/// A store that is never ready, for a reason that is made anew each time.
struct Unready(fn() -> StoreError);

#[async_trait]
impl UnitOfWork for Unready {
    async fn run(&self, _work: Work) -> Result<(), StoreError> {
        Err(self.0())
    }

    async fn read(&self, _work: Reading) -> Result<(), StoreError> {
        Err(self.0())
    }

    async fn ready(&self) -> Result<(), StoreError> {
        Err(self.0())
    }
}

#[actix_web::test]
async fn why_the_store_is_not_ready_is_logged_and_an_old_schema_is_told_from_silence() {
    Log::begin();
    let world = World::new().await;
    type Reason = (fn() -> StoreError, &'static str, &'static str);
    let reasons: [Reason; 3] = [
        (
            || StoreError::broken(SchemaBehind),
            "the schema is older than this program; run `enroll migrate`",
            "the schema is older than this program",
        ),
        (
            || StoreError::broken("no route to 10.0.0.7"),
            "the store does not answer",
            "the store does not answer: no route to 10.0.0.7",
        ),
        (|| StoreError::Busy, "the store is busy", "the store is busy"),
    ];
    for (reason, told, logged) in reasons {
        let enrollment = world.enrollment.over(Arc::new(Unready(reason)));
        let options = world.options.clone();
        let reply = World {
            enrollment,
            options,
            ..World::new().await
        };
        let reply = reply.get("/readyz").await;
        assert_eq!(reply.is_problem(503, "not_ready")["detail"], told);
        let (text, id) = (Log::text(), reply.header("x-request-id"));
        let cause = text.lines().find(|line| line.contains("ERROR") && line.contains(id));
        assert!(
            cause.is_some_and(|line| line.contains(&format!("cause=\"{logged}\""))),
            "{text}"
        );
    }
}

#[actix_web::test]
async fn a_store_that_cannot_be_reached_is_tried_again_later_and_its_cause_is_logged() {
    Log::begin();
    let world = World::new().await;
    let away = Unready(|| StoreError::unreached("no route to 10.0.0.7"));
    let world = World {
        enrollment: world.enrollment.over(Arc::new(away)),
        options: world.options.clone(),
        ..World::new().await
    };
    let body = json!({ "email": "ada@example.org", "password": PASSWORD });
    let reply = world.post("/v1/registrations", body).await;
    let told = reply.is_problem(503, "busy");
    assert!(!told.to_string().contains("10.0.0.7"), "{told}");
    assert_eq!(reply.header("retry-after"), "5");
    let (text, id) = (Log::text(), reply.header("x-request-id"));
    let cause = text.lines().find(|line| line.contains("ERROR") && line.contains(id));
    assert!(
        cause.is_some_and(|line| line.contains("no route to 10.0.0.7")),
        "{text}"
    );
}
