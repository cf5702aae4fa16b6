//! What the tests of the whole are built from: the workspace on disk, the real program as a process, an HTTP client, a mail
//! server, a Keycloak and a browser. Nothing in here decides what is right; the tests do.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a harness fails by panicking"
)]

pub mod api;
pub mod browser;
pub mod figures;
#[path = "../../crates/adapters/keycloak/tests/http_peer/mod.rs"]
pub mod http_peer;
pub mod keycloak;
pub mod mta;
pub mod port;
pub mod postgres;
#[path = "../../crates/adapters/diesel/tests/postgres_server/mod.rs"]
mod postgres_server;
pub mod program;
pub mod promise;
pub mod refusal;
pub mod requirement;
#[path = "../../crates/adapters/smtp/tests/smtp_catcher/mod.rs"]
pub mod smtp_catcher;
pub mod until;
pub mod wire;
pub mod workspace;
