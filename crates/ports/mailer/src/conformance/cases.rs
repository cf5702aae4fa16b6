//! The cases of the mailer's suite. They see a mailer by its port and by what arrives at its far end, nothing else.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a case fails by panicking"
)]

use std::error::Error;
use std::future::poll_fn;
use std::task::Poll;

use enroll_domain::identifier::EmailAddress;

use super::material::{
    assert_goes_out, assert_harmless, assert_id, assert_poison_is_harmless, assert_refused, assert_same, letter,
};
use super::{Case, Failure, Subject};
use crate::{DeliveryError, Letter};

macro_rules! cases {
    ($($case:ident,)*) => {
        pub(super) fn all() -> Vec<Case> {
            vec![$(Case { name: stringify!($case), run: |subject| Box::pin($case(subject)) }),*]
        }
    };
}

cases! {
    a_letter_arrives_whole_and_once,
    a_letter_has_one_recipient_and_each_header_once,
    letters_in_every_script_survive,
    lines_of_dots_and_long_lines_survive,
    the_message_id_is_the_letters_own_also_when_it_is_delivered_again,
    what_arrived_without_a_word_may_be_sent_again_and_bears_the_same_message_id,
    a_temporary_failure_is_told_as_such_and_passes,
    a_permanent_failure_is_told_as_such_and_the_next_letter_goes_out,
    a_misconfiguration_is_told_as_such_and_can_be_repaired,
    errors_hold_neither_address_nor_letter,
    a_subject_with_line_breaks_adds_no_header,
    a_subject_with_other_control_characters_harms_nothing,
    a_message_id_with_other_characters_is_refused,
    a_letter_without_a_message_id_is_refused,
    a_recipient_with_line_breaks_is_refused,
    a_body_cannot_end_the_mail_early,
    many_letters_at_once_all_arrive,
}

async fn a_letter_arrives_whole_and_once(subject: Subject) {
    let letter = letter("0198c0de-0000-7000-8000-000000000001");
    subject.mailer.deliver(&letter).await.unwrap();
    let mails = subject.inbox.mails().await;
    assert_eq!(mails.len(), 1);
    assert_same(&mails[0], &letter);
}

async fn a_letter_has_one_recipient_and_each_header_once(subject: Subject) {
    subject.mailer.deliver(&letter("one")).await.unwrap();
    assert_harmless(&subject.inbox.mails().await[0]);
}

async fn letters_in_every_script_survive(subject: Subject) {
    let mut letter = letter("scripts");
    letter.subject = "Bestätigen Sie Ihre Adresse · 请确认您的电子邮件地址 · أكّد عنوان بريدك · 🦀 ".repeat(4) + "Ende";
    letter.text = "Grüße, Ἀθηνᾶ!\n\n👩‍💻 مرحبا = 100 %\n=20 is no space".to_owned();
    letter.html = "<p>Grüße, Ἀθηνᾶ!</p>\n<p>👩‍💻 مرحبا &amp; more</p>".to_owned();
    subject.mailer.deliver(&letter).await.unwrap();
    assert_same(&subject.inbox.mails().await[0], &letter);

    letter.to = EmailAddress::parse("zoe@exämple.org").unwrap();
    subject.mailer.deliver(&letter).await.unwrap();
    assert_same(&subject.inbox.mails().await[1], &letter);
}

async fn lines_of_dots_and_long_lines_survive(subject: Subject) {
    let mut letter = letter("dots");
    letter.subject = format!("A subject that {}fits no line", "goes on and ".repeat(30));
    letter.text = format!(".\n..\n.hidden\n\n.\nFrom here on\n{}\n.", "long".repeat(1_000));
    letter.html = format!("<p>\n.\n</p>{}", "<b>wide</b>".repeat(500));
    subject.mailer.deliver(&letter).await.unwrap();
    let mails = subject.inbox.mails().await;
    assert_eq!(mails.len(), 1);
    assert_same(&mails[0], &letter);
}

async fn the_message_id_is_the_letters_own_also_when_it_is_delivered_again(subject: Subject) {
    let letter = letter("0198c0de-0000-7000-8000-000000000002");
    subject.mailer.deliver(&letter).await.unwrap();
    subject.mailer.deliver(&letter).await.unwrap();
    let mails = subject.inbox.mails().await;
    assert_eq!(mails.len(), 2);
    assert_id(&mails[0], &letter);
    assert_eq!(mails[0].message_id, mails[1].message_id);
}

async fn what_arrived_without_a_word_may_be_sent_again_and_bears_the_same_message_id(subject: Subject) {
    let letter = letter("lost");
    subject.inbox.fail_next(Failure::Lost).await;
    let lost = subject.mailer.deliver(&letter).await;
    assert!(matches!(lost, Err(DeliveryError::Temporary(_))), "{lost:?}");
    subject.mailer.deliver(&letter).await.unwrap();
    let mails = subject.inbox.mails().await;
    assert_eq!(mails.len(), 2);
    assert_same(&mails[0], &letter);
    assert_same(&mails[1], &letter);
    assert_eq!(mails[0].message_id, mails[1].message_id);
}

