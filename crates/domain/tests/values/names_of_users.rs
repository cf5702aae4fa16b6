//! Which spellings are one user name or external identifier, and which are none: the collision table of the security plan,
//! row by row.

use enroll_domain::Rule;
use enroll_domain::identifier::{EmailAddress, ExternalId, IdentifierKind, SignInName, Username};

use crate::code;

fn username_key(text: &str) -> String {
    match Username::parse(text) {
        Ok(name) => name.key().as_str().to_owned(),
        Err(rule) => panic!("{text:?} is refused: {rule:?}"),
    }
}

#[test]
fn a_user_name_is_one_in_all_its_look_alikes() {
    for text in ["paypal", "PayPal", "paypa1", "ｐａｙｐａｌ", "PAYPAL", " paypal "] {
        assert_eq!(username_key(text), username_key("paypal"), "{text:?}");
    }
    // Every letter Cyrillic, one script: allowed, but it is the same name.
    assert_eq!(
        username_key("\u{0440}\u{0430}\u{0443}\u{0440}\u{0430}"),
        username_key("paypa")
    );
    assert_eq!(username_key("jos\u{E9}"), username_key("jose\u{301}"));
    assert_eq!(username_key("zo0m"), username_key("zoom"));
    assert_eq!(username_key("corner"), username_key("comer"));
    assert_ne!(username_key("alice"), username_key("alina"));
}

#[test]
fn a_user_name_that_mixes_scripts_or_hides_something_is_refused() {
    for text in [
        "\u{440}aypal",      // Cyrillic er
        "a\u{3B1}b\u{3B2}c", // Greek among Latin
        "ad\u{200D}min",
        "ad\u{200B}min",
        "ad\u{AD}min",
        "\u{202E}nimda",
        "ad min",
        "ﬁona",
        "name@example.org",
        "name\u{FF20}example.org",
        "<b>bold</b>",
        "a/b/c",
        "a+b",
        "o'brien",
        "a:b",
        "12345",
        "\u{661}\u{662}\u{663}\u{664}",
        "１２３４",
        "+12345678900",
        "...",
        "emoji😀",
    ] {
        assert_eq!(code(Username::parse(text)), "malformed", "{text:?}");
    }
}

#[test]
fn a_user_name_has_its_lengths() {
    assert_eq!(Username::parse(&"a".repeat(256)), Err(Rule::TooLong { max: 255 }));
    assert_eq!(Username::parse(&"a".repeat(1_000_000)), Err(Rule::TooLong { max: 255 }));
    assert_eq!(Username::parse("\u{3000} "), Err(Rule::Required));
    assert_eq!(code(Username::parse("a")), "taken as it is");
    // A key may be longer than its name: the skeleton of `m` is `rn`.
    assert_eq!(code(Username::parse(&"m".repeat(255))), "taken as it is");
}

#[test]
fn a_user_name_shows_as_typed() {
    assert_eq!(
        Username::parse(" Ada.Lovelace ").as_ref().map(Username::as_str),
        Ok("Ada.Lovelace")
    );
    assert_eq!(Username::parse("Ａｄａ").as_ref().map(Username::as_str), Ok("Ada"));
}

#[test]
fn reserved_names_and_their_look_alikes_are_refused() {
    for text in [
        "root",
        "admin",
        "ADMIN",
        "Administrator",
        "postmaster",
        "hostmaster",
        "webmaster",
        "abuse",
        "security",
        "support",
        "system",
        "null",
        "undefined",
        "enroll",
        "adm1n",
        "admln",
        "r00t",
        "r.o.o.t",
        "supp0rt",
        "5upport",
        "ａｄｍｉｎ",
        "adrnin",
        "no_reply",
    ] {
        assert_eq!(Username::parse(text), Err(Rule::Reserved), "{text:?}");
    }
    // Where scripts are mixed that is told first; a word all in another script is caught by its skeleton.
    assert_eq!(code(Username::parse("\u{430}dmin")), "malformed");
    assert_eq!(
        Username::parse("\u{430}\u{440}\u{456}"),
        Err(Rule::Reserved),
        "api in Cyrillic letters"
    );
    assert_eq!(code(Username::parse("rooter")), "taken as it is");
}

