//! The use cases over the memory adapters: the cheapest ring in which a rule of what happens can be tested.
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "tests fail by panicking")]

mod activation;
mod administration;
mod budget;
mod housekeeping;
mod meanwhile;
mod passwords;
mod provisioning;
mod receipts;
mod relay;
mod secrets;
mod sessions;
mod world;
