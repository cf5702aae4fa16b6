//! The HTTP API and the pages over the memory adapters: real routes, real use cases, no network. What a test sends is checked
//! against the OpenAPI document on its way.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "tests fail by panicking"
)]

mod accounts;
mod activations;
mod administration;
mod bad_input;
mod embedding;
mod headers;
mod links;
mod logs;
mod mailbox;
mod pages;
mod retries;
mod running;
mod world;
