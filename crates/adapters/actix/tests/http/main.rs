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
mod catalogue;
mod codes;
mod docs;
mod embedding;
mod headers;
mod invitations;
mod invited;
mod lifecycle;
mod limits;
mod limits_on_accounts;
mod limits_on_callers;
mod links;
mod logs;
mod lookups;
mod mailbox;
mod organisation;
mod origins;
mod pages;
mod profiles;
mod provisioning;
mod retries;
mod running;
mod sign_up;
mod tenants;
mod ways;
mod world;
