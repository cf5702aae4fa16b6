//! What a tenant says of hosts, domains and user names.

use enroll_domain::identifier::EmailAddress;
use enroll_domain::registration::{Alphabet, EmailDomain, HostName, Presence, UsernameRule};

use crate::code;

#[test]
fn a_host_is_one_in_all_its_spellings() {
    for (text, expected) in [
        ("login.example.org", "login.example.org"),
        (" Login.Example.ORG ", "login.example.org"),
        ("https://login.example.org", "login.example.org"),
        ("https://login.example.org:443/path?x#y", "login.example.org"),
        ("http://login.example.org:80", "login.example.org"),
        ("login.example.org:8443", "login.example.org:8443"),
        ("exämple.org", "xn--exmple-cua.org"),
        ("localhost:3000", "localhost:3000"),
        ("[::1]:8080", "[::1]:8080"),
    ] {
        let host = HostName::parse(text).unwrap();
        assert_eq!(host.as_str(), expected, "{text:?}");
        assert_eq!(HostName::parse(host.as_str()), Ok(host));
    }
}

#[test]
fn what_is_no_host_is_refused() {
    for text in [
        "",
        " ",
        "://example.org",
        "https://",
        "ada@example.org",
        "https://ada:secret@example.org",
        "two words.example.org",
        "example.org:port",
        "ftp://Example.org",
        "x://EXAMPLE.org",
        "file:///etc",
        "a_b|c",
    ] {
        assert_eq!(code(HostName::parse(text)), "malformed", "{text:?}");
    }
}

#[test]
fn a_domain_holds_its_own_addresses_and_none_of_those_below() {
    let domain = EmailDomain::parse(" Exämple.ORG ").unwrap();
    assert_eq!(domain.as_str(), "xn--exmple-cua.org");
    assert_eq!(EmailDomain::parse(domain.as_str()), Ok(domain.clone()));
    let holds = |text: &str| domain.holds(&EmailAddress::parse(text).unwrap());
    assert!(holds("ada@exämple.org") && holds("ada@XN--EXMPLE-CUA.org"));
    assert!(!holds("ada@mail.exämple.org") && !holds("ada@example.org") && !holds("ada@myexämple.org"));
}

#[test]
fn what_no_address_can_have_after_its_sign_is_no_domain() {
    for text in [
        "",
        " ",
        "@example.org",
        "b@example.org",
        "two words.org",
        "example..org",
        "-.org",
        "a\nb.org",
    ] {
        assert_eq!(code(EmailDomain::parse(text)), "malformed", "{text:?}");
    }
}

#[test]
fn a_user_name_is_as_long_as_the_tenant_asks_and_of_its_letters() {
    let rule = |alphabet| UsernameRule {
        presence: Presence::Required,
        min_chars: 3,
        max_chars: 6,
        alphabet,
    };
    for (alphabet, text, expected) in [
        (Alphabet::AnyScript, "ab", "too_short"),
        (Alphabet::AnyScript, "abc", "taken as it is"),
        (Alphabet::AnyScript, " ab ", "too_short"),
        (Alphabet::AnyScript, "abcdef", "taken as it is"),
        (Alphabet::AnyScript, "abcdefg", "too_long"),
        (Alphabet::AnyScript, "zoë.ß", "taken as it is"),
        (Alphabet::Ascii, "zoë", "malformed"),
        (Alphabet::Ascii, "a.b-_1", "taken as it is"),
        (Alphabet::AsciiWithoutDots, "a.b", "malformed"),
        (Alphabet::AsciiWithoutDots, "zoë", "malformed"),
        (Alphabet::AsciiWithoutDots, "a-b_1", "taken as it is"),
        (Alphabet::AsciiWithoutDots, "", "required"),
        (Alphabet::AnyScript, "two x", "malformed"),
    ] {
        assert_eq!(code(rule(alphabet).read(text)), expected, "{alphabet:?} {text:?}");
    }
    assert_eq!(
        UsernameRule::usual(Presence::Optional).read("Ada").unwrap().as_str(),
        "Ada"
    );
}
