//! The mailer's conformance suite on the mailbox, and what the mailbox promises beyond the port.

use std::sync::Arc;

use async_trait::async_trait;
use enroll_domain::identifier::EmailAddress;
use enroll_mailer::conformance::{self, Bench, Failure, Inbox, Mail, Subject};
use enroll_mailer::{DeliveryError, Letter, Mailer};
use enroll_memory::{Answer, Mailbox};

struct InMemory;

struct Shared(Mailbox);

#[async_trait]
impl Bench for InMemory {
    async fn fresh(&self) -> Subject {
        let mailbox = Mailbox::new();
        Subject {
            mailer: Arc::new(mailbox.clone()),
            inbox: Box::new(Shared(mailbox)),
        }
    }
}

#[async_trait]
impl Inbox for Shared {
    async fn mails(&self) -> Vec<Mail> {
        let letters = self.0.letters().into_iter().map(|received| received.letter);
        letters.map(mail).collect()
    }

    async fn fail_next(&self, failure: Failure) {
        self.0.answer_next([match failure {
            Failure::Temporary => Answer::Temporary,
            Failure::Permanent => Answer::Permanent,
            Failure::Misconfigured => Answer::Misconfigured,
            Failure::Lost => Answer::Lost,
        }]);
    }
}

fn mail(letter: Letter) -> Mail {
    Mail {
        recipients: vec![letter.to.as_str().to_owned()],
        fields: Vec::new(),
        message_id: format!("{}@mailbox", letter.message_id),
        subject: letter.subject,
        text: letter.text,
        html: letter.html,
    }
}

fn letter(message_id: &str) -> Letter {
    Letter {
        message_id: message_id.to_owned(),
        to: EmailAddress::from_stored("ada@example.org".to_owned(), "ada@example.org".to_owned()),
        subject: "Hello".to_owned(),
        text: "Hello".to_owned(),
        html: "<p>Hello</p>".to_owned(),
    }
}

#[tokio::test]
async fn the_mailbox_keeps_every_promise_of_the_mailer() {
    conformance::all(&InMemory).await;
}

#[tokio::test]
async fn the_newest_letters_are_kept_oldest_first_under_numbers_that_never_change() {
    let mailbox = Mailbox::keeping(3);
    for number in 1..=5 {
        mailbox.deliver(&letter(&format!("letter-{number}"))).await.unwrap();
    }
    let kept = mailbox.letters();
    let seen: Vec<_> = kept
        .iter()
        .map(|received| (received.id.as_str(), received.letter.message_id.as_str()))
        .collect();
    assert_eq!(seen, [("3", "letter-3"), ("4", "letter-4"), ("5", "letter-5")]);
}

#[tokio::test]
async fn a_new_mailbox_keeps_a_thousand_letters() {
    let mailbox = Mailbox::new();
    for number in 0..1_001 {
        mailbox.deliver(&letter(&number.to_string())).await.unwrap();
    }
    assert_eq!(mailbox.letters().len(), 1_000);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_waits_for_letters_is_woken_when_the_last_of_them_arrives() {
    let mailbox = Mailbox::new();
    let waiting: Vec<_> = (0..4)
        .map(|_| {
            let mailbox = mailbox.clone();
            tokio::spawn(async move { mailbox.arrived(3).await.len() })
        })
        .collect();
    for number in 0..3 {
        mailbox.deliver(&letter(&number.to_string())).await.unwrap();
    }
    for waiter in waiting {
        assert_eq!(waiter.await.unwrap(), 3);
    }
    assert_eq!(mailbox.arrived(2).await.len(), 3, "who comes late does not wait");
}

#[tokio::test]
async fn an_empty_script_repairs_the_mailbox() {
    let mailbox = Mailbox::new();
    mailbox.answer_next(vec![Answer::Misconfigured; 10]);
    let failed = mailbox.deliver(&letter("one")).await;
    assert!(matches!(failed, Err(DeliveryError::Misconfigured(_))));
    mailbox.answer_next([]);
    mailbox.deliver(&letter("one")).await.unwrap();
    assert_eq!(mailbox.letters().len(), 1);
}

#[tokio::test]
async fn the_mailbox_shows_no_letter_in_debug_output() {
    let mailbox = Mailbox::new();
    mailbox.deliver(&letter("one")).await.unwrap();
    let shown = format!("{mailbox:?} {:?}", mailbox.letters());
    assert!(!shown.contains("ada") && !shown.contains("Hello"), "{shown}");
}
