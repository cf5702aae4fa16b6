//! Which settings are taken, and that a refusal tells what to change without telling what was set.

use std::error::Error;

use enroll_smtp::{PlainSmtp, SmtpMailer, SmtpSettingsError};

use crate::material::FROM;

const TAKEN: &[(&str, &str)] = &[
    (
        "smtps://user:pass@mail.example.org",
        "mail.example.org port 465, implicit TLS",
    ),
    (
        "smtps://user:pass@mail.example.org:2465/",
        "mail.example.org port 2465, implicit TLS",
    ),
    ("smtps://MAIL.example.org", "mail.example.org port 465, implicit TLS"),
    (
        "smtp://user:pass@mail.example.org?tls=required",
        "mail.example.org port 587, STARTTLS",
    ),
    (
        "smtp://mail.example.org:2587/?tls=required",
        "mail.example.org port 2587, STARTTLS",
    ),
    ("smtp://localhost", "localhost port 25, plain"),
    ("smtp://LOCALHOST:2525", "localhost port 2525, plain"),
    ("smtp://127.0.0.1", "127.0.0.1 port 25, plain"),
    ("smtp://127.8.9.10:25", "127.8.9.10 port 25, plain"),
    ("smtp://[::1]:2525", "::1 port 2525, plain"),
    ("smtp://user:p%40ss@localhost", "localhost port 25, plain"),
];

const REFUSED: &[(&str, &str)] = &[
    ("", "Url"),
    ("mail.example.org", "Url"),
    ("smtp://user:hunter2#1@mail.example.org", "Url"),
    ("http://localhost", "Scheme"),
    ("localhost:25", "Scheme"),
    ("smtp:localhost", "Rest"),
    ("smtps://", "Host"),
    ("smtps://mail%20server", "Host"),
    ("smtps://münchen.example", "Host"),
    ("smtp://localhost:0", "Port"),
    ("smtp://localhost/hello", "Rest"),
    ("smtp://localhost#hunter2", "Rest"),
    ("smtp://localhost?starttls=yes", "Rest"),
    ("smtp://localhost?tls=required&timeout=5", "Rest"),
    ("smtp://mail.example.org?tls=opportunistic", "Opportunistic"),
    ("smtps://mail.example.org?tls=opportunistic", "Opportunistic"),
    ("smtp://mail.example.org?tls=no", "Tls"),
    ("smtp://mail.example.org?tls=", "Tls"),
    ("smtp://localhost?tls=required&tls=required", "Tls"),
    ("smtps://mail.example.org?tls=required", "Tls"),
    ("smtp://mail.example.org", "Plain"),
    ("smtp://10.0.0.1", "Plain"),
    ("smtp://128.0.0.1", "Plain"),
    ("smtp://[::ffff:10.0.0.1]", "Plain"),
    ("smtp://[2001:db8::1]", "Plain"),
    ("smtp://0.0.0.0", "Plain"),
    ("smtp://localhost.example.org", "Plain"),
    ("smtp://127.0.0.1.example.org", "Plain"),
    ("smtp://user@localhost", "Credentials"),
    ("smtp://:hunter2@localhost", "Credentials"),
    ("smtp://user:%FF@localhost", "Credentials"),
    ("smtp://user:hunter2%00@localhost", "Credentials"),
    ("smtp://us%0Der:hunter2@localhost", "Credentials"),
];

fn variant(error: &SmtpSettingsError) -> String {
    let shown = format!("{error:?}");
    shown.split(['(', ' ']).next().unwrap_or_default().to_owned()
}

#[test]
fn the_url_says_where_letters_go_and_how_they_are_encrypted() {
    for (url, expected) in TAKEN {
        let mailer = SmtpMailer::connect(url, FROM, PlainSmtp::LoopbackOnly);
        assert_eq!(
            format!("{:?}", mailer.expect(url)),
            format!("SmtpMailer({expected})"),
            "{url}"
        );
    }
}

#[test]
fn a_url_that_is_none_or_is_not_safe_is_refused() {
    for (url, expected) in REFUSED {
        let error = SmtpMailer::connect(url, FROM, PlainSmtp::LoopbackOnly).expect_err(url);
        assert_eq!(variant(&error), *expected, "{url}");
        let told = format!("{error} {error:?} {:?}", error.source().map(ToString::to_string));
        assert!(!told.contains("hunter2"), "{told}");
    }
}

#[test]
fn plain_smtp_leaves_the_machine_only_where_it_may() {
    let url = "smtp://user:pass@mail.example.org";
    let mailer = SmtpMailer::connect(url, FROM, PlainSmtp::Anywhere).unwrap();
    assert_eq!(format!("{mailer:?}"), "SmtpMailer(mail.example.org port 25, plain)");
    let opportunistic = SmtpMailer::connect("smtp://mail.example.org?tls=opportunistic", FROM, PlainSmtp::Anywhere);
    assert!(
        matches!(opportunistic, Err(SmtpSettingsError::Opportunistic)),
        "not even there"
    );
}

#[test]
fn the_sender_is_one_mailbox() {
    for good in [
        "noreply@example.org",
        "enroll <noreply@example.org>",
        "\"Enroll, Inc.\" <noreply@example.org>",
        "a@localhost",
    ] {
        assert!(
            SmtpMailer::connect("smtp://localhost", good, PlainSmtp::LoopbackOnly).is_ok(),
            "{good}"
        );
    }
    for bad in [
        "",
        "enroll",
        "a@example.org, b@example.org",
        "enroll <noreply@example.org",
        "enroll\r\nBcc: eve@example.net <noreply@example.org>",
        "enroll <noreply@example.org>\n",
        "<>",
    ] {
        let refused = SmtpMailer::connect("smtp://localhost", bad, PlainSmtp::LoopbackOnly);
        assert!(matches!(refused, Err(SmtpSettingsError::From)), "{bad}");
    }
}
