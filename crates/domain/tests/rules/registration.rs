//! Examining a registration: every broken rule at once, and nothing that the policy does not take.

use enroll_domain::password::{Password, Strength};
use enroll_domain::profile::Field;
use enroll_domain::proof::{Landing, LandsWhen};
use enroll_domain::registration::{
    CallbackUrl, EmailDomain, FieldPolicy, Policy, Presence, RegistrationForm, TermsVersion, WishesForm, examine,
};
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
        external_ids: vec![("employee".to_owned(), "1".to_owned())],
        wishes: WishesForm {
            roles: vec!["admin".to_owned()],
            referral_code: Some("ABCDEFGH".to_owned()),
            invitation_code: None,
            realm: Some("keycloak".to_owned()),
        },
        lands: None,
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
        "external_id",
        "role",
        "referral_code",
        "realm",
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
    policy.username.presence = Presence::Required;
    policy.profile.insert(Field::GivenName, asked(Presence::Required));
    policy.profile.insert(Field::Nickname, asked(Presence::Refused));
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

fn asked(presence: Presence) -> FieldPolicy {
    FieldPolicy {
        presence,
        max_chars: None,
    }
}

#[test]
fn a_field_may_be_shorter_here_than_elsewhere() {
    let mut policy = Policy::private();
    policy.profile.insert(Field::GivenName, FieldPolicy::required_within(3));
    let named = |name: &str| RegistrationForm {
        profile: vec![(Field::GivenName, name.to_owned())],
        ..good()
    };
    assert!(examine(&named("Zoë"), &policy, strong).is_ok());
    let found = examine(&named("Augusta"), &policy, strong).unwrap_err();
    assert_eq!(broken(&found), [("given_name", "too_long")]);
}

#[test]
fn an_address_must_be_of_a_domain_that_the_tenant_takes() {
    let mut policy = Policy::private();
    policy.email_domains = vec![EmailDomain::parse("example.com").unwrap()];
    let found = examine(&good(), &policy, strong).unwrap_err();
    assert_eq!(broken(&found), [("email", "not_listed")]);
    policy.email_domains.push(EmailDomain::parse("Example.ORG").unwrap());
    assert!(examine(&good(), &policy, strong).is_ok());
}

#[test]
fn nobody_registers_without_anything_to_be_known_by() {
    for username in [Presence::Optional, Presence::Refused] {
        let mut policy = Policy::private();
        policy.email = Presence::Optional;
        policy.username.presence = username;
        let nobody = RegistrationForm { email: None, ..good() };
        let found = examine(&nobody, &policy, strong).unwrap_err();
        assert_eq!(broken(&found), [("email", "required")], "{username:?}");
        assert!(examine(&good(), &policy, strong).is_ok());
    }
}

#[test]
fn external_ids_are_taken_in_the_name_spaces_that_the_tenant_knows() {
    let mut policy = Policy::private();
    policy.external_ids.insert("employee".to_owned(), Presence::Required);
    policy.external_ids.insert("former".to_owned(), Presence::Refused);
    let with = |ids: &[(&str, &str)]| {
        let external_ids = ids.iter().map(|(space, id)| ((*space).to_owned(), (*id).to_owned()));
        RegistrationForm {
            external_ids: external_ids.collect(),
            ..good()
        }
    };
    let read = examine(&with(&[("employee", " a1 "), ("former", " ")]), &policy, strong).unwrap();
    assert_eq!(
        read.external.iter().map(|id| id.key()).collect::<Vec<_>>(),
        ["employee:a1"]
    );
    for (ids, code) in [
        (vec![], "required"),
        (vec![("employee", "1"), ("former", "1")], "not_accepted"),
        (vec![("employee", "1"), ("stranger", "1")], "not_accepted"),
    ] {
        let found = examine(&with(&ids), &policy, strong).unwrap_err();
        assert_eq!(broken(&found), [("external_id", code)], "{ids:?}");
    }
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
    let expected = |when| {
        let url = CallbackUrl::parse("https://app.example/done").unwrap();
        Some(Landing { url, when })
    };
    let landing = |form: &RegistrationForm| examine(form, &policy, strong).unwrap().landing;
    assert_eq!(landing(&form), expected(LandsWhen::Afterwards));
    let at_once = RegistrationForm {
        lands: Some(LandsWhen::AtOnce),
        ..form
    };
    assert_eq!(landing(&at_once), expected(LandsWhen::AtOnce));
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
