//! The conformance suite of the identity-provider port: every promise of a provider as a case that an adapter runs against
//! itself. Nothing in here knows which provider it talks to, nor which runtime it runs on.
//!
//! An adapter implements [`Bench`] and calls [`all`], or runs [`cases`] one by one under a test harness of its choice.
//!
//! ```no_run
//! use enroll_identity_provider::conformance::{self, Bench, Subject};
//!
//! struct Mine;
//!
//! #[async_trait::async_trait]
//! impl Bench for Mine {
//!     async fn fresh(&self) -> Subject {
//!         unimplemented!("a provider without users, and somebody who administers it")
//!     }
//! }
//!
//! # async fn example() {
//! conformance::all(&Mine).await;
//! # }
//! ```

/// Lists the cases of a topic.
macro_rules! cases {
    ($($case:ident,)*) => {
        pub(super) fn cases() -> Vec<$crate::conformance::Case> {
            vec![$($crate::conformance::Case {
                name: stringify!($case),
                run: |subject| Box::pin($case(subject)),
            }),*]
        }
    };
}

mod ensuring;
mod material;
mod strangers;
mod upkeep;

use std::pin::Pin;
use std::sync::Arc;

use async_trait::async_trait;
use enroll_domain::identifier::{EmailAddress, Username};

use crate::IdentityProvider;

/// Where the suite gets its providers from.
#[async_trait]
pub trait Bench: Send + Sync {
    /// A provider that knows the roles `member` and `admin` and has no users.
    async fn fresh(&self) -> Subject;
}

/// What a case is tried on.
pub struct Subject {
    /// The provider.
    pub provider: Arc<dyn IdentityProvider>,
    /// Somebody who administers it, past the port.
    pub directory: Box<dyn Directory>,
}

/// The provider as those see it who administer it.
#[async_trait]
pub trait Directory: Send + Sync {
    /// Makes a user there who does not bear our id, and answers the provider's own id of them.
    async fn add_foreign(&self, email: &EmailAddress, username: Option<&Username>) -> String;

    /// Everything the provider knows of the user it calls so, as text in any form that is equal when nothing was written.
    async fn snapshot(&self, provider_id: &str) -> Option<String>;

    /// Makes the next call of the port, and no other, end like this.
    async fn fail_next(&self, failure: Failure);
}

/// How a call of the port fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Failure {
    /// The provider is out of order for now; nothing is done.
    Temporary,
    /// The provider will never have this user as they are; nothing is done.
    Permanent,
    /// The provider refuses our credentials; nothing is done.
    Misconfigured,
    /// It is done, and the reply gets lost.
    Lost,
}

/// A case under way; it panics if the promise is not kept.
pub type Running = Pin<Box<dyn Future<Output = ()> + Send>>;

/// One promise. It fails by panicking.
#[derive(Debug, Clone, Copy)]
pub struct Case {
    /// The promise as a sentence.
    pub name: &'static str,
    /// Tries it on a provider that nobody else uses.
    pub run: fn(Subject) -> Running,
}

/// Every case.
#[must_use]
pub fn cases() -> Vec<Case> {
    [ensuring::cases(), strangers::cases(), upkeep::cases()].concat()
}

/// Runs every case, one after the other, each on a fresh provider.
///
/// # Panics
/// When a promise is not kept; the place of the panic is the promise.
pub async fn all(bench: &dyn Bench) {
    for case in cases() {
        (case.run)(bench.fresh().await).await;
    }
}
