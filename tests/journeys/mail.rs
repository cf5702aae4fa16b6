//! Mails as they arrived over SMTP, read as a mail program reads them.

use enroll_tests::smtp_catcher::Mail;
use mail_parser::MessageParser;

/// A mail, read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Arrived {
    pub(crate) message_id: String,
    pub(crate) subject: String,
    pub(crate) text: String,
    pub(crate) html: String,
}

impl Arrived {
    pub(crate) fn read(mail: &Mail) -> Self {
        let parsed = MessageParser::default().parse(&mail.raw).unwrap();
        let part = |found: Option<std::borrow::Cow<'_, str>>| found.unwrap().into_owned();
        Self {
            message_id: parsed.message_id().unwrap().to_owned(),
            subject: parsed.subject().unwrap().to_owned(),
            text: part(parsed.body_text(0)),
            html: part(parsed.body_html(0)),
        }
    }

    /// The page that the mail's link opens, such as `/activate`; nothing for a mail without a link.
    pub(crate) fn page(&self) -> Option<String> {
        let (before, _) = self.text.split_once("?token=")?;
        Some(format!("/{}", before.rsplit('/').next()?))
    }

    /// The code that stands beside the mail's link.
    pub(crate) fn code(&self) -> String {
        let is_code = |line: &&str| line.len() == 9 && line.bytes().filter(u8::is_ascii_digit).count() == 8;
        let found = self.text.lines().map(str::trim).find(is_code);
        let code = found.unwrap_or_else(|| panic!("no code in {:?}", self.subject));
        assert!(self.html.contains(code), "the code stands in both parts");
        code.to_owned()
    }

    /// The token of the mail's link.
    pub(crate) fn token(&self) -> String {
        let (_, rest) = self
            .text
            .split_once("?token=")
            .unwrap_or_else(|| panic!("no link in {:?}", self.subject));
        rest.chars()
            .take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'))
            .collect()
    }
}
