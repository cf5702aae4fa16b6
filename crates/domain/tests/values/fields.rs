//! What each kind of profile field takes, and the one spelling it keeps.

use enroll_domain::profile::Field;

use crate::profile::{read, read_all, same};

#[test]
fn names_are_composed_trimmed_and_squeezed() {
    assert_eq!(
        read(Field::GivenName, "  Jose\u{301}   Mari\u{301}a\u{A0}\u{3000}x "),
        same("José María x")
    );
    assert_eq!(read(Field::Nickname, "  The   Countess "), same("The Countess"));
}

#[test]
fn names_of_many_kinds_are_taken() {
    for name in [
        "J.R.R. Tolkien",
        "O'Brien",
        "O’Brien",
        "Nuñez-López",
        "Martin Luther King, Jr.",
        "St. John",
        "毛泽东",
        "Владимир",
        "محمد",
        "می\u{200C}نا",
        "क्\u{200D}ष",
        "X Æ A-12",
        "Louis XIV",
        "N",
    ] {
        assert_eq!(read(Field::FamilyName, name), same(name));
    }
}

#[test]
fn a_name_cannot_carry_an_advertisement_into_a_mail() {
    for name in [
        "Hi http://evil.test buy",
        "http://evil.test",
        "www.evil.test",
        "WWW.evil",
        "evil.test",
        "t.co",
        "Win at EVIL.COM now",
        "evil。com",
        "evil．com",
        "//evil",
        "evil/x",
        "\\\\evil",
        "me@evil.test",
        "call 0123456789",
        "[x](y)",
        "<b>x</b>",
        "{{7*7}}",
        "${x}",
        "=?utf-8?b?aGk=?=",
        "\u{202E}live",
        "a\u{200B}b",
        "\u{3164}",
        "\u{200D}",
        "…",
    ] {
        assert_eq!(read(Field::GivenName, name), Err("malformed"), "{name:?}");
    }
    for name in ["evil.test", "me@evil.test", "a/b", "\u{202E}live", "\u{3164}", "012345"] {
        assert_eq!(read(Field::Nickname, name), Err("malformed"), "{name:?}");
    }
    assert_eq!(read(Field::GivenName, "a\r\n.\r\nb"), Err("control_character"));
}

#[test]
fn names_have_a_greatest_length() {
    assert_eq!(read(Field::GivenName, &"é".repeat(255)), same(&"é".repeat(255)));
    assert_eq!(read(Field::GivenName, &"é".repeat(256)), Err("too_long"));
    assert_eq!(read(Field::GivenName, &"a".repeat(10_000)), Err("too_long"));
    assert_eq!(read(Field::Nickname, &"a".repeat(256)), Err("too_long"));
}

#[test]
fn a_telephone_number_has_one_spelling() {
    for text in [
        "+1 (234) 567-8900",
        "0012345678900",
        "+12345678900",
        "00 1 234 567 8900",
        "＋１２３４５６７８９００",
        "+1-234-567-8900",
        " +1 234 567 8900 ",
    ] {
        assert_eq!(read(Field::PhoneNumber, text), same("+12345678900"), "{text:?}");
    }
}

#[test]
fn a_telephone_number_that_is_none_is_refused() {
    for text in [
        "2345678900",
        "+1 234",
        "+1 111 111 1111",
        "+999 12345678",
        "call +12345678900",
        "+12345678900 ext. 5",
        "+12345678900;ext=5",
        "+1-800-FLOWERS",
        "tel:+12345678900",
        "+",
        "()",
    ] {
        assert_eq!(read(Field::PhoneNumber, text), Err("malformed"), "{text:?}");
    }
    assert_eq!(read(Field::PhoneNumber, &"1".repeat(100_000)), Err("too_long"));
}

#[test]
fn a_national_number_is_read_in_the_country_of_the_same_request() {
    let phone = |number: &str, country: &str| {
        let profile = read_all(&[(Field::PhoneNumber, number), (Field::Country, country)]);
        profile
            .ok()
            .and_then(|profile| profile.get(Field::PhoneNumber).map(str::to_owned))
    };
    assert_eq!(phone("(234) 567-8900", "usa"), Some("+12345678900".to_owned()));
    assert_eq!(phone("020 7946 0018", "GB"), Some("+442079460018".to_owned()));
    assert_eq!(phone("0012345678900", "DE"), Some("+12345678900".to_owned()));
    assert_eq!(phone("0012345678900", "US"), Some("+12345678900".to_owned()));
    assert_eq!(phone("020 7946 0018", "US"), None);
}

#[test]
fn a_language_tag_has_one_spelling() {
    assert_eq!(read(Field::Locale, "en_us"), same("en-US"));
    assert_eq!(read(Field::Locale, "EN-us"), same("en-US"));
    assert_eq!(read(Field::Locale, "iw"), same("he"));
    assert_eq!(read(Field::Locale, "zh_hant_tw"), same("zh-Hant-TW"));
    for text in ["english", "e", "und", "en--US", "en-US-", "x y", "12", "en_US.UTF-8"] {
        assert_eq!(read(Field::Locale, text), Err("malformed"), "{text:?}");
    }
}

#[test]
fn a_time_zone_has_one_name() {
    assert_eq!(read(Field::Zoneinfo, "europe/LONDON"), same("Europe/London"));
    assert_eq!(read(Field::Zoneinfo, "Asia/Calcutta"), same("Asia/Kolkata"));
    assert_eq!(
        read(Field::Zoneinfo, "Pacific Standard Time"),
        same("America/Los_Angeles")
    );
    assert_eq!(read(Field::Zoneinfo, "W. Europe Standard Time"), same("Europe/Berlin"));
    assert_eq!(read(Field::Zoneinfo, "UTC"), same("Etc/UTC"));
    for text in [
        "Europe",
        "Mars/Olympus",
        "Etc/Unknown",
        "+01:00",
        "../etc/passwd",
        "Eastern Standard Time/US",
    ] {
        assert_eq!(read(Field::Zoneinfo, text), Err("malformed"), "{text:?}");
    }
    assert_eq!(
        read(Field::Zoneinfo, "us eastern standard time"),
        same("America/Indiana/Indianapolis")
    );
    assert_eq!(read(Field::Zoneinfo, "Kamchatka Standard Time"), same("Asia/Kamchatka"));
    let canada = read_all(&[(Field::Zoneinfo, "Eastern Standard Time"), (Field::Country, "CA")]);
    assert_eq!(
        canada.as_ref().map(|profile| profile.get(Field::Zoneinfo)),
        Ok(Some("America/Toronto"))
    );
}

#[test]
fn a_country_is_two_capital_letters() {
    for text in ["DE", "de", "DEU", "deu", " de "] {
        assert_eq!(read(Field::Country, text), same("DE"), "{text:?}");
    }
    for text in ["276", "Germany", "England", "XX", "ZZZ", "D", "D3", "ＤＥ", "001"] {
        assert_eq!(read(Field::Country, text), Err("malformed"), "{text:?}");
    }
}
