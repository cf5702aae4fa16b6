//! Settings that are of no use: each is named with its rule, and none is repeated.

use enroll_keycloak::{KeycloakSettings, KeycloakSettingsError, PlainHttp};

const URL: &str = "https://id.example.org";

fn read(
    url: &str,
    realm: &str,
    client: &str,
    secret: &str,
    group: &str,
) -> Result<KeycloakSettings, KeycloakSettingsError> {
    let (secret, groups) = (secret.to_owned(), [group.to_owned()]);
    KeycloakSettings::new(url, realm, client, secret, &groups, PlainHttp::LoopbackOnly)
}

fn refused(result: Result<KeycloakSettings, KeycloakSettingsError>) -> &'static str {
    let error = result.unwrap_err();
    assert!(error.to_string().starts_with(error.field), "{error}");
    error.field
}

#[test]
fn what_is_well_is_taken() {
    for url in [
        "https://id.example.org",
        "https://id.example.org:8443/auth/",
        "http://localhost:8080",
        "http://[::1]:1",
    ] {
        read(url, "people", "enroll", "s", "/staff/new people").unwrap();
    }
}

#[test]
fn an_address_that_shows_more_than_where_or_is_not_encrypted_is_refused() {
    for url in [
        "",
        "id.example.org",
        "ftp://id.example.org",
        "https://u:p@id.example.org",
        "https://id.example.org?x",
        "https://id.example.org#x",
        "http://id.example.org",
        "http://192.0.2.1",
    ] {
        assert_eq!(refused(read(url, "people", "enroll", "s", "/a")), "url", "{url}");
    }
    let (secret, plain) = ("s".to_owned(), PlainHttp::Anywhere);
    KeycloakSettings::new("http://id.example.org", "people", "enroll", secret, &[], plain).unwrap();
}

#[test]
fn names_are_names() {
    for realm in ["", " ", "a/b", "..", "a?b", "a\nb"] {
        assert_eq!(refused(read(URL, realm, "enroll", "s", "/a")), "realm", "{realm}");
    }
    assert_eq!(refused(read(URL, "people", "", "s", "/a")), "client_id");
    for secret in ["", "a\nb"] {
        assert_eq!(refused(read(URL, "people", "enroll", secret, "/a")), "client_secret");
    }
    for group in ["", "/", "//a", "/a/../b", "/a/"] {
        assert_eq!(refused(read(URL, "people", "enroll", "s", group)), "groups", "{group}");
    }
}
