//! Where people can be reached besides the proved address, and where pages of theirs are.

use enroll_domain::lookup::dial_code;
use enroll_domain::profile::Field;

use crate::profile::{read, same};

#[test]
fn a_telephone_number_as_written_stays_to_the_letter() {
    for text in [
        "0712345678",
        "+1 (234) 567-8900 ext. 5",
        "call the desk",
        "(none)",
        "1  2",
        "٠٧١٢",
        "☎ 5",
        "+",
    ] {
        assert_eq!(read(Field::ContactPhone, text), same(text), "{text:?}");
    }
    assert_eq!(read(Field::ContactPhone, "  0712  "), same("0712"));
    assert_eq!(read(Field::ContactPhone, &"1".repeat(100)), same(&"1".repeat(100)));
    assert_eq!(read(Field::ContactPhone, &"1".repeat(101)), Err("too_long"));
    for text in ["\u{202D}0712\u{202C}", "\u{200B}", "\u{200D}", "07\u{AD}12"] {
        assert_eq!(read(Field::ContactPhone, text), Err("malformed"), "{text:?}");
    }
}

#[test]
fn a_dial_code_is_one_of_the_world_s_without_its_plus() {
    assert_eq!(read(Field::DialCode, "+44"), same("44"));
    assert_eq!(read(Field::DialCode, " 254 "), same("254"));
    for known in dial_code::all() {
        assert_eq!(read(Field::DialCode, &known.code), same(&known.code));
    }
    for text in ["999", "210", "0", "044"] {
        assert_eq!(read(Field::DialCode, text), Err("not_listed"), "{text:?}");
    }
    for text in ["++44", "+", "KE", "1 2", "4４", "1234", "-44", "4.4"] {
        assert_eq!(read(Field::DialCode, text), Err("malformed"), "{text:?}");
    }
}

#[test]
fn other_addresses_are_spelt_like_the_proved_one() {
    for field in [Field::AlternateEmail, Field::NotificationEmail] {
        assert_eq!(read(field, " Ada@Exämple.ORG "), same("Ada@xn--exmple-cua.org"));
        for text in [
            "ada",
            "ada@localhost",
            "Ada <ada@example.org>",
            "a@b@c.org",
            "ada@[127.0.0.1]",
        ] {
            assert_eq!(read(field, text), Err("malformed"), "{text:?}");
        }
        let fits = format!(
            "{}@{}.org",
            "a".repeat(64),
            ["b".repeat(61), "c".repeat(61), "d".repeat(61)].join(".")
        );
        assert_eq!(fits.len(), 254);
        assert_eq!(read(field, &fits), same(&fits));
        assert_eq!(read(field, &format!("a{fits}")), Err("too_long"));
    }
}

#[test]
fn a_page_has_the_normal_form_of_its_address() {
    for (text, kept) in [
        ("https://example.org", "https://example.org/"),
        ("HTTPS://Example.ORG:443/A", "https://example.org/A"),
        ("http://example.org/a/../b?q=é#top", "http://example.org/b?q=%C3%A9#top"),
        ("https://bücher.example/", "https://xn--bcher-kva.example/"),
        ("http://localhost:8080/me", "http://localhost:8080/me"),
    ] {
        assert_eq!(read(Field::Website, text), same(kept), "{text:?}");
    }
    assert_eq!(
        read(Field::AvatarUrl, "https://example.org/a.png"),
        same("https://example.org/a.png")
    );
    assert_eq!(read(Field::AvatarUrl, "http://example.org/a.png"), Err("malformed"));
}

#[test]
fn a_page_that_two_readers_would_find_in_two_places_is_refused() {
    for text in [
        "example.org",
        "www.example.org",
        "//example.org",
        "javascript:alert(1)",
        "javascript://example.org/%0Aalert(1)",
        "data:text/html,x",
        "ftp://example.org/",
        "https:example.org",
        "https:///example.org",
        "https://",
        "https://example.org\\@evil.test/",
        "https://ada@example.org/",
        "https://ada:secret@example.org/",
        "https://exa mple.org/",
        "https://example.org/a b",
        "https://example.org/\u{202E}gnp.exe",
        "https://exa\u{200B}mple.org/",
        "https://example.org:99999/",
    ] {
        for field in [Field::Website, Field::AvatarUrl] {
            assert_eq!(read(field, text), Err("malformed"), "{text:?}");
        }
    }
    let page = |length: usize| format!("https://example.org/{}", "a".repeat(length - 20));
    assert_eq!(read(Field::Website, &page(2048)), same(&page(2048)));
    assert_eq!(read(Field::Website, &page(2049)), Err("too_long"));
    assert_eq!(read(Field::Website, &page(100_000)), Err("too_long"));
    let grows = format!("https://example.org/{}", "é".repeat(1000));
    assert_eq!(read(Field::Website, &grows), Err("too_long"));
}
