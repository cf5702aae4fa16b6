//! `enroll mail test`: trying the mail server.

use enroll::domain::identifier::EmailAddress;
use enroll::ports::mailer::{DeliveryError, Letter, Mailer as _};
use enroll::ports::system::Entropy as _;
use enroll::{SystemEntropy, causes};

use super::user::words;
use crate::command_line::TestMail;
use crate::exit::{Exit, Failure};
use crate::logging::{self, Who};
use crate::output;
use crate::settings::MailSettings;
use crate::sources::Sources;

/// Sends a mail at once, past the outbox, and says what became of it.
///
/// # Errors
/// The settings are of no use, or the mail server did not take the mail.
pub(super) fn test(asked: &TestMail, sources: &Sources) -> Result<(), Failure> {
    let MailSettings { mailer, log } = MailSettings::read(sources)?;
    logging::begin(log, Who::Command, sources)?;
    let to = EmailAddress::parse(&asked.address)
        .map_err(|rule| Failure::new(Exit::Failed, format!("{}: {}", asked.address, words(rule))))?;
    let letter = letter(to)?;
    let server = mailer.destination();
    match super::runtime()?.block_on(mailer.deliver(&letter)) {
        Ok(()) => output::write(&format!(
            "{server} took a mail to {}; if it does not arrive, look for {} in the mail server's log\n",
            asked.address, letter.message_id
        )),
        Err(error) => Err(refused(&server, &error)),
    }
}

fn letter(to: EmailAddress) -> Result<Letter, Failure> {
    let mut bytes = [0; 8];
    SystemEntropy
        .fill(&mut bytes)
        .map_err(|error| Failure::new(Exit::Failed, format!("the system draws no random bytes: {error}")))?;
    let text = "This mail shows that enroll's mails reach you. Nobody has to do anything.";
    Ok(Letter {
        message_id: format!("test-{:016x}", u64::from_be_bytes(bytes)),
        to,
        subject: "A test mail from enroll".to_owned(),
        text: format!("{text}\n"),
        html: format!("<!doctype html><p>{text}</p>\n"),
    })
}

fn refused(server: &str, error: &DeliveryError) -> Failure {
    let (exit, remedy) = match error {
        DeliveryError::Temporary(_) => (
            Exit::Unavailable,
            "try again later, or look at the host and port of mail.smtp_url",
        ),
        DeliveryError::Misconfigured(_) => (
            Exit::Configuration,
            "look at mail.smtp_url (user, password, encryption) and at mail.from",
        ),
        DeliveryError::Permanent(_) => (Exit::Failed, "the mail server will not have this address"),
    };
    Failure::new(
        exit,
        format!("{server} did not take the mail: {}; {remedy}", causes(error)),
    )
}
