//! Which failure counts as what: each row is tried over the wire.

#![expect(clippy::expect_used, reason = "tests fail by panicking")]

use enroll_mailer::Mailer;
use enroll_smtp::{PlainSmtp, SmtpMailer};
use tokio::net::TcpListener;

use crate::material::{FROM, letter, mailer, verdict};
use crate::smtp_catcher::{Options, Reply, SmtpCatcher, Step};

const REPLIES: &[(Step, &str, &str)] = &[
    (Step::Connect, "421 4.3.2 too busy", "temporary"),
    (Step::Connect, "554 5.3.2 no mail here", "misconfigured"),
    (Step::Ehlo, "451 4.3.0 not now", "temporary"),
    (Step::Ehlo, "550 5.7.1 not with that name", "misconfigured"),
    (Step::Auth, "454 4.7.0 the directory is away", "temporary"),
    (Step::Auth, "530 5.7.0 encrypt first", "misconfigured"),
    (Step::Auth, "534 5.7.9 too weak", "misconfigured"),
    (Step::Auth, "535 5.7.8 wrong password", "misconfigured"),
    (Step::Mail, "451 4.3.0 not now", "temporary"),
    (Step::Mail, "530 5.7.0 log in first", "misconfigured"),
    (Step::Mail, "550 5.7.1 not from that sender", "misconfigured"),
    (Step::Mail, "553 5.7.1 that sender is somebody else's", "misconfigured"),
    (Step::Rcpt, "450 4.2.1 come back later", "temporary"),
    (Step::Rcpt, "452 4.2.2 full", "temporary"),
    (Step::Rcpt, "503 5.5.4 log in first", "misconfigured"),
    (Step::Rcpt, "530 5.7.0 log in first", "misconfigured"),
    (Step::Rcpt, "550 5.1.1 nobody here", "permanent"),
    (Step::Rcpt, "553 5.1.3 no such address", "permanent"),
    (Step::Rcpt, "550 words and no enhanced code", "permanent"),
    (Step::Data, "451 4.3.0 not now", "temporary"),
    (Step::Data, "554 5.5.1 no valid recipients", "permanent"),
    (Step::Data, "250 what now", "temporary"),
    (Step::Dot, "451 4.3.0 not now", "temporary"),
    (Step::Dot, "552 5.3.4 too big", "permanent"),
    (Step::Dot, "554 5.7.1 looks like spam", "permanent"),
    (Step::Dot, "354 what now", "temporary"),
];

fn with_login() -> Options {
    Options {
        login: Some(("mail@enroll".to_owned(), "p@ss/w#rd:ö".to_owned())),
        ..Options::default()
    }
}

fn logged_in(server: &SmtpCatcher, password: &str) -> SmtpMailer {
    let url = format!("smtp://mail%40enroll:{password}@{}", server.address());
    SmtpMailer::connect(&url, FROM, PlainSmtp::LoopbackOnly).expect("a good URL")
}

const PASSWORD: &str = "p%40ss%2Fw%23rd%3A%C3%B6";

#[tokio::test]
async fn every_reply_is_sorted_by_what_is_to_be_done_and_the_next_letter_goes_out() {
    for (step, line, expected) in REPLIES {
        let server = SmtpCatcher::start_with(with_login()).await.unwrap();
        let mailer = logged_in(&server, PASSWORD);
        server.say_next(*step, line);
        let delivered = mailer.deliver(&letter("one")).await;
        assert_eq!(verdict(&delivered), *expected, "{step:?} {line}: {delivered:?}");
        mailer.deliver(&letter("two")).await.unwrap();
    }
}

