//! Typed codes: how they are read, and that none is likelier than another.

use enroll_domain::typed_code::TypedCode;
use proptest::prelude::*;

use crate::code;

#[test]
fn a_code_is_read_however_its_digits_are_grouped() {
    for text in ["01234567", "0123 4567", " 0123-4567\n", "01 23 45 67", "0123\u{a0}4567"] {
        assert_eq!(TypedCode::parse(text).unwrap().as_str(), "01234567", "{text:?}");
    }
}

#[test]
fn whatever_is_not_eight_digits_is_no_code() {
    for text in [
        "1234567",
        "123456789",
        "1234567a",
        "１２３４５６７８",
        "+1234567",
        "1234.5678",
        "١٢٣٤٥٦٧٨",
        "1234\u{0}5678",
    ] {
        assert_eq!(code(TypedCode::parse(text)), "malformed", "{text:?}");
    }
    for text in ["", "   ", "--"] {
        assert_eq!(code(TypedCode::parse(text)), "required", "{text:?}");
    }
    assert_eq!(code(TypedCode::parse(&"1".repeat(1 << 20))), "malformed");
}

#[test]
fn a_mac_is_one_whole_number_and_its_code_the_rest_of_it() {
    // Computed with Python: int.from_bytes(mac, "big") % 10**8.
    let mut rising = [0; 32];
    for (byte, place) in (0..).zip(&mut rising) {
        *place = byte;
    }
    for (mac, expected) in [([0; 32], "00000000"), ([0xff; 32], "29639935"), (rising, "79440671")] {
        assert_eq!(TypedCode::of_mac(&mac).as_str(), expected);
    }
}

#[test]
fn a_code_is_shown_in_two_groups_and_never_by_accident() {
    let code = TypedCode::of_mac(&[0xff; 32]);
    assert_eq!(code.grouped(), "2963 9935");
    assert_eq!(format!("{code:?}"), "TypedCode(…)");
}

proptest! {
    #[test]
    fn the_code_of_any_mac_is_read_as_itself(mac: [u8; 32]) {
        let code = TypedCode::of_mac(&mac);
        prop_assert_eq!(TypedCode::parse(&code.grouped()), Ok(code.clone()));
        prop_assert_eq!(code.as_str().len(), 8);
    }
}
