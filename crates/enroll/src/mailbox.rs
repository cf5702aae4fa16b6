//! The development mailbox: where the memory adapter's mails and the pages of the HTTP adapter meet.

use enroll_actix::{MailShown, Options};
use enroll_memory::{Mailbox, Received};

/// Shows the mails of this mailbox at `/dev/mailbox`, to the loopback alone. For development.
#[must_use]
pub fn with_mailbox(options: Options, mailbox: &Mailbox) -> Options {
    let mailbox = mailbox.clone();
    options.with_mailbox(move || mailbox.letters().into_iter().map(shown).collect())
}

fn shown(Received { id, letter }: Received) -> MailShown {
    MailShown {
        id,
        to: letter.to.as_str().to_owned(),
        subject: letter.subject,
        text: letter.text,
        html: letter.html,
    }
}