async fn a_temporary_failure_is_told_as_such_and_passes(subject: Subject) {
    let letter = letter("later");
    subject.inbox.fail_next(Failure::Temporary).await;
    let failed = subject.mailer.deliver(&letter).await;
    assert!(matches!(failed, Err(DeliveryError::Temporary(_))), "{failed:?}");
    assert_goes_out(&subject, &letter).await;
}

async fn a_permanent_failure_is_told_as_such_and_the_next_letter_goes_out(subject: Subject) {
    subject.inbox.fail_next(Failure::Permanent).await;
    let failed = subject.mailer.deliver(&letter("never")).await;
    assert!(matches!(failed, Err(DeliveryError::Permanent(_))), "{failed:?}");
    assert_goes_out(&subject, &letter("next")).await;
}

async fn a_misconfiguration_is_told_as_such_and_can_be_repaired(subject: Subject) {
    let letter = letter("repaired");
    subject.inbox.fail_next(Failure::Misconfigured).await;
    let failed = subject.mailer.deliver(&letter).await;
    assert!(matches!(failed, Err(DeliveryError::Misconfigured(_))), "{failed:?}");
    assert_goes_out(&subject, &letter).await;
}

async fn errors_hold_neither_address_nor_letter(subject: Subject) {
    for failure in [
        Failure::Temporary,
        Failure::Permanent,
        Failure::Misconfigured,
        Failure::Lost,
    ] {
        subject.inbox.fail_next(failure).await;
        let error = subject.mailer.deliver(&letter("quiet")).await.unwrap_err();
        let mut told = format!("{error} {error:?}");
        let mut source = error.source();
        while let Some(cause) = source {
            told += &format!(" {cause} {cause:?}");
            source = cause.source();
        }
        let told = told.to_ascii_lowercase();
        for secret in ["lovelace", "example.org", "confirm your", "token=", "abc-_def"] {
            assert!(!told.contains(secret), "{failure:?}: the error tells {secret}");
        }
    }
}

async fn a_subject_with_line_breaks_adds_no_header(subject: Subject) {
    let mut poison = letter("breaks");
    poison.subject = "Hello\r\nBcc: eve@example.net\nX-Injected: yes\r\n\r\n<p>Surprise</p>".to_owned();
    assert_poison_is_harmless(subject, &poison).await;
}

async fn a_subject_with_other_control_characters_harms_nothing(subject: Subject) {
    let mut poison = letter("controls");
    poison.subject = "Hello\0\u{1b}[2J\rX-Injected: yes".to_owned();
    assert_poison_is_harmless(subject, &poison).await;
}

async fn a_message_id_with_other_characters_is_refused(subject: Subject) {
    let poison = letter("a@b>\r\nX-Injected: yes\r\nX-Injected-Too: <c");
    assert_refused(subject, &poison).await;
}

async fn a_letter_without_a_message_id_is_refused(subject: Subject) {
    assert_refused(subject, &letter("")).await;
}

async fn a_recipient_with_line_breaks_is_refused(subject: Subject) {
    let mut poison = letter("recipient");
    let address = "ada@example.org>\r\nRCPT TO:<eve@example.net".to_owned();
    poison.to = EmailAddress::from_stored(address.clone(), address);
    assert_refused(subject, &poison).await;
}

async fn a_body_cannot_end_the_mail_early(subject: Subject) {
    let mut sly = letter("smuggled");
    let more = "MAIL FROM:<eve@example.net>\r\nRCPT TO:<eve@example.net>\r\nDATA\r\nX-Injected: yes\r\n\r\nhi";
    sly.text = format!("one\r\n.\r\n{more}\n.\n{more}");
    sly.html = format!("<p>\r\n.\r\n{more}\n.\n</p>");
    subject.mailer.deliver(&sly).await.unwrap();
    subject.mailer.deliver(&letter("next")).await.unwrap();
    let mails = subject.inbox.mails().await;
    assert_eq!(mails.len(), 2, "one mail for each letter");
    assert_same(&mails[0], &sly);
    assert_harmless(&mails[0]);
    assert_same(&mails[1], &letter("next"));
}

async fn many_letters_at_once_all_arrive(subject: Subject) {
    let letters: Vec<_> = (0..20)
        .map(|number| Letter {
            subject: format!("Letter {number}"),
            ..letter(&format!("many-{number}"))
        })
        .collect();
    let mut open: Vec<_> = letters.iter().map(|letter| subject.mailer.deliver(letter)).collect();
    poll_fn(|context| {
        open.retain_mut(|delivery| match delivery.as_mut().poll(context) {
            Poll::Ready(delivered) => {
                delivered.unwrap();
                false
            }
            Poll::Pending => true,
        });
        if open.is_empty() {
            Poll::Ready(())
        } else {
            Poll::Pending
        }
    })
    .await;

    let mails = subject.inbox.mails().await;
    assert_eq!(mails.len(), 20);
    for letter in &letters {
        let id = format!("{}@", letter.message_id);
        let mut own = mails.iter().filter(|mail| mail.message_id.starts_with(&id));
        assert_same(own.next().expect("each letter arrives"), letter);
        assert!(own.next().is_none(), "and arrives once");
    }
}