#[tokio::test]
async fn a_connection_that_ends_at_any_step_is_temporary() {
    for step in [
        Step::Connect,
        Step::Ehlo,
        Step::Auth,
        Step::Mail,
        Step::Rcpt,
        Step::Data,
        Step::Dot,
    ] {
        let server = SmtpCatcher::start_with(with_login()).await.unwrap();
        let mailer = logged_in(&server, PASSWORD);
        server.next(step, Reply::HangUp);
        let delivered = mailer.deliver(&letter("one")).await;
        assert_eq!(verdict(&delivered), "temporary", "{step:?}: {delivered:?}");
        mailer.deliver(&letter("one")).await.unwrap();
    }
}

#[tokio::test]
async fn a_reply_that_is_no_utf8_is_temporary_at_any_step() {
    for (step, code) in [
        (Step::Connect, "554"),
        (Step::Ehlo, "550"),
        (Step::Auth, "535"),
        (Step::Mail, "550"),
        (Step::Rcpt, "550"),
        (Step::Data, "554"),
        (Step::Dot, "554"),
    ] {
        let server = SmtpCatcher::start_with(with_login()).await.unwrap();
        let mailer = logged_in(&server, PASSWORD);
        let latin_1 = [code.as_bytes(), b" Empf\xE4nger unbekannt"].concat();
        server.next(step, Reply::Bytes(latin_1));
        let delivered = mailer.deliver(&letter("one")).await;
        assert_eq!(verdict(&delivered), "temporary", "{step:?}: {delivered:?}");
        mailer.deliver(&letter("two")).await.unwrap();
    }
}

#[tokio::test]
async fn a_reply_without_an_end_is_temporary_and_is_not_taken_in() {
    for step in [Step::Connect, Step::Ehlo, Step::Mail, Step::Rcpt, Step::Dot] {
        for endless in [
            b"250-and another line\r\n".repeat(50_000),
            b"250 more and more ".repeat(50_000),
        ] {
            let server = SmtpCatcher::start_with(with_login()).await.unwrap();
            let mailer = logged_in(&server, PASSWORD);
            server.next(step, Reply::Bytes(endless));
            let error = mailer.deliver(&letter("one")).await.expect_err("no reply");
            assert!(
                error.to_string().contains("an answer that is none"),
                "{step:?}: {error}"
            );
            mailer.deliver(&letter("two")).await.unwrap();
        }
    }
}

#[tokio::test]
async fn a_server_that_is_away_is_temporary() {
    let closed = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    let mailer = SmtpMailer::connect(&format!("smtp://{closed}"), FROM, PlainSmtp::LoopbackOnly).unwrap();
    assert_eq!(verdict(&mailer.deliver(&letter("one")).await), "temporary");
}

#[tokio::test]
async fn a_password_that_is_refused_or_not_asked_for_is_a_misconfiguration_and_is_never_told() {
    let server = SmtpCatcher::start_with(with_login()).await.unwrap();
    let anybody = SmtpCatcher::start().await.unwrap();
    for mailer in [logged_in(&server, "hunter2"), logged_in(&anybody, "hunter2")] {
        let delivered = mailer.deliver(&letter("one")).await;
        assert_eq!(verdict(&delivered), "misconfigured");
        let error = delivered.unwrap_err();
        let told = format!("{error} {error:?} {mailer:?}");
        for secret in ["hunter2", "mail@enroll", "mail%40enroll", "ada@"] {
            assert!(!told.contains(secret), "{told}");
        }
    }
    assert_eq!((server.received(), anybody.received()), (vec![], vec![]));
}

#[tokio::test]
async fn a_server_that_wants_a_login_we_do_not_have_is_a_misconfiguration() {
    let server = SmtpCatcher::start_with(with_login()).await.unwrap();
    assert_eq!(verdict(&mailer(&server).deliver(&letter("one")).await), "misconfigured");
}

#[tokio::test]
async fn an_error_says_what_was_refused_and_with_which_code() {
    let server = SmtpCatcher::start().await.unwrap();
    server.say_next(Step::Rcpt, "550 5.1.1 <{to}>: nobody here");
    let error = mailer(&server).deliver(&letter("one")).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "never: naming the recipient (RCPT TO): the server answered 550 5.1.1"
    );
}
