//! The driving adapter: enroll's own HTTP API and pages through actix-web. It holds no rule: a handler reads a request, makes
//! one call of the driving port, and renders what came of it.
//!
//! [`routes`] mounts everything into an existing actix-web app, [`Server`] binds a port and runs it alone.
//!
//! ```no_run
//! # async fn example(enrollment: enroll_application::Enrollment) -> std::io::Result<()> {
//! use enroll_actix::{Options, Server};
//!
//! let server = Server::bind("127.0.0.1:8080", enrollment, Options::new())?;
//! println!("listening on {}", server.addr());
//! server.run().await
//! # }
//! ```

mod answer;
mod api;
mod asked;
mod body;
mod dialects;
mod docs;
mod edge;
mod headers;
mod idempotency;
mod mailbox;
mod mount;
mod observe;
mod openapi;
mod operations;
mod options;
mod pages;
mod parameters;
mod problem;
mod reader;
mod request_id;
mod route;
mod server;
mod tenant;
mod views;
mod violation;

pub use dialects::{Binding, BindingError, Dialect, Setting, Takes};
pub use edge::{Connections, ForwardedHeader, Limits, Origins, OriginsError, ProxiesError, TrustedProxies};
pub use mount::routes;
pub use openapi::openapi;
pub use options::{Draining, MailShown, Options};
pub use server::{Handle, Server};
