//! What the tests are made of: letters, mailers, and a reader of mails that shares no code with what writes them.

#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use enroll_domain::identifier::EmailAddress;
use enroll_mailer::{DeliveryError, Letter};
use enroll_smtp::{PlainSmtp, SmtpMailer};
use mail_parser::{Message, MessageParser};

use crate::smtp_catcher::{Mail, SmtpCatcher};

pub(crate) const FROM: &str = "enroll <noreply@example.org>";

pub(crate) fn letter(message_id: &str) -> Letter {
    Letter {
        message_id: message_id.to_owned(),
        to: EmailAddress::parse("ada@example.org").unwrap(),
        subject: "Confirm your address".to_owned(),
        text: "Hello,\n\nopen https://example.org/activate to go on.".to_owned(),
        html: "<p>Hello</p>".to_owned(),
    }
}

/// A mailer that speaks in clear to the server.
pub(crate) fn mailer(server: &SmtpCatcher) -> SmtpMailer {
    SmtpMailer::connect(&server.url(), FROM, PlainSmtp::LoopbackOnly).unwrap()
}

/// Reads a mail as its recipient's program would.
pub(crate) fn read(mail: &Mail) -> Message<'static> {
    MessageParser::default().parse(&mail.raw).unwrap().into_owned()
}

/// How a delivery ended, in one word.
pub(crate) fn verdict(delivered: &Result<(), DeliveryError>) -> &'static str {
    match delivered {
        Ok(()) => "delivered",
        Err(DeliveryError::Temporary(_)) => "temporary",
        Err(DeliveryError::Permanent(_)) => "permanent",
        Err(DeliveryError::Misconfigured(_)) => "misconfigured",
    }
}
