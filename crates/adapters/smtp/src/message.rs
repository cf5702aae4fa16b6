//! From a letter to the bytes of a mail (RFC 5322). Nothing in here talks to anybody.

use std::panic::{AssertUnwindSafe, catch_unwind};

use enroll_domain::identifier::EmailAddress;
use enroll_mailer::Letter;
use lettre::message::header::{HeaderName, HeaderValue};
use lettre::message::{Mailbox, MultiPart};
use lettre::{Address, Message};

use crate::SmtpSettingsError;

/// A mail as it goes over the wire: envelope and bytes.
pub(crate) struct Mail {
    pub(crate) from: Address,
    pub(crate) to: Address,
    /// ASCII only, so that no server needs `8BITMIME` or `SMTPUTF8`.
    pub(crate) bytes: Vec<u8>,
}

/// Why a letter cannot be a mail. It names the part, never what stands there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Unfit {
    #[error("the Message-ID holds other characters than letters, digits and hyphens")]
    MessageId,
    #[error("the recipient is no address that can be written to")]
    Recipient,
    #[error("the subject is more than one line of text")]
    Subject,
    #[error("the text or the HTML holds NUL")]
    Body,
    #[error("the letter cannot be put into the form of a mail")]
    Form,
}

/// Reads the sender of all letters.
///
/// Control characters are refused here because lettre panics on line breaks in a display name, and that would be every
/// letter's end. A domain in another script becomes punycode, as it is for recipients.
pub(crate) fn sender(text: &str) -> Result<Mailbox, SmtpSettingsError> {
    if text.chars().any(char::is_control) {
        return Err(SmtpSettingsError::From);
    }
    let mut mailbox: Mailbox = text.trim().parse().map_err(|_address| SmtpSettingsError::From)?;
    let address: &str = mailbox.email.as_ref();
    if !address.is_ascii() {
        let ascii = EmailAddress::parse(address).map_err(|_rule| SmtpSettingsError::From)?;
        mailbox.email = ascii.as_str().parse().map_err(|_address| SmtpSettingsError::From)?;
    }
    Ok(mailbox)
}

/// Makes a mail of a letter. A letter on which lettre panics is unfit like any other, and the next one goes out.
pub(crate) fn compose(from: &Mailbox, letter: &Letter) -> Result<Mail, Unfit> {
    guarded(|| build(from, letter))
}

fn guarded<T>(work: impl FnOnce() -> Result<T, Unfit>) -> Result<T, Unfit> {
    // Nothing that `work` touched is used again after a panic.
    catch_unwind(AssertUnwindSafe(work)).unwrap_or(Err(Unfit::Form))
}

fn build(from: &Mailbox, letter: &Letter) -> Result<Mail, Unfit> {
    if letter.message_id.is_empty()
        || !letter
            .message_id
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    {
        return Err(Unfit::MessageId);
    }
    if letter.subject.chars().any(char::is_control) {
        return Err(Unfit::Subject);
    }
    let to = recipient(letter.to.as_str())?;
    let parts = MultiPart::alternative_plain_html(body(&letter.text)?, body(&letter.html)?);
    let message = Message::builder()
        .from(from.clone())
        .to(Mailbox::new(None, to.clone()))
        .date_now()
        .message_id(Some(format!("<{}@{}>", letter.message_id, from.email.domain())))
        .subject(letter.subject.as_str())
        .raw_header(HeaderValue::new(
            HeaderName::new_from_ascii_str("Auto-Submitted"),
            "auto-generated".to_owned(),
        ))
        .multipart(parts)
        .map_err(|_lettre| Unfit::Form)?;
    let bytes = message.formatted();
    if bytes.is_ascii() {
        Ok(Mail {
            from: from.email.clone(),
            to,
            bytes,
        })
    } else {
        Err(Unfit::Form)
    }
}

fn recipient(address: &str) -> Result<Address, Unfit> {
    let printable = address.bytes().all(|byte| byte.is_ascii_graphic());
    match address.parse() {
        Ok(parsed) if printable => Ok(parsed),
        Ok(_) | Err(_) => Err(Unfit::Recipient),
    }
}

/// A body with one kind of line end. A lone CR is none on the wire (RFC 5322 §2.3), and some readers take it for one.
fn body(text: &str) -> Result<String, Unfit> {
    if text.contains('\0') {
        Err(Unfit::Body)
    } else {
        Ok(text.replace("\r\n", "\n").replace('\r', "\n"))
    }
}

#[cfg(test)]
mod tests {
    //! What cannot be seen from outside: lettre's own panics, which the checks above keep away from it.

    use lettre::message::Mailbox;

    use super::{Unfit, compose, guarded};
    use enroll_domain::identifier::EmailAddress;
    use enroll_mailer::Letter;

    #[test]
    fn a_panic_while_a_mail_is_built_makes_that_letter_unfit() {
        assert_eq!(guarded::<()>(|| panic!("on purpose")), Err(Unfit::Form));
        assert_eq!(guarded(|| Ok(1)), Ok(1));
    }

    #[test]
    fn a_display_name_that_lettre_panics_on_is_unfit() {
        let address = "noreply@example.org".parse().unwrap();
        let poisonous = Mailbox::new(Some("enroll\r\nBcc: eve@example.net".to_owned()), address);
        let letter = Letter {
            message_id: "one".to_owned(),
            to: EmailAddress::parse("ada@example.org").unwrap(),
            subject: "Hello".to_owned(),
            text: "Hello".to_owned(),
            html: "<p>Hello</p>".to_owned(),
        };
        assert_eq!(compose(&poisonous, &letter).err(), Some(Unfit::Form));
    }
}
