//! Names and codes that people and programs give: titles, codes and referral codes.

use enroll_domain::membership::{Code, Title};
use enroll_domain::referral::{LENGTH, ReferralCode};

use crate::code;

#[test]
fn a_title_is_one_line_of_at_most_a_hundred_characters() {
    assert_eq!(
        Title::parse("  Forschung & Lehre ß \u{3000}").unwrap().as_str(),
        "Forschung & Lehre ß"
    );
    assert_eq!(code(Title::parse(&"ß".repeat(100))), "taken as it is");
    for (text, expected) in [
        ("", "required"),
        (" \u{3000} ", "required"),
        ("two\nlines", "control_character"),
        ("bell\u{7}", "control_character"),
        (&"x".repeat(101), "too_long"),
    ] {
        assert_eq!(code(Title::parse(text)), expected, "{text:?}");
    }
}

#[test]
fn a_title_is_visible() {
    for text in ["\u{200B}", "Sales\u{200B}", "\u{202E}selaS"] {
        assert_eq!(code(Title::parse(text)), "malformed", "{text:?}");
    }
}

#[test]
fn a_code_is_of_letters_and_digits_that_every_program_knows() {
    for text in ["a", "Gold_2.0-x", &"9".repeat(64)] {
        assert_eq!(Code::parse(text).unwrap().as_str(), text);
    }
    for text in ["", " a", "a b", "ß", "a/b", "a\n", &"9".repeat(65)] {
        assert_eq!(code(Code::parse(text)), "malformed", "{text:?}");
    }
    assert_ne!(Code::parse("gold"), Code::parse("Gold"));
}

#[test]
fn a_referral_code_is_read_however_it_is_typed() {
    for text in ["ABCD2345", "abcd2345", " AbCd2345\n"] {
        assert_eq!(ReferralCode::parse(text).unwrap().as_str(), "ABCD2345", "{text:?}");
    }
    assert_eq!(code(ReferralCode::parse("ABCD")), "taken as it is");
    assert_eq!(code(ReferralCode::parse(&"A".repeat(32))), "taken as it is");
    for text in ["", "ABC", "AB CD", "ABCÐ", "ABC-D", "ıABC", &"A".repeat(33)] {
        assert_eq!(code(ReferralCode::parse(text)), "malformed", "{text:?}");
    }
}

#[test]
fn random_bytes_make_a_code_that_can_be_read_and_told_apart() {
    for byte in 0..=u8::MAX {
        let made = ReferralCode::from_random([byte; LENGTH]);
        assert_eq!(made.as_str().len(), LENGTH);
        assert_eq!(ReferralCode::parse(made.as_str()), Ok(made.clone()));
        assert!(!made.as_str().contains(['I', 'O']), "{made:?}");
    }
    let one = ReferralCode::from_random([0, 1, 2, 3, 4, 5, 6, 7]);
    assert_eq!(one.as_str(), "ABCDEFGH");
    assert_ne!(one, ReferralCode::from_random([1, 1, 2, 3, 4, 5, 6, 7]));
}
