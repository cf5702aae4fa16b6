//! Mounted into an actix-web app that is there already: its own routes stay, enroll's stand beside them.
//!
//! Open <http://127.0.0.1:8080/hello>, register at `POST /v1/registrations`, and read the mail at `/dev/mailbox`.
#![expect(clippy::print_stdout, reason = "an example shows what it does")]

use std::sync::Arc;

use actix_web::{App, HttpServer, web};
use enroll::Enroll;
use enroll::adapters::actix::{Options, routes};
use enroll::adapters::memory::Mailbox;

#[actix_web::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mailbox = Mailbox::new();
    let enroll = Enroll::builder()
        .in_memory()
        .mailer(Arc::new(mailbox.clone()))
        .build()?;
    enroll.prepare().await?;
    let running = enroll.start();

    let options = enroll::with_mailbox(Options::new(), &mailbox);
    let enrollment = enroll.enrollment().clone();
    let app = move || {
        App::new()
            .route("/hello", web::get().to(|| async { "the app's own" }))
            .configure(routes(enrollment.clone(), options.clone()))
    };
    println!("http://127.0.0.1:8080/hello and http://127.0.0.1:8080/openapi.json, until Ctrl-C");
    HttpServer::new(app).bind("127.0.0.1:8080")?.run().await?;
    running.stop().await;
    Ok(())
}
