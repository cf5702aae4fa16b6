//! What the mailer's cases are made of: letters, and what is asked of their arrival again and again.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a case fails by panicking"
)]

use enroll_domain::identifier::EmailAddress;

use super::{Mail, Subject};
use crate::{DeliveryError, Letter};

const ADDRESS: &str = "Ada.Lovelace@example.org";

pub(super) fn letter(message_id: &str) -> Letter {
    Letter {
        message_id: message_id.to_owned(),
        to: EmailAddress::parse(ADDRESS).unwrap(),
        subject: "Confirm your address".to_owned(),
        text: "Hello,\n\nopen https://example.org/activate?token=abc-_def to go on.\n\nenroll".to_owned(),
        html: "<p>Hello,</p>\n<p><a href=\"https://example.org/activate?token=abc-_def\">go on</a></p>".to_owned(),
    }
}

/// Line ends are the wire's own, and so is whether the last line has one.
fn lines(text: &str) -> Vec<&str> {
    text.trim_end_matches(['\r', '\n'])
        .split('\n')
        .map(|line| line.trim_end_matches('\r'))
        .collect()
}

pub(super) fn assert_same(mail: &Mail, letter: &Letter) {
    assert_eq!(mail.recipients, [letter.to.as_str()]);
    assert_eq!(mail.subject, letter.subject);
    assert_eq!(lines(&mail.text), lines(&letter.text), "the text part");
    assert_eq!(lines(&mail.html), lines(&letter.html), "the HTML part");
    assert_id(mail, letter);
}

pub(super) fn assert_id(mail: &Mail, letter: &Letter) {
    let (left, domain) = mail.message_id.split_once('@').expect("a Message-ID with two sides");
    assert_eq!(left, letter.message_id);
    assert!(!domain.is_empty(), "the mailer adds its own domain");
}

/// Nothing that a letter says may become a header field of the mail or another recipient.
pub(super) fn assert_harmless(mail: &Mail) {
    assert_eq!(mail.recipients.len(), 1, "one recipient");
    for field in &mail.fields {
        let often = mail
            .fields
            .iter()
            .filter(|other| other.eq_ignore_ascii_case(field))
            .count();
        assert_eq!(often, 1, "{field} occurs once");
        assert!(
            !field.eq_ignore_ascii_case("bcc") && !field.to_ascii_lowercase().starts_with("x-injected"),
            "{field}"
        );
    }
}

/// Delivers a letter that no mailer should be able to carry as it is: it is refused, or made harmless. Either way the
/// next one goes out.
pub(super) async fn assert_poison_is_harmless(subject: Subject, poison: &Letter) {
    match subject.mailer.deliver(poison).await {
        Ok(()) | Err(DeliveryError::Permanent(_)) => {}
        Err(other) => panic!("a letter that never fits the wire is refused for good, not: {other}"),
    }
    let next = letter("next");
    subject.mailer.deliver(&next).await.unwrap();
    let mails = subject.inbox.mails().await;
    assert!(mails.len() <= 2, "two letters make no third mail");
    mails.iter().for_each(assert_harmless);
    assert_same(mails.last().unwrap(), &next);
}

pub(super) async fn assert_refused(subject: Subject, poison: &Letter) {
    let refused = subject.mailer.deliver(poison).await;
    assert!(matches!(refused, Err(DeliveryError::Permanent(_))), "{refused:?}");
    assert_eq!(subject.inbox.mails().await, []);
    let next = letter("next");
    subject.mailer.deliver(&next).await.unwrap();
    assert_same(&subject.inbox.mails().await[0], &next);
}

pub(super) async fn assert_goes_out(subject: &Subject, letter: &Letter) {
    assert_eq!(subject.inbox.mails().await, [], "what failed did not arrive");
    subject.mailer.deliver(letter).await.unwrap();
    let mails = subject.inbox.mails().await;
    assert_eq!(mails.len(), 1);
    assert_same(&mails[0], letter);
}
