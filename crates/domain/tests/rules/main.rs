//! The rules of registration, roles, proofs and sessions, over generated cases and whole tables.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests fail by panicking")]

mod address;
mod callback;
mod ceiling;
mod flaws;
mod invitation;
mod registration;
mod validity;
mod wishes;
mod written;
