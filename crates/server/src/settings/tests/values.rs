//! What each setting may say, and how a wrong one is refused without telling a secret.

use super::*;

#[test]
fn a_database_url_is_of_a_database_that_is_known() {
    for url in ["mysql://enroll:hunter2@db/enroll", "enroll.db", "sqlite:"] {
        let lines = Place::whole().with("ENROLL_DATABASE_URL", url).refused();
        let told = |line: &String| line.starts_with("database_url (ENROLL_DATABASE_URL)");
        assert!(lines.iter().any(told), "{lines:?}");
        assert!(!lines.concat().contains("hunter2"), "{lines:?}");
    }
}

#[test]
fn a_wrong_type_is_told_with_key_and_source() {
    let place = Place::whole()
        .with_file(
            "here.toml",
            "allow_plain_http = 'yes'\n[hashing]\nmemory_kib = 'much'\npasses = -1",
        )
        .with("ENROLL_HASHING__QUEUE", "many");
    let lines = place.refused();
    for (key, source) in [
        ("allow_plain_http must be true or false, and is a text", "here.toml"),
        ("hashing.memory_kib must be a whole number, and is a text", "here.toml"),
    ] {
        assert!(
            lines.iter().any(|line| line.contains(key) && line.contains(source)),
            "{key}: {lines:?}"
        );
    }
    let place = Place::whole().with("ENROLL_HASHING__QUEUE", "many");
    assert!(place.refused()[0].contains("ENROLL_HASHING__QUEUE"));
}

#[test]
fn mail_server_and_sender_are_judged_each_for_itself() {
    let place = Place::whole()
        .with("ENROLL_MAIL__SMTP_URL", "mail.example.org")
        .with("ENROLL_MAIL__FROM", "nobody");
    let lines = place.refused();
    for source in ["mail.smtp_url (ENROLL_MAIL__SMTP_URL)", "mail.from (ENROLL_MAIL__FROM)"] {
        assert!(lines.iter().any(|line| line.starts_with(source)), "{source}: {lines:?}");
    }
}

#[test]
fn hashing_may_become_dearer_but_not_cheaper() {
    let cheap = Place::whole().with("ENROLL_HASHING__MEMORY_KIB", "1024");
    let line = "hashing.memory_kib (ENROLL_HASHING__MEMORY_KIB): the passwords of people need at least 19456 KiB";
    assert_eq!(cheap.refused()[0], line);
    assert!(cheap.try_read(Mode::Development).is_ok());
    let dear = Place::whole().with("ENROLL_HASHING__PASSES", "4");
    assert_eq!(
        dear.read().hashing,
        HashingSettings {
            passes: 4,
            ..HashingSettings::default()
        }
    );
}

#[test]
fn each_key_of_hashing_that_is_out_of_bounds_is_named() {
    let place = Place::whole().with_file(
        "here.toml",
        "[hashing]\nmemory_kib = 7\npasses = 65\nqueue = 0\nmax_wait_ms = 0",
    );
    let lines = place.refused();
    assert_eq!(lines.len(), 4, "{lines:?}");
    for key in ["memory_kib", "passes", "queue", "max_wait_ms"] {
        let start = format!("hashing.{key} (");
        let told = |line: &String| line.starts_with(&start) && line.contains("here.toml");
        assert!(lines.iter().any(told), "{key}: {lines:?}");
    }
}

#[test]
fn plain_transport_is_for_the_loopback_unless_a_setting_says_otherwise() {
    let plain = Place::whole().with("ENROLL_PUBLIC_URL", "http://accounts.example.org");
    assert!(plain.refused()[0].contains("allow_plain_http"));
    plain.with("ENROLL_ALLOW_PLAIN_HTTP", "true").read();
    Place::whole().with("ENROLL_PUBLIC_URL", "http://127.0.0.1:8080").read();
    let plain = Place::whole().with("ENROLL_MAIL__SMTP_URL", "smtp://mail.example.org");
    assert!(plain.refused()[0].starts_with("mail.smtp_url (ENROLL_MAIL__SMTP_URL)"));
    plain.with("ENROLL_MAIL__ALLOW_PLAIN", "true").read();
}

#[test]
fn a_public_url_is_scheme_host_and_port_alone() {
    let taken = Place::whole().with("ENROLL_PUBLIC_URL", "https://Accounts.Example.org:443/");
    assert_eq!(taken.read().public_url.as_deref(), Some("https://accounts.example.org"));
    for url in [
        "accounts.example.org",
        "https://a/path",
        "https://a?q",
        "https://u:p@a",
        "ftp://a",
        "https://",
    ] {
        assert!(
            Place::whole().with("ENROLL_PUBLIC_URL", url).refused()[0].starts_with("public_url"),
            "{url}"
        );
    }
}

#[test]
fn a_file_that_is_not_toml_is_told_without_the_line_that_may_hold_a_password() {
    let lines = Place::whole()
        .with_file("here.toml", "[mail]\nsmtp_url = 'smtps://enroll:hunter2@mail")
        .refused();
    assert!(lines[0].contains("here.toml is not TOML: line 2"), "{lines:?}");
    assert!(!lines.concat().contains("hunter2"), "{lines:?}");
}

#[test]
fn no_secret_is_told_when_it_is_refused_or_shown() {
    let place = Place::whole()
        .with("ENROLL_SECRET", "hunter2")
        .without("ENROLL_SECRET_FILE")
        .with("ENROLL_PREVIOUS_SECRET", "hunter2")
        .with("ENROLL_MAIL__SMTP_URL", "smtps://enroll:hunter2@mail/path")
        .with("ENROLL_DATABASE_URL", "postgres://enroll:hunter2@db/enroll");
    let lines = place.refused();
    assert!(lines.len() >= 3 && !lines.concat().contains("hunter2"), "{lines:?}");
    let shown = show(&place.sources, Mode::Production).unwrap();
    assert!(!shown.contains("hunter2"), "{shown}");
    for expected in [
        "postgres://enroll:…@db/enroll",
        "# ENROLL_DATABASE_URL",
        "# secret is set, and not shown  # ENROLL_SECRET",
    ] {
        assert!(shown.contains(expected), "{expected}: {shown}");
    }
}

#[test]
fn the_root_secret_stands_in_no_settings_file() {
    let lines = Place::whole().with_file("here.toml", "secret = 'hunter2'").refused();
    assert!(
        lines[0].contains("secret_file") && lines[0].contains("here.toml") && !lines[0].contains("hunter2"),
        "{lines:?}"
    );
}
