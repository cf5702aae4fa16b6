//! What holds for any text: a canonical form is its own canonical form, a key is its own key, and no control character
//! gets through. The table of named cases stands in the other files.

use enroll_domain::identifier::{EmailAddress, ExternalId, Username};
use enroll_domain::password::Password;
use enroll_domain::profile::{Field, Profile};
use enroll_domain::rejection::Gathered;
use enroll_domain::{Rejections, Rule};
use proptest::prelude::*;
use proptest::sample::select;

fn read(field: Field, text: &str) -> Result<Option<String>, Rejections> {
    let mut gathered = Gathered::new();
    let profile = Profile::read(&[(field, text.to_owned())], &mut gathered);
    gathered.finish().map(|()| profile.get(field).map(str::to_owned))
}

/// Any character, the ones that attacks are made of more often than others.
fn character() -> impl Strategy<Value = char> {
    let hostile = "aAiIlL1oO0mMrnK\u{212A}ıſßẞ\u{430}\u{435}\u{43E}\u{440}ΑΟοσςａＡ１．＠。ée\u{301}\u{308}\u{AD}\u{200B}\u{200C}\u{200D}\u{202E}\u{FEFF}\u{3164} \u{A0}\t\r\n\0._-+@/:'\"<{ǅﬁ①²Ⅷ가각";
    prop_oneof![
        3 => proptest::char::range('a', 'z'),
        1 => proptest::char::range('A', 'Z'),
        3 => select(hostile.chars().collect::<Vec<_>>()),
        1 => proptest::char::any(),
    ]
}

fn text(least: usize, most: usize) -> impl Strategy<Value = String> {
    proptest::collection::vec(character(), least..=most).prop_map(String::from_iter)
}

fn is_username_canonical(text: &str) -> Result<(), TestCaseError> {
    let Ok(name) = Username::parse_known(text) else {
        return Ok(());
    };
    prop_assert_eq!(
        Username::parse_known(name.as_str()),
        Ok(name.clone()),
        "{:?}",
        name.as_str()
    );
    let key = name.key().as_str();
    // A key may be longer than any name, or unspeakable; where it can be read it is its own key.
    if let Ok(again) = Username::parse_known(key) {
        prop_assert_eq!(again.key().as_str(), key);
    }
    if name.as_str().is_ascii() {
        let capitals = Username::parse_known(&name.as_str().to_ascii_uppercase());
        prop_assert_eq!(capitals.map(|name| name.key().clone()), Ok(name.key().clone()));
    }
    Ok(())
}

