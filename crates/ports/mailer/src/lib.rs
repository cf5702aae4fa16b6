//! The mailer port: letters, and how a delivery can fail.
//!
//! # For whoever writes a mailer
//!
//! Implement [`Mailer`]. A letter arrives complete: the frame, the words and the links were put together by the
//! application. What a mailer promises, each held by a case of the conformance suite (feature `conformance`):
//!
//! * `Ok` means that somebody else has taken responsibility for the letter (RFC 5321 §4.2.5, the `250` after the data).
//! * The `Message-ID` of the mail is [`Letter::message_id`], also when the letter is delivered again.
//! * Text and HTML are two alternatives of one mail (RFC 2046 §5.1.4), in this order.
//! * A letter that cannot be put on the wire is [`DeliveryError::Permanent`], never a panic; the next one goes out.
//! * Errors name no address and hold nothing of the letter.

use async_trait::async_trait;
use enroll_domain::identifier::EmailAddress;
use std::error::Error;
use std::fmt;

#[cfg(feature = "conformance")]
pub mod conformance;

/// A mail, complete but for its sender, which is the mailer's own.
#[derive(Clone, PartialEq, Eq)]
pub struct Letter {
    /// The left side of the `Message-ID`: letters, digits and `-`. The mailer adds its own domain.
    pub message_id: String,
    /// The one recipient.
    pub to: EmailAddress,
    /// The subject, one line.
    pub subject: String,
    /// The text part.
    pub text: String,
    /// The HTML part, the same in meaning.
    pub html: String,
}

impl fmt::Debug for Letter {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Letter({})", self.message_id)
    }
}

/// Delivers letters.
#[async_trait]
pub trait Mailer: Send + Sync {
    /// Hands a letter over. It gives up by itself within a minute.
    ///
    /// # Errors
    /// [`DeliveryError`], sorted by what is to be done about it.
    async fn deliver(&self, letter: &Letter) -> Result<(), DeliveryError>;
}

/// Why a letter was not handed over.
#[derive(Debug, thiserror::Error)]
pub enum DeliveryError {
    /// Not now (a 4yz reply, no connection, a time-out): try again later. It may have arrived all the same.
    #[error("not now: {0}")]
    Temporary(#[source] Box<dyn Error + Send + Sync>),
    /// Never, this letter to this recipient (a 5yz reply about them): give up.
    #[error("never: {0}")]
    Permanent(#[source] Box<dyn Error + Send + Sync>),
    /// No letter will go out as things are set up (credentials or encryption refused): page someone, keep the letters.
    #[error("misconfigured: {0}")]
    Misconfigured(#[source] Box<dyn Error + Send + Sync>),
}
