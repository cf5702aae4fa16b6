//! What each of the existing contracts asks of a tenant that serves it: its literal rules, as a policy to begin from. A tenant may
//! choose stricter ones.

use std::time::Duration;

use crate::password::{CharacterClass, PasswordPolicy};
use crate::profile::Field;
use crate::role::{Authority, Needed, Permission, Role, RoleName, Roles};

use super::{
    Admission, Alphabet, Beginning, BeyondRoles, ChosenPasswords, Claim, Disclosure, FieldPolicy, Invited, Letters,
    Lifetimes, Policy, Presence, Use, UsernameRule,
};

const WEEK: Duration = Duration::from_secs(7 * 24 * 60 * 60);

/// A policy to begin from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Preset {
    /// Our own: nobody learns who is registered.
    Private,
    /// Cape Digital's: administrators make the users, who set their first password by mail.
    CapeDigital,
    /// SelfCommunity's: administrators make the users, by user name.
    SelfCommunity,
    /// Onyx's: anybody registers and is active at once.
    Onyx,
    /// JFramework's: anybody registers, by a user name, an address or a telephone number.
    JFramework,
    /// RPost's: anybody registers, and activates by mail.
    RPost,
}

impl Preset {
    /// Every preset.
    pub const ALL: &[Self] = &[
        Self::Private,
        Self::CapeDigital,
        Self::SelfCommunity,
        Self::Onyx,
        Self::JFramework,
        Self::RPost,
    ];

    /// The name of the preset in settings.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Private => "private",
            Self::CapeDigital => "cape_digital",
            Self::SelfCommunity => "self_community",
            Self::Onyx => "onyx",
            Self::JFramework => "jframework",
            Self::RPost => "rpost",
        }
    }

    /// The policy.
    #[must_use]
    pub fn policy(self) -> Policy {
        match self {
            Self::Private => Policy::private(),
            Self::CapeDigital => cape_digital(),
            Self::SelfCommunity => self_community(),
            Self::Onyx => onyx(),
            Self::JFramework => jframework(),
            Self::RPost => rpost(),
        }
    }
}

/// What the contracts have in common: identifiers are claimed at once, and a known one is refused as such.
fn contract() -> Policy {
    Policy {
        claim: Claim::AtRegistration(Beginning::Active),
        disclosure: Disclosure::Open,
        ..Policy::private()
    }
}

fn cape_digital() -> Policy {
    let names = [Field::GivenName, Field::FamilyName].map(|field| (field, FieldPolicy::required_within(150)));
    Policy {
        admission: Admission::ByAdministrator,
        username: UsernameRule::usual(Presence::Optional),
        external_ids: [("employee_number".to_owned(), Presence::Optional)].into(),
        profile: names.into(),
        password: PasswordPolicy::with_length(8, 128),
        roles: Roles::built_in().with(editor()),
        ..contract()
    }
}

fn self_community() -> Policy {
    let roles = [role("moderator", &[Needed::ReadUsers, Needed::UpdateUsers]), editor()];
    Policy {
        admission: Admission::ByAdministrator,
        email: Presence::Optional,
        username: UsernameRule {
            presence: Presence::Required,
            min_chars: 1,
            max_chars: 255,
            alphabet: Alphabet::AsciiWithoutDots,
        },
        external_ids: [("ext_id".to_owned(), Presence::Optional)].into(),
        password: PasswordPolicy::with_length(8, 128).k_of_n(3),
        chosen_passwords: ChosenPasswords::MustBeChanged,
        roles: roles.into_iter().fold(Roles::built_in(), Roles::with),
        numbers: Use::On,
        ..contract()
    }
}

fn onyx() -> Policy {
    let names = [
        "basic",
        "limited",
        "curator",
        "global_curator",
        "slack_user",
        "ext_perm_user",
    ];
    let roles = names.into_iter().map(|name| role(name, &[]));
    Policy {
        admission: Admission::Invited(Invited::OpenWhileNone),
        password: PasswordPolicy::with_length(8, 64),
        roles: roles.fold(Roles::built_in(), Roles::with),
        default_roles: [RoleName::parse("basic")].into_iter().flatten().collect(),
        beyond_roles: BeyondRoles::LeftOut,
        // A cookie that lasts a week, and is not renewed; a link that lasts as long.
        lifetimes: Lifetimes {
            activation: WEEK,
            access_token: WEEK,
            session: WEEK,
            ..Lifetimes::default()
        },
        letters: Letters {
            sender: Some("Onyx".to_owned()),
            language: None,
            subjects: [
                ("confirmation", "Onyx Email Verification"),
                ("password_reset", "Reset Your Onyx Password"),
            ]
            .map(|(letter, subject)| (letter.to_owned(), subject.to_owned()))
            .into(),
        },
        ..contract()
    }
}

fn jframework() -> Policy {
    Policy {
        email: Presence::Optional,
        username: UsernameRule {
            presence: Presence::Optional,
            min_chars: 5,
            max_chars: 255,
            alphabet: Alphabet::Ascii,
        },
        external_ids: [("phone_number".to_owned(), Presence::Optional)].into(),
        password: PasswordPolicy::with_length(8, 128),
        referrals: Use::On,
        ..contract()
    }
}

fn rpost() -> Policy {
    let names = [Field::GivenName, Field::FamilyName].map(|field| (field, FieldPolicy::required_within(255)));
    let required = FieldPolicy {
        presence: Presence::Required,
        max_chars: None,
    };
    let mut profile: std::collections::BTreeMap<_, _> = names.into();
    profile.insert(Field::Locale, required);
    Policy {
        claim: Claim::AtRegistration(Beginning::Pending),
        profile,
        lifetimes: Lifetimes {
            access_token: std::time::Duration::from_secs(14 * 24 * 60 * 60),
            ..Lifetimes::default()
        },
        password: PasswordPolicy::with_length(8, 25)
            .requiring(&[CharacterClass::Upper, CharacterClass::Lower, CharacterClass::Digit])
            .forbidding(&[' ']),
        ..contract()
    }
}

fn editor() -> Role {
    role("editor", &[])
}

/// A role of this name with these permissions. Names and permissions of presets are well formed.
fn role(name: &str, permissions: &[Needed]) -> Role {
    let held = permissions
        .iter()
        .filter_map(|needed| Permission::parse(needed.as_str()).ok());
    let name = RoleName::parse(name).unwrap_or_else(|_malformed| RoleName::member());
    Role::new(name, Authority::Only(held.collect()))
}