fn is_field_canonical(field: Field, text: &str) -> Result<(), TestCaseError> {
    let Ok(Some(once)) = read(field, text) else {
        return Ok(());
    };
    prop_assert!(once.chars().count() <= field.rule().max);
    prop_assert!(!once.chars().any(char::is_control));
    prop_assert_eq!(read(field, &once), Ok(Some(once)), "{:?} from {:?}", field, text);
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn an_address_read_again_is_the_same_address(local in text(1, 8), domain in text(1, 12), tld in "[a-zA-Zäü]{2,4}") {
        if let Ok(address) = EmailAddress::parse(&format!("{local}@{domain}.{tld}")) {
            prop_assert_eq!(EmailAddress::parse(address.as_str()), Ok(address.clone()));
            let again = EmailAddress::parse(address.key().as_str());
            prop_assert_eq!(again.map(|again| again.key().clone()), Ok(address.key().clone()));
            prop_assert!(address.as_str().is_ascii() && address.as_str().len() <= 254);
        }
    }

    #[test]
    fn an_address_is_one_in_any_letter_case(local in "[a-zA-Z0-9.+]{1,20}", domain in "[a-zA-Z0-9äöüß]{1,20}\\.[a-zA-Z]{2,5}") {
        let key = |text: &str| EmailAddress::parse(text).map(|address| address.key().clone());
        let text = format!("{local}@{domain}");
        let swapped: String = text
            .chars()
            .map(|c| if c.is_ascii_uppercase() { c.to_ascii_lowercase() } else { c.to_ascii_uppercase() })
            .collect();
        prop_assert_eq!(key(&text), key(&swapped));
    }

    #[test]
    fn a_user_name_read_again_is_the_same_user_name(text in text(1, 12)) {
        is_username_canonical(&text)?;
    }

    #[test]
    fn an_external_id_read_again_is_the_same(value in text(1, 20)) {
        if let Ok(id) = ExternalId::parse("crm", &value) {
            prop_assert_eq!(ExternalId::parse(id.namespace(), id.value()), Ok(id));
        }
    }

    #[test]
    fn a_profile_field_read_again_is_the_same(text in text(1, 20)) {
        for field in Field::ALL {
            is_field_canonical(*field, &text)?;
        }
    }

    #[test]
    fn a_telephone_number_read_again_is_the_same(
        prefix in select(vec!["+1", "+44", "+49", "+33", "+39", "+55", "+91", "+86", "+7", "0049", "+800", "+54 9", "+590"]),
        rest in "[ (]?[1-9][0-9]{1,4}[ )-]?[0-9]{3,8}",
    ) {
        is_field_canonical(Field::PhoneNumber, &format!("{prefix}{rest}"))?;
    }

    #[test]
    fn a_language_tag_read_again_is_the_same(
        tag in "[a-zA-Z]{2,3}([-_][a-zA-Z]{4})?([-_]([a-zA-Z]{2}|[0-9]{3}))?([-_][a-z]{5,8})?(-u-[a-z]{2}-[a-z]{3,5})?",
    ) {
        is_field_canonical(Field::Locale, &tag)?;
    }

    #[test]
    fn a_web_address_read_again_is_the_same(
        scheme in "[hH][tT][tT][pP][sS]?",
        host in text(1, 8),
        rest in prop_oneof![Just(String::new()), text(0, 12).prop_map(|text| format!("/{text}"))],
    ) {
        for field in [Field::Website, Field::AvatarUrl] {
            is_field_canonical(field, &format!("{scheme}://{host}{rest}"))?;
            is_field_canonical(field, &format!("{scheme}://{host}.org{rest}"))?;
        }
    }

    #[test]
    fn a_control_character_anywhere_is_refused(
        before in "[a-z]{0,5}", control in select(('\0'..='\u{9F}').filter(|c| c.is_control()).collect::<Vec<_>>()),
        after in "[a-z]{0,5}",
    ) {
        let text = format!("{before}{control}{after}");
        prop_assert_eq!(EmailAddress::parse(&format!("{text}@x.org")), Err(Rule::ControlCharacter));
        prop_assert_eq!(EmailAddress::parse(&format!("x@{text}.org")), Err(Rule::ControlCharacter));
        prop_assert_eq!(Username::parse(&text), Err(Rule::ControlCharacter));
        prop_assert_eq!(ExternalId::parse("crm", &text), Err(Rule::ControlCharacter));
    }
}

/// The planes that hold characters: those of scripts and signs, and the one of tags and variation selectors.
fn every_character() -> impl Iterator<Item = char> {
    ('\0'..='\u{3FFFF}').chain('\u{E0000}'..='\u{E0FFF}')
}

#[test]
fn every_character_there_is_gives_a_user_name_one_key() {
    for c in every_character() {
        if let Err(error) = is_username_canonical(&format!("{c}{c}{c}")) {
            panic!("U+{:04X}: {error}", u32::from(c));
        }
    }
}

#[test]
fn every_character_there_is_gives_a_name_one_spelling() {
    for c in every_character() {
        for field in [Field::GivenName, Field::Nickname, Field::Bio, Field::ContactPhone] {
            if let Err(error) = is_field_canonical(field, &format!("a{c}")) {
                panic!("U+{:04X}: {error}", u32::from(c));
            }
        }
    }
}

#[test]
fn every_character_there_is_gives_an_external_id_one_spelling() {
    for c in every_character() {
        if let Ok(id) = ExternalId::parse("crm", &format!("a{c}b")) {
            assert_eq!(ExternalId::parse("crm", id.value()), Ok(id), "U+{:04X}", u32::from(c));
        }
    }
}

#[test]
fn every_character_there_is_gives_a_domain_one_spelling() {
    for c in every_character() {
        if let Ok(address) = EmailAddress::parse(&format!("a@b{c}b.org")) {
            assert_eq!(
                EmailAddress::parse(address.as_str()),
                Ok(address),
                "U+{:04X}",
                u32::from(c)
            );
        }
    }
}

#[test]
fn every_character_there_is_gives_a_password_one_form() {
    for c in every_character() {
        if let Ok(password) = Password::parse(&format!("a{c}b")) {
            let again = Password::parse(password.expose());
            assert_eq!(
                again.map(|again| again.expose() == password.expose()),
                Ok(true),
                "U+{:04X}",
                u32::from(c)
            );
        }
    }
}
