//! What administrators manage, over the memory adapters: roles and invitations with their ceiling, departments, tags, packages,
//! memberships, tenants and provisioning; and what the operator alone does.
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "tests fail by panicking")]

mod dead_mails;
mod imports;
mod invitations;
mod keys;
mod meanwhile;
mod memberships;
mod organisation;
mod provisioning;
mod roles;
mod tenants;
mod unknown_keys;
mod world;
