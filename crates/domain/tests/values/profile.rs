//! How the fields of a request become a profile, or a change of one.

use std::collections::BTreeSet;

use enroll_domain::profile::{Field, Profile, ProfileChanges};
use enroll_domain::rejection::Gathered;
use enroll_domain::{Input, Rejection, Rejections};

pub(crate) fn read_all(raw: &[(Field, &str)]) -> Result<Profile, Rejections> {
    let raw: Vec<_> = raw.iter().map(|(field, text)| (*field, (*text).to_owned())).collect();
    let mut gathered = Gathered::new();
    let profile = Profile::read(&raw, &mut gathered);
    gathered.finish().map(|()| profile)
}

pub(crate) fn read(field: Field, text: &str) -> Result<Option<String>, &'static str> {
    match read_all(&[(field, text)]) {
        Ok(profile) => Ok(profile.get(field).map(str::to_owned)),
        Err(rejections) => Err(rejections
            .as_slice()
            .first()
            .map_or("none", |rejection| rejection.code())),
    }
}

fn changes(raw: &[(Field, Option<&str>)]) -> ProfileChanges {
    let raw: Vec<_> = raw
        .iter()
        .map(|(field, text)| (*field, text.map(str::to_owned)))
        .collect();
    let mut gathered = Gathered::new();
    let changes = ProfileChanges::read(&raw, &mut gathered);
    assert_eq!(gathered.finish(), Ok(()));
    changes
}

pub(crate) fn same(text: &str) -> Result<Option<String>, &'static str> {
    Ok(Some(text.to_owned()))
}

#[test]
fn every_row_of_the_table_is_whole() {
    let names: BTreeSet<_> = Field::ALL.iter().map(|field| field.name()).collect();
    assert_eq!(names.len(), Field::ALL.len());
    for field in Field::ALL {
        let rule = field.rule();
        assert_eq!(rule.field, *field);
        assert_eq!(Field::from_name(field.name()), Some(*field));
        assert_eq!(read(*field, rule.example), same(rule.example), "{}", rule.name);
        assert!(rule.description.ends_with('.'));
    }
    assert_eq!(Field::from_name("roles"), None);
}

#[test]
fn blank_text_counts_as_absent() {
    for field in Field::ALL {
        for blank in ["", " ", "\u{A0}\u{3000}"] {
            assert_eq!(read(*field, blank), Ok(None));
        }
    }
    assert_eq!(
        read_all(&[(Field::GivenName, " ")]).map(|profile| profile.is_empty()),
        Ok(true)
    );
}

#[test]
fn control_characters_are_refused_in_every_field_wherever_they_stand() {
    let controls = ('\0'..='\u{9F}')
        .filter(|c| c.is_control())
        .chain(['\u{2028}', '\u{2029}']);
    for control in controls {
        for field in Field::ALL {
            let example = field.rule().example;
            for text in [
                format!("{control}{example}"),
                format!("{example}{control}"),
                format!("{example} {control} x"),
            ] {
                assert_eq!(read(*field, &text), Err("control_character"), "{field:?} {text:?}");
            }
            assert_eq!(read(*field, &control.to_string()), Err("control_character"));
        }
    }
}

#[test]
fn every_rejection_of_a_request_is_told_at_once() {
    let rejections = read_all(&[
        (Field::GivenName, "evil.test"),
        (Field::FamilyName, "Lovelace"),
        (Field::PhoneNumber, "1"),
        (Field::Country, "276"),
    ]);
    let inputs = rejections.map_err(|all| {
        all.as_slice()
            .iter()
            .map(|Rejection { input, .. }| *input)
            .collect::<Vec<_>>()
    });
    let expected = [Field::GivenName, Field::PhoneNumber, Field::Country]
        .map(Input::Profile)
        .to_vec();
    assert_eq!(inputs, Err(expected));
}

#[test]
fn changes_set_and_remove_fields_and_leave_the_others() {
    let before = Profile::from_stored([
        (Field::GivenName, "Ada".to_owned()),
        (Field::FamilyName, "Byron".to_owned()),
        (Field::Nickname, "A".to_owned()),
        (Field::Country, "GB".to_owned()),
    ]);
    let after = before.merged(&changes(&[
        (Field::FamilyName, Some(" Lovelace ")),
        (Field::Nickname, None),
        (Field::Country, Some("  ")),
        (Field::Locale, Some("en_gb")),
    ]));
    let fields: Vec<_> = after.iter().collect();
    assert_eq!(
        fields,
        [
            (Field::GivenName, "Ada"),
            (Field::FamilyName, "Lovelace"),
            (Field::Locale, "en-GB")
        ]
    );
    assert_eq!(before.merged(&changes(&[])), before);
    assert!(changes(&[]).is_empty());
    assert!(!changes(&[(Field::Nickname, None)]).is_empty());
}

#[test]
fn a_changed_number_is_read_in_the_country_of_the_same_change() {
    let changes = changes(&[
        (Field::Country, Some("GBR")),
        (Field::PhoneNumber, Some("020 7946 0018")),
    ]);
    assert_eq!(
        Profile::new().merged(&changes).get(Field::PhoneNumber),
        Some("+442079460018")
    );
}

#[test]
fn no_value_shows_when_debugged() {
    let profile = Profile::from_stored([(Field::GivenName, "Ada".to_owned())]);
    let shown = format!("{profile:?} {:?}", changes(&[(Field::GivenName, Some("Ada"))]));
    assert!(shown.contains("GivenName") && !shown.contains("Ada"), "{shown}");
}
