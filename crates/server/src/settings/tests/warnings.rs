//! What works, and should be looked at.

use super::*;

fn told(place: &Place) -> Vec<String> {
    place.read().warnings.iter().map(ToString::to_string).collect()
}

#[test]
fn a_usual_name_that_a_file_outdoes_is_told() {
    let place = Place::whole().with("DATABASE_URL", "postgres://standard/db");
    assert!(!told(&place).iter().any(|line| line.contains("DATABASE_URL")));
    let place = place.with_file("here.toml", "database_url = 'sqlite:other.db'");
    let lines = told(&place);
    assert!(
        lines
            .iter()
            .any(|line| line.contains("DATABASE_URL does not count") && line.contains("here.toml")),
        "{lines:?}"
    );
    let same = place.with_file("here.toml", "database_url = 'postgres://standard/db'");
    assert!(!told(&same).iter().any(|line| line.contains("does not count")));
    let ours = same.with("ENROLL_DATABASE_URL", "sqlite:third.db");
    assert!(!told(&ours).iter().any(|line| line.contains("does not count")));
}

#[cfg(unix)]
#[test]
fn a_password_in_a_file_that_others_may_read_is_told() {
    use std::os::unix::fs::PermissionsExt as _;

    let contract = "[[dialects]]\nname = 'self-community'\ntenant = 'default'\ncommunity_secret = \
                    '0123456789abcdef0123456789abcdef'";
    for (text, key) in [
        (contract, Some("dialects")),
        (
            "database_url = 'postgres://enroll:hunter2@db/enroll'",
            Some("database_url"),
        ),
        (
            "[mail]\nsmtp_url = 'smtps://enroll:hunter2@mail.example.org'",
            Some("mail.smtp_url"),
        ),
        ("database_url = 'postgres://enroll@db/enroll'", None),
    ] {
        let place = Place::whole()
            .without("ENROLL_MAIL__SMTP_URL")
            .with_file("here.toml", text);
        let place = match key {
            Some("mail.smtp_url") => place,
            _ => place.with("ENROLL_MAIL__SMTP_URL", "smtp://127.0.0.1:2525"),
        };
        for (mode, open) in [(0o644, true), (0o600, false)] {
            std::fs::set_permissions(place.path("here.toml"), std::fs::Permissions::from_mode(mode)).unwrap();
            let lines = told(&place);
            let found = lines.iter().find(|line| line.contains("the secret of"));
            assert_eq!(found.is_some(), open && key.is_some(), "{text}: {lines:?}");
            assert!(found.is_none_or(|line| line.contains(key.unwrap()) && !line.contains("hunter2")));
        }
    }
}
