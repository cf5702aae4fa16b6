//! The conformance suite of the repository port: every promise of a store as a case that an adapter runs against itself.
//! Nothing in here knows which store it talks to.
//!
//! An adapter implements [`Bench`] and calls [`all`], or runs [`cases`] one by one under a test harness of its choice. Either
//! way the cases need tokio's multi-threaded runtime with two workers or more, because some of them let transactions meet.
//!
//! ```no_run
//! # use std::sync::Arc;
//! use enroll_repository::UnitOfWork;
//! use enroll_repository::conformance::{self, Bench};
//!
//! struct Mine {
//!     open_a_store_with_two_tenants: fn() -> Arc<dyn UnitOfWork>,
//! }
//!
//! #[async_trait::async_trait]
//! impl Bench for Mine {
//!     async fn fresh(&self) -> Arc<dyn UnitOfWork> {
//!         (self.open_a_store_with_two_tenants)()
//!     }
//! }
//!
//! # async fn example(mine: Mine) {
//! conformance::all(&mine).await;
//! # }
//! ```

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a case fails by panicking")]

/// Lists the cases of a topic.
macro_rules! topic {
    ($topic:literal: $($case:ident,)*) => {
        pub(super) fn cases() -> Vec<$crate::conformance::Case> {
            vec![$($crate::conformance::Case {
                name: concat!($topic, "::", stringify!($case)),
                run: |store| Box::pin($case(store)),
            }),*]
        }
    };
}

mod addressees;
mod atomicity;
mod closing;
mod code_tries;
mod contention;
mod conversation;
mod dead_messages;
mod departments;
mod everywhere;
mod housekeeping;
mod identifiers;
mod inhabitants;
mod invitations;
mod ledgers;
mod lifecycle;
mod material;
mod memberships;
mod outbox;
mod packages;
mod populations;
mod provisioning;
mod roles;
mod round_trips;
mod single_use;
mod tags;
mod tenants;
mod transitions;
mod users;
mod visibility;

use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use enroll_domain::id::TenantId;

use crate::UnitOfWork;

/// The second tenant of every store of the suite.
pub const NEIGHBOUR: TenantId = TenantId::from_uuid(uuid::Uuid::from_u128(0x7000_8000_0000_0000_0002));

/// Where the suite gets its stores from.
#[async_trait]
pub trait Bench: Send + Sync {
    /// A store that holds nothing but two tenants: the default one, with which every store is born, and [`NEIGHBOUR`]. No
    /// policy was written for either.
    async fn fresh(&self) -> Arc<dyn UnitOfWork>;
}

/// A case under way; it panics if the promise is not kept.
pub type Running = Pin<Box<dyn Future<Output = ()> + Send>>;

/// One promise. It fails by panicking.
#[derive(Debug, Clone, Copy)]
pub struct Case {
    /// The promise as a sentence, behind its topic: `outbox::a_lease_is_held_by_one`.
    pub name: &'static str,
    /// Tries it on a store that nobody else uses.
    pub run: fn(Arc<dyn UnitOfWork>) -> Running,
}

/// How long a case may take before it counts as hanging.
pub const PATIENCE: Duration = Duration::from_secs(60);

/// Every case, topic by topic.
#[must_use]
pub fn cases() -> Vec<Case> {
    [
        identifiers::cases(),
        round_trips::cases(),
        transitions::cases(),
        single_use::cases(),
        atomicity::cases(),
        visibility::cases(),
        contention::cases(),
        outbox::cases(),
        dead_messages::cases(),
        addressees::cases(),
        ledgers::cases(),
        code_tries::cases(),
        provisioning::cases(),
        users::cases(),
        lifecycle::cases(),
        closing::cases(),
        memberships::cases(),
        populations::cases(),
        roles::cases(),
        departments::cases(),
        tags::cases(),
        packages::cases(),
        invitations::cases(),
        tenants::cases(),
        housekeeping::cases(),
    ]
    .concat()
}

/// Runs every case, one after the other, each on a fresh store.
///
/// # Panics
/// When a promise is not kept, or a case hangs; the text names the case.
pub async fn all(bench: &dyn Bench) {
    for case in cases() {
        let running = tokio::spawn((case.run)(bench.fresh().await));
        match tokio::time::timeout(PATIENCE, running).await {
            Ok(Ok(())) => {}
            Ok(Err(failure)) => panic!("{}: {failure}", case.name),
            Err(hanging) => panic!("{}: {hanging}", case.name),
        }
    }
}
