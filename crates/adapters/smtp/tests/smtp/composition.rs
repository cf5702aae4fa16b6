//! What a mail looks like on the wire.

use enroll_mailer::Mailer;
use enroll_smtp::{PlainSmtp, SmtpMailer};
use mail_parser::{MimeHeaders, PartType};

use crate::material::{letter, mailer, read};
use crate::smtp_catcher::SmtpCatcher;

#[tokio::test]
async fn a_mail_has_the_headers_that_its_readers_expect() {
    let server = SmtpCatcher::start().await.unwrap();
    mailer(&server)
        .deliver(&letter("0198c0de-0000-7000-8000-000000000001"))
        .await
        .unwrap();
    let mails = server.received();
    assert_eq!(mails[0].from, "noreply@example.org");
    assert_eq!(mails[0].recipients, ["ada@example.org"]);

    let mail = read(&mails[0]);
    let from = mail.from().unwrap().first().unwrap();
    assert_eq!(
        (from.name(), from.address()),
        (Some("enroll"), Some("noreply@example.org"))
    );
    let to = mail.to().unwrap().first().unwrap();
    assert_eq!(
        (to.name(), to.address()),
        (None, Some("ada@example.org")),
        "an address, and no name that we cannot vouch for"
    );
    assert_eq!(
        mail.message_id(),
        Some("0198c0de-0000-7000-8000-000000000001@example.org")
    );
    assert_eq!(mail.header_raw("Auto-Submitted").map(str::trim), Some("auto-generated"));
    assert!(mail.date().is_some());
}

#[tokio::test]
async fn text_comes_before_html_as_alternatives_in_utf_8() {
    let server = SmtpCatcher::start().await.unwrap();
    mailer(&server).deliver(&letter("one")).await.unwrap();
    let mails = server.received();
    let mail = read(&mails[0]);
    let outer = mail.root_part().content_type().unwrap();
    assert_eq!((outer.ctype(), outer.subtype()), ("multipart", Some("alternative")));
    let PartType::Multipart(parts) = &mail.root_part().body else {
        panic!("a mail of several parts")
    };
    let kinds: Vec<_> = parts
        .iter()
        .map(|part| mail.part(*part).unwrap().content_type().unwrap())
        .map(|kind| {
            (
                kind.subtype().unwrap().to_owned(),
                kind.attribute("charset").unwrap().to_ascii_lowercase(),
            )
        })
        .collect();
    assert_eq!(
        kinds,
        [
            ("plain".to_owned(), "utf-8".to_owned()),
            ("html".to_owned(), "utf-8".to_owned())
        ]
    );
}

#[tokio::test]
async fn a_mail_needs_nothing_but_ascii_from_any_server() {
    let server = SmtpCatcher::start().await.unwrap();
    let from = "Büro für Anmeldung <büro@exämple.org>";
    let refused = SmtpMailer::connect(&server.url(), from, PlainSmtp::LoopbackOnly);
    assert!(refused.is_err(), "a local part in another script needs SMTPUTF8");

    let from = "Büro für Anmeldung <buero@exämple.org>";
    let mailer = SmtpMailer::connect(&server.url(), from, PlainSmtp::LoopbackOnly).unwrap();
    let mut letter = letter("one");
    letter.subject = "Grüße".to_owned();
    letter.text = "Grüße".to_owned();
    mailer.deliver(&letter).await.unwrap();
    let mails = server.received();
    assert!(mails[0].raw.is_ascii());
    assert_eq!(mails[0].from, "buero@xn--exmple-cua.org");
    let mail = read(&mails[0]);
    assert_eq!(mail.from().unwrap().first().unwrap().name(), Some("Büro für Anmeldung"));
    assert_eq!(mail.message_id(), Some("one@xn--exmple-cua.org"));
}
