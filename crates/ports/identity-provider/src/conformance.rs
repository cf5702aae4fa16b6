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

mod arriving;
mod ensuring;
mod material;
mod strangers;
mod upkeep;

use std::pin::Pin;
use std::sync::Arc;

use async_trait::async_trait;
use enroll_domain::identifier::{EmailAddress, Username};
use enroll_domain::role::RoleName;

use crate::IdentityProvider;

/// The password whose hash the suite's users have at first.
pub const PASSWORD: &str = "correct horse battery staple";

/// What [`PASSWORD`] is kept as: argon2id with 19 MiB, two turns and one lane.
pub const HASH: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$ISO7kkvFzh19GM8qB7patN3C3Y9HHsjlVTfEZ9T600Y";

/// The password that they change it to.
pub const OTHER_PASSWORD: &str = "staple battery horse correct";

/// What [`OTHER_PASSWORD`] is kept as.
pub const OTHER_HASH: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$b3RoZXJzYWx0b3RoZXJzYQ$ROIRnqEyunEyehoLMhA5//mvJudGbfzEmo8a6g++WSE";

/// Where the suite gets its providers from.
#[async_trait]
pub trait Bench: Send + Sync {
    /// A provider that knows the roles `member`, `admin` and `auditor` and has no users.
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

    /// Gives a role there by hand.
    async fn grant(&self, provider_id: &str, role: &RoleName);

    /// What is kept of the user under this name, if anything is.
    async fn attribute(&self, provider_id: &str, name: &str) -> Option<String>;

    /// Signs the user in there with a password, and answers a name for the session; `None` if they are turned away.
    async fn sign_in(&self, provider_id: &str, password: &str) -> Option<String>;

    /// Whether a session goes on.
    async fn is_signed_in(&self, session: &str) -> bool;

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
    [
        ensuring::cases(),
        arriving::cases(),
        strangers::cases(),
        upkeep::cases(),
    ]
    .concat()
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
