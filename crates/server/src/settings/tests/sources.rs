//! Where settings come from, and what wins over what.

use super::*;

#[test]
fn later_sources_win_over_earlier_ones() {
    let listens = |place: &Place| place.read().listen.to_string();
    let place = Place::whole();
    assert_eq!(listens(&place), "127.0.0.1:8080", "built in");
    let place = place.with_file("etc.toml", "listen = '127.0.0.1:1001'");
    assert_eq!(listens(&place), "127.0.0.1:1001", "the first usual file");
    let place = place.with_file("here.toml", "listen = '127.0.0.1:1002'");
    assert_eq!(listens(&place), "127.0.0.1:1002", "the second usual file");
    let place = place
        .with_file("named.toml", "listen = '127.0.0.1:1003'")
        .naming("named.toml");
    assert_eq!(listens(&place), "127.0.0.1:1003", "the named file");
    let place = place.with("PORT", "1004");
    assert_eq!(listens(&place), "127.0.0.1:1004", "PORT");
    let place = place.with("ENROLL_LISTEN", "127.0.0.1:1005");
    assert_eq!(listens(&place), "127.0.0.1:1005", "the environment");
    let place = place.listening("127.0.0.1:1006");
    assert_eq!(listens(&place), "127.0.0.1:1006", "the flag");
}

#[test]
fn standard_names_count_only_where_nothing_of_ours_is_set() {
    let url = |place: &Place| place.read().database_url.expose().to_owned();
    let place = Place::whole();
    assert_eq!(url(&place), "sqlite:enroll.db");
    let place = place.with("DATABASE_URL", "postgres://standard/db");
    assert_eq!(url(&place), "postgres://standard/db");
    let place = place.with_file("here.toml", "database_url = 'postgres://file/db'");
    assert_eq!(url(&place), "postgres://file/db");
    let place = place.with("ENROLL_DATABASE_URL", "postgres://ours/db");
    assert_eq!(url(&place), "postgres://ours/db");
    let place = Place::whole()
        .with("PORT", "5000")
        .with_file("here.toml", "listen = '[::]:80'");
    assert_eq!(
        place.read().listen.to_string(),
        "[::]:5000",
        "PORT changes the port alone"
    );
}

#[test]
fn a_secret_comes_from_a_file_as_well_and_the_later_of_the_two_stands() {
    let place = Place::whole().with_file("url", "postgres://enroll:hunter2@db/enroll\n");
    let path = place.path("url");
    let place = place
        .with_file("etc.toml", "database_url = 'sqlite:other.db'")
        .with("ENROLL_DATABASE_URL_FILE", &path);
    assert_eq!(
        place.read().database_url.expose(),
        "postgres://enroll:hunter2@db/enroll"
    );
    let lines = place.with("ENROLL_DATABASE_URL", "sqlite:third.db").refused();
    assert!(
        lines[0].contains("database_url") && lines[0].contains("set one of them"),
        "{lines:?}"
    );
}

#[test]
fn what_is_missing_is_told_at_once_with_its_remedy() {
    let place = Place::new()
        .without("ENROLL_SECRET_FILE")
        .with("ENROLL_SECRET_FILE", "/nowhere/secret");
    let lines = place.refused();
    for expected in [
        "public_url is missing",
        "ENROLL_PUBLIC_URL",
        "mail.smtp_url is missing",
        "mail.from is missing",
    ] {
        assert!(
            lines.iter().any(|line| line.contains(expected)),
            "{expected}: {lines:?}"
        );
    }
    assert!(
        lines
            .iter()
            .any(|line| line.contains("root secret is missing") && line.contains("enroll keys init")),
        "{lines:?}"
    );
    assert!(lines.last().unwrap().contains("enroll serve --dev"), "{lines:?}");
    assert_eq!(lines.len(), 5, "{lines:?}");
}

#[test]
fn development_needs_nothing() {
    let place = Place::new().with("ENROLL_SECRET_FILE", "/nowhere/secret");
    let settings = place
        .try_read(Mode::Development)
        .unwrap_or_else(|failure| panic!("{failure:?}"));
    assert!(matches!(settings.root, Root::ToBeMade(_)) && settings.mail.is_none());
    assert_eq!(
        settings.public_url_at("0.0.0.0:9000".parse().unwrap()),
        "http://127.0.0.1:9000"
    );
}

#[test]
fn an_unknown_key_is_refused_with_its_name_and_its_source() {
    let place = Place::whole().with_file("here.toml", "[mail]\nsmtp_ulr = 'x'\n[mial]\nfrom = 'x'");
    let lines = place.with("ENROLL_MAIL_SMTP_URL", "smtp://localhost").refused();
    let told = |name: &str, source: &str| lines.iter().any(|line| line.contains(name) && line.contains(source));
    assert!(told("unknown key mail.smtp_ulr", "here.toml"), "{lines:?}");
    assert!(told("unknown key mial", "here.toml"), "{lines:?}");
    assert!(
        told("ENROLL_MAIL_SMTP_URL", "you may have meant ENROLL_MAIL__SMTP_URL"),
        "{lines:?}"
    );
}

#[test]
fn variables_that_are_not_ours_are_left_alone() {
    let place = Place::whole()
        .with("ENROLL_CONFIG", "elsewhere.toml")
        .with("ENROLL_TEST_REQUIRE", "postgres")
        .with("ENROLL_PORT", "tcp://10.0.0.7:8080")
        .with("ENROLL_PORT_8080_TCP_ADDR", "10.0.0.7")
        .with("ENROLL_SERVICE_HOST", "10.0.0.7")
        .with("ENROLL_SERVICE_PORT_HTTP", "8080");
    place.read();
}

#[test]
fn what_is_shown_is_toml_that_says_the_same() {
    let place = Place::whole().with_file("here.toml", "[[tenants]]\nname = 'default'\nterms_version = '1'");
    let shown = show(&place.sources, Mode::Production).unwrap();
    let mut again = place.with_file("here.toml", &shown);
    again.sources.environment.clear();
    let settings = again.read();
    assert_eq!(settings.public_url.as_deref(), Some("https://accounts.example.org"));
    assert_eq!(settings.tenants[0].policy.terms.clone().unwrap().as_str(), "1");
}
