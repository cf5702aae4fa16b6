//! Examining a registration: every broken rule at once, and nothing that the policy does not take.

use enroll_domain::password::{Password, Strength};
use enroll_domain::profile::Field;
use enroll_domain::registration::{CallbackUrl, Policy, Presence, RegistrationForm, TermsVersion, examine};
use enroll_domain::{Input, Rejections, Rule};

fn strong(_: &Password, _: &[&str]) -> Strength {
    Strength::MAX
}

fn good() -> RegistrationForm {
    RegistrationForm {
        email: Some("ada@example.org".to_owned()),
        password: Some("correct horse battery".to_owned()),
        ..RegistrationForm::default()
    }
}

fn broken(rejections: &Rejections) -> Vec<(&'static str, &'static str)> {
    rejections
        .as_slice()
        .iter()
        .map(|found| (found.input.name(), found.code()))
        .collect()
}

#[test]
fn every_broken_rule_is_told_at_once() {
    let form = RegistrationForm {
        email: Some("not an address".to_owned()),
        password: Some("short".to_owned()),
        username: Some("ab".to_owned()),
        profile: vec![
            (Field::GivenName, "Ada\nBcc: x".to_owned()),
            (Field::Country, "254".to_owned()),
        ],
        callback_url: Some("https://evil.example/".to_owned()),
        terms_version: Some("two words".to_owned()),
    };
    let found = examine(&form, &Policy::private(), strong).unwrap_err();
    let inputs: Vec<_> = broken(&found).into_iter().map(|(input, _)| input).collect();
    for input in [
        "email",
        "password",
        "username",
        "given_name",
        "country",
        "callback_url",
        "terms_version",
    ] {
        assert!(inputs.contains(&input), "{input} is missing from {inputs:?}");
    }
}

#[test]
fn an_empty_form_lacks_address_and_password() {
    let found = examine(&RegistrationForm::default(), &Policy::private(), strong).unwrap_err();
    assert_eq!(broken(&found), [("email", "required"), ("password", "required")]);
}

#[test]
fn a_required_field_must_be_there_and_a_refused_one_must_not() {
    let mut policy = Policy::private();
    policy.username = Presence::Required;
    policy.profile.insert(Field::GivenName, Presence::Required);
    policy.profile.insert(Field::Nickname, Presence::Refused);
    let form = RegistrationForm {
        profile: vec![(Field::Nickname, "Countess".to_owned())],
        ..good()
    };
    let found = examine(&form, &policy, strong).unwrap_err();
    let expected = [
        ("username", "required"),
        ("given_name", "required"),
        ("nickname", "not_accepted"),
    ];
    assert_eq!(broken(&found), expected);
}

#[test]
fn a_callback_must_stand_in_the_list() {
    let form = RegistrationForm {
        callback_url: Some("https://app.example/done".to_owned()),
        ..good()
    };
    let found = examine(&form, &Policy::private(), strong).unwrap_err();
    assert_eq!(broken(&found), [("callback_url", "not_listed")]);
    let mut policy = Policy::private();
    policy
        .callbacks
        .push(CallbackUrl::parse("https://app.example/done").unwrap());
    assert!(examine(&form, &policy, strong).unwrap().callback.is_some());
}

#[test]
fn terms_that_are_asked_for_must_be_the_present_ones() {
    let mut policy = Policy::private();
    policy.terms = Some(TermsVersion::parse("2026-11").unwrap());
    let with = |terms: Option<&str>| RegistrationForm {
        terms_version: terms.map(str::to_owned),
        ..good()
    };
    assert_eq!(
        broken(&examine(&with(None), &policy, strong).unwrap_err()),
        [("terms_version", "required")]
    );
    assert_eq!(
        broken(&examine(&with(Some("2025-01")), &policy, strong).unwrap_err()),
        [("terms_version", "outdated")]
    );
    assert!(examine(&with(Some("2026-11")), &policy, strong).is_ok());
}

#[test]
fn a_password_is_rated_against_the_person_who_chose_it() {
    let form = RegistrationForm {
        username: Some("lovelace".to_owned()),
        profile: vec![(Field::GivenName, "Augusta".to_owned())],
        ..good()
    };
    let weak_for_the_person = |_: &Password, context: &[&str]| {
        assert_eq!(context, ["ada@example.org", "lovelace", "Augusta"]);
        Strength::from_score(0)
    };
    let found = examine(&form, &Policy::private(), weak_for_the_person).unwrap_err();
    assert_eq!(
        found.as_slice().first().map(|first| (first.input, first.rule)),
        Some((Input::Password, Rule::TooWeak))
    );
}

#[test]
fn where_somebody_lives_and_by_which_clock_is_no_word_that_a_password_must_not_hold() {
    let with = |field: Field, value: &str, password: &str| {
        let form = RegistrationForm {
            password: Some(password.to_owned()),
            profile: vec![(field, value.to_owned())],
            ..good()
        };
        examine(&form, &Policy::private(), strong).is_ok()
    };
    assert!(with(Field::Zoneinfo, "Europe/London", "london bridge at night"));
    for field in [Field::GivenName, Field::FamilyName, Field::Nickname] {
        assert!(!with(field, "London", "london bridge at night"), "{}", field.name());
    }
}
