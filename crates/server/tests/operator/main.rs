//! The binary, as an operator meets it.
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by panicking")]

mod commands;
mod dead_mails;
mod importing;
mod keys;
mod looking;
mod place;
mod provision;
mod serving;
