//! The use cases over the memory adapters: the cheapest ring in which a rule of what happens can be tested.
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "tests fail by panicking")]

mod activation;
mod address_change;
mod address_meetings;
mod administration;
mod budget;
mod chosen;
mod codes;
mod codes_in_mails;
mod codes_refused;
mod confirmation;
mod confirming;
mod existing_contracts;
mod housekeeping;
mod invitations;
mod leases;
mod lifecycle;
mod lifecycle_refused;
mod meanwhile;
mod open_registration;
mod passwords;
mod pauses;
mod provisioning;
mod receipts;
mod relay;
mod secrets;
mod sessions;
mod settlements;
mod sign_up;
mod tenants;
mod unreadable;
mod wishes;
mod world;