#[test]
fn a_reserved_name_signs_in_if_somebody_has_it() {
    assert!(matches!(SignInName::parse("root"), Ok(SignInName::Username(name)) if name.as_str() == "root"));
    assert!(matches!(SignInName::parse("A@x.org"), Ok(SignInName::Email(address)) if address.as_str() == "A@x.org"));
    assert_eq!(
        SignInName::parse("\u{FF20}example").map_err(Rule::code),
        Err("malformed")
    );
    assert_eq!(SignInName::parse(""), Err(Rule::Required));
}

#[test]
fn the_kinds_of_identifiers_cannot_meet() {
    for text in ["+12345678900", "0012345678900", "12345678900", "a@x.org"] {
        assert_eq!(code(Username::parse(text)), "malformed", "{text:?}");
    }
    for kind in IdentifierKind::ALL {
        assert_eq!(IdentifierKind::from_code(kind.code()), Some(*kind));
    }
    assert_eq!(IdentifierKind::from_code("phone"), None);
}

#[test]
fn an_external_id_keeps_its_letter_case_and_its_name_space() {
    let key = |namespace: &str, value: &str| ExternalId::parse(namespace, value).map(|id| id.key().to_owned());
    assert_eq!(
        key("employee_number", " 47:11 "),
        Ok("employee_number:47:11".to_owned())
    );
    assert_eq!(key("crm", "jose\u{301}"), key("crm", "jos\u{E9}"));
    assert_ne!(key("crm", "a1"), key("crm", "A1"));
    assert_ne!(key("crm", "a1"), key("erp", "a1"));
    assert_eq!(key("crm", " "), Err(Rule::Required));
    assert_eq!(key("crm", &"é".repeat(128)).map(|_| ()), Ok(()));
    assert_eq!(key("crm", &"é".repeat(129)), Err(Rule::TooLong { max: 128 }));
    for namespace in ["", "Crm", "c r m", "crm:x", "1crm", "_crm", "çrm", &"a".repeat(33)] {
        assert_eq!(
            key(namespace, "1").map_err(Rule::code),
            Err("malformed"),
            "{namespace:?}"
        );
    }
    for value in ["4\u{200B}7", "\u{202E}47", "4\u{AD}7"] {
        assert_eq!(key("crm", value).map_err(Rule::code), Err("malformed"), "{value:?}");
    }
}

#[test]
fn a_store_gets_back_what_it_kept() {
    let kept = |text: &str| {
        let address = EmailAddress::parse(text)?;
        Ok::<_, Rule>(address == EmailAddress::from_stored(address.as_str().into(), address.key().as_str().into()))
    };
    assert_eq!(kept("Ada@Exämple.org"), Ok(true));
    let kept = |text: &str| {
        let name = Username::parse(text)?;
        Ok::<_, Rule>(name == Username::from_stored(name.as_str().into(), name.key().as_str().into()))
    };
    assert_eq!(kept("Lovelace"), Ok(true));
    let kept = |value: &str| {
        let id = ExternalId::parse("crm", value)?;
        Ok::<_, Rule>(id == ExternalId::from_stored(id.namespace().into(), id.value().into()))
    };
    assert_eq!(kept("a:b"), Ok(true));
}

#[test]
fn no_identifier_shows_when_debugged() {
    let shown = format!(
        "{:?} {:?} {:?} {:?}",
        EmailAddress::parse("ada@example.org"),
        Username::parse("lovelace"),
        ExternalId::parse("crm", "4711"),
        SignInName::parse("lovelace"),
    );
    for secret in ["ada", "example", "lovelace", "4711"] {
        assert!(!shown.contains(secret), "{shown}");
    }
}
