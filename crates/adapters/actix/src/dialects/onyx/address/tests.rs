//! Addresses, held against what email-validator 2.2.0 answered behind pydantic 2.11.

use super::*;

#[test]
fn what_is_an_address_is_unwrapped_and_kept_in_lower_case() {
    for (typed, read_as) in [
        ("jane@example.com", "jane@example.com"),
        ("Jane@Example.COM", "jane@example.com"),
        ("  jane@example.com ", "jane@example.com"),
        ("jane@example.com\n", "jane@example.com"),
        ("Jane <jane@example.com>", "jane@example.com"),
        ("Jane<jane@example.com>", "jane@example.com"),
        ("<jane@example.com>", "jane@example.com"),
        (" Jane Doe  <jane@example.com>  ", "jane@example.com"),
        ("\"Jane, Doe\" <jane@example.com>", "jane@example.com"),
        ("o'x+y@example.com", "o'x+y@example.com"),
        ("x@mail.example", "x@mail.example"),
        ("x@y.internal", "x@y.internal"),
        ("a@b.c", "a@b.c"),
        ("x@exámple.com", "x@xn--exmple-qta.com"),
    ] {
        assert_eq!(read(typed).as_deref(), Ok(read_as), "{typed}");
    }
}

#[test]
fn what_is_none_is_refused_with_the_reason_of_onyx() {
    let (cannot, after) = ("An email address cannot", "The part after the @-sign");
    let special = format!("{after} is a special-use or reserved name that cannot be used with email.");
    for (typed, reason) in [
        ("nope", NO_AT.to_owned()),
        ("", NO_AT.to_owned()),
        ("@example.com", "There must be something before the @-sign.".to_owned()),
        ("a@", "There must be something after the @-sign.".to_owned()),
        ("a@ ", "There must be something after the @-sign.".to_owned()),
        ("a@b", format!("{after} is not valid. It should have a period.")),
        ("x@localhost", format!("{after} is not valid. It should have a period.")),
        (
            "a@1.2.3.4",
            format!("{after} is not valid. It is not within a valid top-level domain."),
        ),
        ("a@b..com", format!("{cannot} have two periods in a row.")),
        ("a..b@example.com", format!("{cannot} have two periods in a row.")),
        (".a@example.com", format!("{cannot} start with a period.")),
        (
            "a.@example.com",
            format!("{cannot} have a period immediately before the @-sign."),
        ),
        (
            "a@.com",
            format!("{cannot} have a period immediately after the @-sign."),
        ),
        ("a@b.com.", format!("{cannot} end with a period.")),
        (
            "a@-b.com",
            format!("{cannot} have a hyphen immediately after the @-sign."),
        ),
        (
            "a@b-.com",
            format!("{cannot} have a period and a hyphen next to each other."),
        ),
        ("x@y.test", special.clone()),
        ("x@y.invalid", special.clone()),
        ("x@y.localhost", special.clone()),
        ("x@home.arpa", special),
    ] {
        assert_eq!(read(typed), Err(reason), "{typed}");
    }
}

#[test]
fn signs_that_cannot_stand_in_an_address_are_named() {
    let after = "The part after the @-sign";
    let signs = "The email address contains invalid characters before the @-sign:";
    for (typed, reason) in [
        ("a b@example.com", format!("{signs} SPACE.")),
        ("a(b)@example.com", format!("{signs} '(', ')'.")),
        ("a\n@example.com", format!("{signs} U+000A.")),
        ("a@exa mple.com", format!("{after} contains invalid characters: SPACE.")),
        ("a@b_c.com", format!("{after} contains invalid characters: '_'.")),
        ("a@b@c.com", format!("{after} contains invalid characters: '@'.")),
        (
            "a@[1.2.3.4]",
            "A bracketed IP address after the @-sign is not allowed here.".to_owned(),
        ),
        (
            "\"a\"@example.com",
            "Quoting the part before the @-sign is not allowed here.".to_owned(),
        ),
        (
            "a <b@c.com> x",
            "There can't be anything after the email address.".to_owned(),
        ),
    ] {
        assert_eq!(read(typed), Err(reason), "{typed}");
    }
}

#[test]
fn what_is_too_long_is_counted() {
    let long = |local: usize, domain: &str| read(&format!("{}@{domain}", "a".repeat(local)));
    assert!(long(64, "example.com").is_ok());
    let reason = long(65, "example.com").unwrap_err();
    assert_eq!(
        reason,
        "The email address is too long before the @-sign (1 character too many)."
    );
    let label = format!("{}.com", "b".repeat(65));
    let reason = long(1, &label).unwrap_err();
    let separated = "After the @-sign, periods cannot be separated by so many characters (2 characters too many).";
    assert_eq!(reason, separated);
    let name = format!("{}com", format!("{}.", "b".repeat(60)).repeat(4));
    assert_eq!(
        long(8, &name).unwrap_err(),
        "The email address is too long (2 characters too many)."
    );
    assert_eq!(
        long(3000, "example.com").unwrap_err(),
        "Length must not exceed 2048 characters"
    );
}

#[test]
fn characters_of_other_scripts_before_the_at_are_not_taken() {
    let reason = "Internationalized characters before the @-sign are not supported.";
    assert_eq!(read("é@example.com"), Err(reason.to_owned()));
}
