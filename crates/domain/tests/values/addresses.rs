//! Which spellings are one e-mail address, and which are none: the collision table of the security plan, row by row.

use enroll_domain::Rule;
use enroll_domain::identifier::EmailAddress;

use crate::code;

fn email_key(text: &str) -> String {
    match EmailAddress::parse(text) {
        Ok(address) => address.key().as_str().to_owned(),
        Err(rule) => panic!("{text:?} is refused: {rule:?}"),
    }
}

#[test]
fn an_address_is_one_whatever_its_letter_case() {
    for text in ["Kevin@x.test", "kevin@x.test", "KEVIN@X.TEST", "  kevin@X.test "] {
        assert_eq!(email_key(text), "kevin@x.test");
    }
}

#[test]
fn mail_goes_to_the_local_part_as_it_was_typed() {
    let read = EmailAddress::parse("Kevin.Smith+Tag@Exämple.ORG");
    let parts = read
        .as_ref()
        .map(|address| (address.as_str(), address.local(), address.domain()));
    assert_eq!(
        parts,
        Ok((
            "Kevin.Smith+Tag@xn--exmple-cua.org",
            "Kevin.Smith+Tag",
            "xn--exmple-cua.org"
        ))
    );
}

#[test]
fn letters_that_fold_to_ascii_are_refused_before_the_at_sign() {
    for text in [
        "\u{212A}evin@x.test",  // Kelvin sign
        "m\u{131}ke@x.test",    // dotless i
        "\u{17F}am@x.test",     // long s
        "\u{FF41}dmin@x.test",  // full-width a
        "ad\u{AD}min@x.test",   // soft hyphen
        "ad\u{200D}min@x.test", // joiner
        "ad\u{200C}min@x.test", // non-joiner
        "\u{202E}nimda@x.test", // right-to-left override
        "jos\u{E9}@x.test",     // composed
        "jose\u{301}@x.test",   // decomposed
        "\u{430}dmin@x.test",   // Cyrillic a
        "ﬁona@x.test",          // ligature
    ] {
        assert_eq!(code(EmailAddress::parse(text)), "malformed", "{text:?}");
    }
}

#[test]
fn a_domain_has_one_spelling() {
    for text in [
        "a@example.com",
        "a@EXAMPLE.com",
        "a@example\u{FF0E}com",
        "a@example\u{3002}com",
        "a@ｅｘａｍｐｌｅ.com",
        "a@exam\u{AD}ple.com",
        "a@exam\u{200B}ple.com",
    ] {
        assert_eq!(email_key(text), "a@example.com", "{text:?}");
    }
    for text in [
        "a@exämple.org",
        "a@exa\u{308}mple.org",
        "a@EXÄMPLE.org",
        "a@xn--exmple-cua.org",
        "a@XN--EXMPLE-CUA.org",
    ] {
        assert_eq!(email_key(text), "a@xn--exmple-cua.org", "{text:?}");
    }
}

#[test]
fn a_domain_that_is_none_is_refused() {
    for text in [
        "a@example.com.",
        "a@xn--example-.org", // RUSTSEC-2024-0421: decodes to plain ASCII
        "a@xn--.org",
        "a@xn--a-ecp.ru",
        "a@localhost",
        "a@com",
        "a@[127.0.0.1]",
        "a@127.0.0.1",
        "a@-x.org",
        "a@x-.org",
        "a@x..org",
        "a@.org",
        "a@x_y.org",
        "a@x y.org",
        "a@x.org/path",
        "a@x%00.org",
        "a@\u{202E}x.org",
        "a@",
    ] {
        assert_eq!(code(EmailAddress::parse(text)), "malformed", "{text:?}");
    }
}

#[test]
fn a_local_part_is_a_dot_atom() {
    for text in [
        "@x.org",
        "a..b@x.org",
        ".a@x.org",
        "a.@x.org",
        "\"a b\"@x.org",
        "\"a\"@x.org",
        "a b@x.org",
        "a@b@x.org",
        "Ada <a@x.org>",
        "a,b@x.org",
        "a;b@x.org",
        "a:b@x.org",
        "(c)a@x.org",
        "a\\b@x.org",
        "plain",
    ] {
        assert_eq!(code(EmailAddress::parse(text)), "malformed", "{text:?}");
    }
    assert_eq!(email_key("o'brien+x=y@x.org"), "o'brien+x=y@x.org");
}

#[test]
fn an_address_has_its_lengths() {
    let local = |length: usize| format!("{}@x.org", "a".repeat(length));
    assert_eq!(code(EmailAddress::parse(&local(64))), "taken as it is");
    assert_eq!(code(EmailAddress::parse(&local(65))), "malformed");
    let label = "b".repeat(61);
    let whole = |length: usize| format!("{}@{label}.{label}.{label}.org", "a".repeat(length));
    assert_eq!(whole(63).len(), 253);
    assert_eq!(code(EmailAddress::parse(&whole(64))), "taken as it is");
    assert_eq!(EmailAddress::parse(&whole(70)), Err(Rule::TooLong { max: 254 }));
    assert_eq!(EmailAddress::parse(" "), Err(Rule::Required));
    // Short as typed, too long in punycode: what counts is what mail servers see.
    assert_eq!(
        code(EmailAddress::parse(&format!("a@{}.org", "ü".repeat(60)))),
        "malformed"
    );
}
