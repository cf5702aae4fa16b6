//! The mailer port over SMTP through lettre.
//!
//! lettre builds the mails, speaks the protocol and encrypts. Its ready-made transport is not used, for two reasons: its
//! errors do not say which command was refused, so that "we do not know this sender" looks like "we do not know this
//! recipient"; and its pool takes back a connection whose delivery was cut short by a time-out, so that the next letter
//! reads the answer to the last one.

mod conversation;
mod failure;
mod message;
mod parked;
mod replies;
mod settings;

use std::fmt;
use std::time::Duration;

use async_trait::async_trait;
use enroll_mailer::{DeliveryError, Letter, Mailer};
use lettre::message::Mailbox;
use tokio::sync::Semaphore;

use crate::conversation::Conversation;
use crate::failure::{Failure, Step};
use crate::message::Mail;
use crate::parked::Parked;
use crate::settings::Server;
pub use crate::settings::{PlainSmtp, SmtpSettingsError};

/// How long a delivery may take from first to last.
const DELIVERY: Duration = Duration::from_secs(30);

/// How many conversations are held with the server at once; more letters wait for their turn.
const CONVERSATIONS: usize = 8;

/// Delivers letters to one mail server, from one sender.
///
/// Every mail has `From` (the setting), `To`, `Date`, `Message-ID`, `Subject`, `Auto-Submitted: auto-generated` (RFC 3834,
/// so that nobody's holiday notice answers it), and two alternatives: text, then HTML.
///
/// | what happens | is |
/// |---|---|
/// | no connection, no answer in time, any 4yz reply | [`DeliveryError::Temporary`] |
/// | a 5yz reply to `RCPT TO`, `DATA` or the mail; a letter that cannot be a mail | [`DeliveryError::Permanent`] |
/// | a certificate that is not trusted, no `STARTTLS`, credentials refused, a 5yz reply to anything else | [`DeliveryError::Misconfigured`] |
pub struct SmtpMailer {
    server: Server,
    from: Mailbox,
    parked: Parked,
    turns: Semaphore,
}

impl SmtpMailer {
    /// Reads the settings and the system's certificates. It connects when the first letter goes out; to see whether the
    /// server is there, ask [`check`](Self::check). Deliveries run on tokio with time and I/O switched on.
    ///
    /// `url` is one of
    ///
    /// * `smtps://user:password@host`: encrypted from the start, port 465 unless it says another;
    /// * `smtp://user:password@host?tls=required`: encrypted by `STARTTLS` or not used, port 587;
    /// * `smtp://host`: plain, port 25, where `plain` allows it.
    ///
    /// User and password are percent-encoded, and both may be left out. `from` is the sender of all letters, `Name
    /// <name@example.org>` or the address alone.
    ///
    /// # Errors
    /// [`SmtpSettingsError`]: what to change in the settings, without what they hold.
    pub fn connect(url: &str, from: &str, plain: PlainSmtp) -> Result<Self, SmtpSettingsError> {
        Ok(Self {
            server: Server::from_url(url, plain)?,
            from: message::sender(from)?,
            parked: Parked::default(),
            turns: Semaphore::new(CONVERSATIONS),
        })
    }

    /// Where letters go, for people to read: host, port and encryption.
    #[must_use]
    pub fn destination(&self) -> String {
        format!("{:?}", self.server)
    }

    /// Connects, encrypts and logs in as a delivery would, and sends nothing. It takes at most 30 s.
    ///
    /// # Errors
    /// As [`Mailer::deliver`], but for letters that cannot be mails.
    pub async fn check(&self) -> Result<(), DeliveryError> {
        in_time(async {
            let mut conversation = Conversation::open(&self.server).await?;
            conversation.check().await?;
            conversation.quit().await;
            Ok(())
        })
        .await
    }

    async fn submit(&self, mail: &Mail) -> Result<(), Failure> {
        // The turn is over when this is dropped. Nobody closes the semaphore, so it is always had.
        let _turn = self.turns.acquire().await;
        let mut conversation = self.conversation().await?;
        let submitted = conversation.submit(mail).await;
        if submitted.as_ref().err().is_none_or(Failure::leaves_the_connection_open) {
            self.parked.put(conversation);
        }
        submitted
    }

    /// A conversation that waits for a letter, or else a new one.
    async fn conversation(&self) -> Result<Conversation, Failure> {
        if let Some(mut parked) = self.parked.take() {
            if parked.reset().await.is_ok() {
                return Ok(parked);
            }
            // The others have most likely met the same end; better not to wait for each.
            self.parked.clear();
        }
        Conversation::open(&self.server).await
    }
}

async fn in_time(work: impl Future<Output = Result<(), Failure>>) -> Result<(), DeliveryError> {
    match tokio::time::timeout(DELIVERY, work).await {
        Ok(done) => done.map_err(DeliveryError::from),
        Err(_elapsed) => Err(Failure::timed_out(Step::Message).into()),
    }
}

#[async_trait]
impl Mailer for SmtpMailer {
    async fn deliver(&self, letter: &Letter) -> Result<(), DeliveryError> {
        let mail = message::compose(&self.from, letter).map_err(|unfit| DeliveryError::Permanent(Box::new(unfit)))?;
        in_time(self.submit(&mail)).await
    }
}

impl fmt::Debug for SmtpMailer {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "SmtpMailer({:?})", self.server)
    }
}
