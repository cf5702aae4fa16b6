//! The walls: which crate may know which, who owns which library, and under which licences everything stands.
//!
//! All of it is read from `cargo metadata` and `cargo tree`; the tables in here are the dependency rule, to the letter. A new
//! line in one of them is a decision, and has a record in `docs/decisions/`.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a check fails by panicking"
)]

mod graph;
mod libraries;
mod licences;
mod manifests;
mod spdx;
mod walls;
