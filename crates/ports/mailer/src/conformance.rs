//! The conformance suite of the mailer port: every promise of a mailer as a case that an adapter runs against itself.
//! Nothing in here knows which mailer it talks to, nor which runtime it runs on.
//!
//! An adapter implements [`Bench`] and calls [`all`], or runs [`cases`] one by one under a test harness of its choice.
//!
//! ```no_run
//! use enroll_mailer::conformance::{self, Bench, Subject};
//!
//! struct Mine;
//!
//! #[async_trait::async_trait]
//! impl Bench for Mine {
//!     async fn fresh(&self) -> Subject {
//!         unimplemented!("a mailer, and whoever receives what it delivers")
//!     }
//! }
//!
//! # async fn example() {
//! conformance::all(&Mine).await;
//! # }
//! ```

mod cases;
mod material;

use std::pin::Pin;
use std::sync::Arc;

use async_trait::async_trait;

use crate::Mailer;

/// Where the suite gets its mailers from.
#[async_trait]
pub trait Bench: Send + Sync {
    /// A mailer that has delivered nothing yet, and the far end of it.
    async fn fresh(&self) -> Subject;
}

/// What a case is tried on.
pub struct Subject {
    /// The mailer.
    pub mailer: Arc<dyn Mailer>,
    /// Whoever receives what it delivers.
    pub inbox: Box<dyn Inbox>,
}

/// The far end of a mailer.
#[async_trait]
pub trait Inbox: Send + Sync {
    /// Every mail that arrived so far, oldest first. Where there is a wire, it is read off the wire by a reader that
    /// shares no code with the mailer.
    async fn mails(&self) -> Vec<Mail>;

    /// Makes the next delivery, and no other, end like this. Where the far end gives a reason, it repeats the
    /// recipient's address in it, as mail servers do.
    async fn fail_next(&self, failure: Failure);
}

/// A mail as it arrived.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mail {
    /// Everybody it was handed over for (in SMTP: the envelope, not the header).
    pub recipients: Vec<String>,
    /// The name of every header field of the mail itself, in order, as often as it occurs. Empty where mails have none.
    pub fields: Vec<String>,
    /// The `Message-ID`, without angle brackets.
    pub message_id: String,
    /// The decoded subject.
    pub subject: String,
    /// The decoded text part.
    pub text: String,
    /// The decoded HTML part.
    pub html: String,
}

/// How a delivery fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Failure {
    /// The far end says: not now.
    Temporary,
    /// The far end says: never, this recipient.
    Permanent,
    /// The far end says: not with these settings.
    Misconfigured,
    /// The mail arrives, and the far end goes away before it says so.
    Lost,
}

/// A case under way; it panics if the promise is not kept.
pub type Running = Pin<Box<dyn Future<Output = ()> + Send>>;

/// One promise. It fails by panicking.
#[derive(Debug, Clone, Copy)]
pub struct Case {
    /// The promise as a sentence.
    pub name: &'static str,
    /// Tries it on a mailer that nobody else uses.
    pub run: fn(Subject) -> Running,
}

/// Every case.
#[must_use]
pub fn cases() -> Vec<Case> {
    cases::all()
}

/// Runs every case, one after the other, each on a fresh mailer.
///
/// # Panics
/// When a promise is not kept; the place of the panic is the promise.
pub async fn all(bench: &dyn Bench) {
    for case in cases() {
        (case.run)(bench.fresh().await).await;
    }
}
