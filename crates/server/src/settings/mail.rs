//! `[mail]`: the mail server and the sender.

use enroll::adapters::smtp::{PlainSmtp, SmtpMailer, SmtpSettingsError};

use super::layers::Layers;
use super::reader::Reader;
use super::{LogFormat, Mode, built_in, log};
use crate::exit::{Exit, Failure};
use crate::sources::Sources;

/// What a command needs that sends a mail and nothing else.
pub(crate) struct MailSettings {
    /// As [`Settings::mail`](super::Settings::mail).
    pub(crate) mailer: SmtpMailer,
    /// As [`Settings::log`](super::Settings::log).
    pub(crate) log: Option<LogFormat>,
}

impl MailSettings {
    /// Reads how mails are sent. Of the rest, no more is asked than that its keys exist.
    ///
    /// # Errors
    /// Everything that is wrong or missing, a line each.
    pub(crate) fn read(sources: &Sources) -> Result<Self, Failure> {
        let layers = Layers::over(built_in(Mode::Production), sources);
        let mut reader = Reader::of(&layers);
        let (mailer, log) = (read(&mut reader, Mode::Production), log(&mut reader));
        let (mut problems, missing) = reader.finish();
        problems.extend(missing);
        match mailer.filter(|_| problems.is_empty()) {
            Some(mailer) => Ok(Self { mailer, log }),
            None => Err(Failure::of_all(Exit::Configuration, problems)),
        }
    }
}

/// Reads them, or notes what is wrong or missing.
pub(super) fn read(reader: &mut Reader<'_>, mode: Mode) -> Option<SmtpMailer> {
    let url = reader.secret("mail.smtp_url");
    let from = reader.text("mail.from");
    let plain = if reader.flag("mail.allow_plain") {
        PlainSmtp::Anywhere
    } else {
        PlainSmtp::LoopbackOnly
    };
    let named = reader.entry("mail.smtp_url").is_some() || reader.entry("mail.smtp_url_file").is_some();
    if !named && mode == Mode::Production {
        reader.lack_key(
            "mail.smtp_url",
            "name your mail server, such as smtps://user:password@mail.example.org",
        );
    }
    if reader.entry("mail.from").is_none() {
        reader.lack_key(
            "mail.from",
            "name the sender of mails, such as Example <no-reply@example.org>",
        );
    }
    let (url, from) = (url?, from?);
    match SmtpMailer::connect(url.expose(), from, plain) {
        Ok(mailer) => return Some(mailer),
        Err(SmtpSettingsError::From) => {}
        Err(error) if reader.entry("mail.smtp_url").is_some() => reader.reject("mail.smtp_url", &error.to_string()),
        Err(error) => reader.reject("mail.smtp_url_file", &error.to_string()),
    }
    // The sender is judged whatever the server is.
    if let Err(error @ SmtpSettingsError::From) = SmtpMailer::connect("smtp://localhost", from, plain) {
        reader.reject("mail.from", &error.to_string());
    }
    None
}
