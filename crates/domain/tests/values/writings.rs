//! Texts for people, and words from lists: paragraphs, company names, codes of others, choices.

use enroll_domain::lookup::industry;
use enroll_domain::profile::{Field, Kind};

use crate::profile::{read, same};

#[test]
fn a_paragraph_is_composed_and_has_single_spaces() {
    assert_eq!(
        read(Field::Bio, "  Cafe\u{301}   owner,\u{A0}\u{3000}poet. "),
        same("Café owner, poet.")
    );
    for text in [
        "See https://ada.example.org & write to me@example.org!",
        "<b>not bold</b> {{7*7}}",
        "🎉",
        "👩\u{200D}🚀 in space",
        "می\u{200C}نویسم",
        "AT&T",
    ] {
        assert_eq!(read(Field::Bio, text), same(text), "{text:?}");
        assert_eq!(read(Field::CompanyName, text), same(text), "{text:?}");
    }
}

#[test]
fn a_paragraph_holds_no_second_line_and_nothing_hidden() {
    assert_eq!(read(Field::Bio, "one\ntwo"), Err("control_character"));
    assert_eq!(read(Field::Bio, "one\u{2029}two"), Err("control_character"));
    for text in [
        "a\u{202E}b",
        "a\u{200B}b",
        "\u{200D}",
        "\u{200C} \u{200D}",
        "\u{3164}",
        "x\u{E0041}",
    ] {
        assert_eq!(read(Field::Bio, text), Err("malformed"), "{text:?}");
    }
}

#[test]
fn every_text_has_a_greatest_length() {
    for (field, max) in [
        (Field::Bio, 1000),
        (Field::CompanyName, 250),
        (Field::CountryText, 5),
        (Field::RegistrationApp, 30),
        (Field::RegistrationSite, 255),
        (Field::CustomerCode, 100),
    ] {
        assert_eq!(field.rule().max, max);
        let longest = "🦀".repeat(max);
        assert_eq!(read(field, &longest), same(&longest), "{field:?}");
        assert_eq!(read(field, &"é".repeat(max + 1)), Err("too_long"), "{field:?}");
        assert_eq!(read(field, &"a".repeat(100_000)), Err("too_long"), "{field:?}");
    }
    let spaced = "a ".repeat(499) + &" ".repeat(1000) + "ab";
    assert_eq!(
        read(Field::Bio, &spaced).map(|read| read.map(|text| text.len())),
        Ok(Some(1000))
    );
}

#[test]
fn what_somebody_wrote_stays_to_the_letter() {
    for field in [
        Field::CountryText,
        Field::RegistrationApp,
        Field::RegistrationSite,
        Field::CustomerCode,
    ] {
        for text in ["UK", "a  b", "e\u{301}", "<x>", "+49", "日本"] {
            assert_eq!(read(field, &format!(" {text} ")), same(text), "{field:?} {text:?}");
        }
        assert_eq!(read(field, "\u{200B}"), Err("malformed"));
    }
}

#[test]
fn a_choice_is_one_of_its_words_in_any_case() {
    assert_eq!(read(Field::Gender, "MALE"), same("male"));
    assert_eq!(read(Field::Gender, "Female"), same("female"));
    assert_eq!(read(Field::Theme, " Light "), same("light"));
    assert_eq!(read(Field::Industry, "EDUCATION"), same("education"));
    for (field, text) in [
        (Field::Gender, "m"),
        (Field::Gender, "male female"),
        (Field::Theme, "purple"),
        (Field::Industry, "Education and care"),
        (Field::Industry, "ﬁnance_insurance"),
    ] {
        assert_eq!(read(field, text), Err("not_listed"), "{text:?}");
    }
}

#[test]
fn every_choice_is_taken_as_it_is_and_fits_its_field() {
    let mut choosing = Vec::new();
    for field in Field::ALL {
        for choice in field.rule().kind.choices().into_iter().flatten() {
            assert_eq!(read(*field, choice), same(choice));
            choosing.push(*field);
        }
    }
    choosing.dedup();
    assert_eq!(choosing, [Field::Gender, Field::Industry, Field::Theme]);
    let industries = Field::Industry.rule().kind.choices().map(|choices| choices.len());
    assert_eq!(industries, Some(industry::ALL.len()));
}

#[test]
fn names_of_people_are_the_only_fields_that_are_names() {
    let names: Vec<_> = Field::ALL.iter().filter(|field| field.rule().kind.is_name()).collect();
    assert_eq!(names, [&Field::GivenName, &Field::FamilyName, &Field::Nickname]);
    assert_eq!(Field::CompanyName.rule().kind, Kind::PlainText);
}
