//! One conversation with a mail server (RFC 5321), step by step, so that a failure knows where it happened.

use std::time::Duration;

use lettre::transport::smtp::Error as SmtpError;
use lettre::transport::smtp::authentication::DEFAULT_MECHANISMS;
use lettre::transport::smtp::client::AsyncSmtpConnection;
use lettre::transport::smtp::commands::{Data, Mail as MailFrom, Noop, Rcpt, Rset};
use lettre::transport::smtp::extension::ClientId;

use crate::failure::{Failure, Step};
use crate::message::Mail;
use crate::replies::Replies;
use crate::settings::{Encryption, Server};

/// How long one step may take. The whole delivery has a limit of its own.
const STEP: Duration = Duration::from_secs(10);

/// How long one address of the server's host may keep us, so that the next one gets its turn within the step.
const ADDRESS: Duration = Duration::from_secs(4);

/// A conversation that was greeted, encrypted and logged in as the settings have it.
pub(crate) struct Conversation(AsyncSmtpConnection);

impl Conversation {
    /// Begins one.
    pub(crate) async fn open(server: &Server) -> Result<Self, Failure> {
        let us = ClientId::default();
        let mut connection = match &server.encryption {
            // Whoever talks here has shown who they are.
            Encryption::Implicit(tls) => {
                let (address, tls) = ((server.host.as_str(), server.port), Some(tls.clone()));
                let connecting = AsyncSmtpConnection::connect_tokio1(address, Some(ADDRESS), &us, tls, None);
                step(Step::Connect, connecting).await?
            }
            Encryption::Plain | Encryption::StartTls(_) => {
                let replies = in_time(Step::Connect, Replies::connect(&server.host, server.port, ADDRESS)).await?;
                let replies = replies.map_err(|error| Failure::network(Step::Connect, &error))?;
                let greeting = AsyncSmtpConnection::connect_with_transport(Box::new(replies), &us);
                step(Step::Connect, greeting).await?
            }
        };
        if let Encryption::StartTls(tls) = &server.encryption {
            step(Step::StartTls, connection.starttls(tls.clone(), &us)).await?;
        }
        if let Some(credentials) = &server.credentials {
            step(Step::Login, connection.auth(DEFAULT_MECHANISMS, credentials)).await?;
        }
        Ok(Self(connection))
    }

    /// Hands a mail over. When it is `Ok`, the server has taken responsibility for it.
    pub(crate) async fn submit(&mut self, mail: &Mail) -> Result<(), Failure> {
        step(
            Step::Sender,
            self.0.command(MailFrom::new(Some(mail.from.clone()), Vec::new())),
        )
        .await?;
        step(Step::Recipient, self.0.command(Rcpt::new(mail.to.clone(), Vec::new()))).await?;
        // lettre takes any reply that is not negative for a yes; here only the two that RFC 5321 §4.3.2 has are one.
        let go_ahead = step(Step::Data, self.0.command(Data)).await?;
        if !go_ahead.has_code(354) {
            return Err(Failure::unreadable(Step::Data));
        }
        // No limit of its own: a mail sent twice because the server thought about it for long is worse than a wait.
        let accepted = self
            .0
            .message(&mail.bytes)
            .await
            .map_err(|error| Failure::new(Step::Message, &error))?;
        if accepted.has_code(250) {
            Ok(())
        } else {
            Err(Failure::unreadable(Step::Message))
        }
    }

    /// Forgets what was said about a mail that was not taken, and sees that the server is still there.
    pub(crate) async fn reset(&mut self) -> Result<(), Failure> {
        step(Step::Check, self.0.command(Rset)).await.map(drop)
    }

    /// Sees whether the server is there.
    pub(crate) async fn check(&mut self) -> Result<(), Failure> {
        step(Step::Check, self.0.command(Noop)).await.map(drop)
    }

    /// Says goodbye.
    pub(crate) async fn quit(mut self) {
        // Whether the server answers is all the same: nothing more is wanted of it.
        drop(step(Step::Check, self.0.quit()).await);
    }
}

async fn step<T>(step: Step, work: impl Future<Output = Result<T, SmtpError>>) -> Result<T, Failure> {
    in_time(step, work).await?.map_err(|error| Failure::new(step, &error))
}

async fn in_time<T>(step: Step, work: impl Future<Output = T>) -> Result<T, Failure> {
    tokio::time::timeout(STEP, work)
        .await
        .map_err(|_elapsed| Failure::timed_out(step))
}
