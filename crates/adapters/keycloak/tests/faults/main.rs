//! The adapter against a server that does everything wrong that a server can do: it is slow, sends us away, has no end, and
//! refuses tokens. What a real Keycloak does is tried elsewhere.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

#[path = "../http_peer/mod.rs"]
pub mod http_peer;

mod keycloak;
mod limits;
mod settings;
mod sorting;
mod tokens;
