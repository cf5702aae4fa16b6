//! Policies as they are written down: what was written reads as the very same policy, and a preset is a place to begin from.

use std::collections::BTreeMap;
use std::time::Duration;

use enroll_domain::document::Document;
use enroll_domain::password::{CharacterClass, ContextWords, PasswordPolicy, Strength};
use enroll_domain::profile::Field;
use enroll_domain::registration::{
    Admission, Alphabet, Beginning, BeyondRoles, CallbackUrl, ChosenPasswords, Claim, CodePolicy, Disclosure,
    EmailDomain, FieldPolicy, HostName, Invited, Letters, Lifetimes, MailBudget, Policy, Presence, Preset,
    ProvisioningTarget, TermsVersion, Use, UsernameRule,
};
use enroll_domain::role::{Authority, Permission, Role, RoleName, Roles};

fn text(text: &str) -> Document {
    Document::Text(text.to_owned())
}

/// A policy of which no part is as it is by default.
fn full() -> Policy {
    let role = |name| RoleName::parse(name).unwrap();
    Policy {
        hosts: ["login.example.org", "localhost:3000"]
            .map(|host| HostName::parse(host).unwrap())
            .into(),
        admission: Admission::Invited(Invited::Always),
        claim: Claim::AtRegistration(Beginning::Pending),
        disclosure: Disclosure::Open,
        email: Presence::Required,
        email_domains: vec![EmailDomain::parse("exämple.org").unwrap()],
        username: UsernameRule {
            presence: Presence::Required,
            min_chars: 4,
            max_chars: 40,
            alphabet: Alphabet::AsciiWithoutDots,
        },
        external_ids: BTreeMap::from([
            ("customer".to_owned(), Presence::Required),
            ("employee_number".to_owned(), Presence::Refused),
        ]),
        profile: BTreeMap::from([
            (Field::GivenName, FieldPolicy::required_within(20)),
            (Field::Locale, FieldPolicy::OPTIONAL),
        ]),
        password: PasswordPolicy::with_length(9, 60)
            .requiring(CharacterClass::ALL)
            .k_of_n(3)
            .forbidding(&[' ', '"', '😀'])
            .context_words(ContextWords::Allowed)
            .min_strength(Strength::new(2)),
        chosen_passwords: ChosenPasswords::MustBeChanged,
        first_password_mail: Use::Off,
        terms: Some(TermsVersion::parse("2026-11").unwrap()),
        callbacks: vec![CallbackUrl::parse("https://app.example.org/welcome?from=enroll").unwrap()],
        roles: roles(),
        default_roles: vec![role("guest"), RoleName::member()],
        askable_roles: vec![role("guest")],
        first_user_roles: vec![RoleName::admin(), role("editor")],
        beyond_roles: BeyondRoles::LeftOut,
        numbers: Use::On,
        referrals: Use::On,
        lifetimes: lifetimes(),
        codes: codes(),
        mail_budget: MailBudget {
            window: Duration::from_secs(3_601),
            registrations: 3,
            resets: 2,
        },
        letters: Letters {
            sender: Some("Zoë's \"Club\"".to_owned()),
            language: Some("de-AT".to_owned()),
            subjects: BTreeMap::from([("activation".to_owned(), "Grüß Gott".to_owned())]),
        },
        provisioning: vec![
            ProvisioningTarget::parse("keycloak").unwrap(),
            ProvisioningTarget::parse("b").unwrap(),
        ],
    }
}

fn codes() -> CodePolicy {
    CodePolicy {
        purposes: CodePolicy::POSSIBLE.to_vec(),
        lifetime: Duration::from_secs(901),
        tries: 7,
    }
}

fn roles() -> Roles {
    let permissions = ["user.read", "page.edit"].map(|text| Permission::parse(text).unwrap());
    let editor = Role::new(RoleName::parse("editor").unwrap(), Authority::Only(permissions.into()));
    let editor = editor.described(Some("Editor".to_owned()), Some("Writes.\nReads.".to_owned()));
    let guest = Role::new(RoleName::parse("guest").unwrap(), Authority::nothing());
    Roles::built_in().with(editor).with(guest)
}

fn lifetimes() -> Lifetimes {
    let [
        activation,
        first_password,
        password_reset,
        access_token,
        session,
        cool_down,
    ] = [3_600, 7_200, 1_800, 60, 86_401, 86_402].map(Duration::from_secs);
    Lifetimes {
        activation,
        first_password,
        password_reset,
        access_token,
        session,
        cool_down,
    }
}

#[test]
fn every_preset_reads_as_the_very_same_policy() {
    for preset in Preset::ALL {
        let policy = preset.policy();
        assert_eq!(Policy::read(policy.write()), Ok(policy), "{preset:?}");
    }
}

#[test]
fn a_policy_with_every_part_set_reads_as_the_very_same() {
    assert_eq!(Policy::read(full().write()), Ok(full()));
}

#[test]
fn every_value_of_a_closed_list_reads_as_the_very_same() {
    let admissions = [
        Admission::Open,
        Admission::Invited(Invited::Always),
        Admission::Invited(Invited::OpenWhileNone),
        Admission::ByAdministrator,
        Admission::Closed,
    ];
    let claims = [
        Claim::AtActivation,
        Claim::AtRegistration(Beginning::Active),
        Claim::AtRegistration(Beginning::Pending),
    ];
    let alphabets = [Alphabet::AnyScript, Alphabet::Ascii, Alphabet::AsciiWithoutDots];
    let presences = [Presence::Required, Presence::Optional, Presence::Refused];
    let mut policies = Vec::new();
    policies.extend(admissions.map(|admission| Policy {
        admission,
        ..Policy::private()
    }));
    policies.extend(claims.map(|claim| Policy {
        claim,
        ..Policy::private()
    }));
    for (alphabet, presence) in alphabets.into_iter().zip(presences) {
        let mut policy = Policy::private();
        (policy.username.alphabet, policy.username.presence) = (alphabet, presence);
        policies.push(policy);
    }
    for policy in policies {
        assert_eq!(Policy::read(policy.write()), Ok(policy));
    }
}

#[test]
fn a_preset_is_where_a_policy_begins() {
    for preset in Preset::ALL {
        let named = Document::table([("preset", text(preset.name()))]);
        assert_eq!(Policy::read(named), Ok(preset.policy()), "{preset:?}");
    }
    assert_eq!(Policy::read(Document::table([])), Ok(Policy::private()));
    let document = Document::table([("preset", text("onyx")), ("numbers", Document::Flag(true))]);
    let expected = Policy {
        numbers: Use::On,
        ..Preset::Onyx.policy()
    };
    assert_eq!(Policy::read(document), Ok(expected));
}

#[test]
fn roles_are_added_to_those_of_the_preset_and_a_field_may_be_one_word() {
    let guest = Document::table([("name", text("guest"))]);
    let document = Document::table([
        ("preset", text("cape_digital")),
        ("roles", Document::List(vec![guest])),
        ("profile", Document::table([("nickname", text("required"))])),
    ]);
    let read = Policy::read(document).unwrap();
    let names: Vec<_> = read.roles.iter().map(|role| role.name().as_str()).collect();
    assert_eq!(names, ["admin", "member", "editor", "guest"]);
    assert_eq!(read.policy_of(Field::Nickname).presence, Presence::Required);
    assert_eq!(read.policy_of(Field::GivenName), FieldPolicy::required_within(150));
}
