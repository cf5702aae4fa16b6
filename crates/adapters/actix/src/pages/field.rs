//! The fields of forms: what each asks, what was typed before, and what is wrong with it.

use std::borrow::Cow;

use enroll_domain::profile::Field as ProfileField;
use enroll_domain::registration::Presence;
use enroll_domain::{Input, Rejections, Rule};

use crate::violation::explain;

/// One field of a form.
pub(super) struct Field {
    pub(super) label: Cow<'static, str>,
    pub(super) name: &'static str,
    pub(super) kind: &'static str,
    pub(super) autocomplete: &'static str,
    pub(super) hint: Option<&'static str>,
    presence: Presence,
    typing: Typing,
    pub(super) value: String,
    pub(super) faults: Vec<String>,
}

/// Whether people may type into a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Typing {
    Free,
    /// It shows what it sends.
    Fixed,
}

impl Field {
    fn new(
        label: impl Into<Cow<'static, str>>,
        name: &'static str,
        kind: &'static str,
        autocomplete: &'static str,
    ) -> Self {
        Self {
            label: label.into(),
            name,
            kind,
            autocomplete,
            hint: None,
            presence: Presence::Required,
            typing: Typing::Free,
            value: String::new(),
            faults: Vec::new(),
        }
    }

    /// The password that somebody chose before.
    pub(super) fn present_password(name: &'static str) -> Self {
        Self::new("Password", name, "password", "current-password")
    }

    /// A password that takes the place of another.
    pub(super) fn new_password(name: &'static str) -> Self {
        Self {
            label: "New password".into(),
            ..Self::chosen_password(name)
        }
    }

    /// A password that somebody chooses now.
    pub(super) fn chosen_password(name: &'static str) -> Self {
        let hint = "A few words that have nothing to do with each other make a good one.";
        Self {
            hint: Some(hint),
            ..Self::new("Password", name, "password", "new-password")
        }
    }

    /// A user name.
    pub(super) fn username() -> Self {
        Self::new("User name", "username", "text", "username")
    }

    /// An address.
    pub(super) fn email() -> Self {
        Self::new("E-mail address", "email", "email", "email")
    }

    /// A field of the profile.
    pub(super) fn profile(field: ProfileField, presence: Presence) -> Self {
        let (kind, autocomplete) = match field.name() {
            "given_name" => ("text", "given-name"),
            "family_name" => ("text", "family-name"),
            "nickname" => ("text", "nickname"),
            "phone_number" | "contact_phone" => ("tel", "tel"),
            "alternate_email" | "notification_email" => ("email", "off"),
            "company_name" => ("text", "organization"),
            "country" => ("text", "country"),
            "website" | "avatar_url" => ("url", "off"),
            _ => ("text", "off"),
        };
        let hint = match autocomplete {
            "given-name" | "family-name" => None,
            _ => Some(field.rule().description),
        };
        Self {
            hint,
            presence,
            ..Self::new(spelled(field.name()), field.name(), kind, autocomplete)
        }
    }

    /// Whether it may be left empty.
    pub(super) fn is_optional(&self) -> bool {
        self.presence != Presence::Required
    }

    /// The terms in force, to be accepted by a tick.
    pub(super) fn terms(version: &str) -> Self {
        let label = format!("I accept the terms, version {version}");
        Self::new(label, "terms_version", "checkbox", "off").holding(version)
    }

    /// Shows what was typed before. Never for a password.
    pub(super) fn holding(mut self, value: &str) -> Self {
        value.clone_into(&mut self.value);
        self
    }

    /// Shows this, and sends nothing else; `why` is said beside it.
    pub(super) fn fixed(self, value: &str, why: &'static str) -> Self {
        Self {
            typing: Typing::Fixed,
            hint: Some(why),
            ..self.holding(value)
        }
    }

    /// Whether it cannot be typed into.
    pub(super) fn is_fixed(&self) -> bool {
        self.typing == Typing::Fixed
    }

    /// Says what is wrong with it.
    pub(super) fn faulted(mut self, faults: &Faults) -> Self {
        self.faults = faults
            .of(self.name)
            .map(|words| format!("{} {words}.", self.label))
            .collect();
        self
    }
}

/// What is wrong with a form that was sent, by the names of its fields.
#[derive(Default)]
pub(super) struct Faults(Vec<(&'static str, String)>);

impl Faults {
    /// Nothing is wrong yet.
    pub(super) fn none() -> Self {
        Self::default()
    }

    /// One rule is broken.
    pub(super) fn one(input: Input, rule: Rule) -> Self {
        Self(vec![(input.name(), explain(rule))])
    }

    /// These rules are broken.
    pub(super) fn of_rejections(rejections: &Rejections) -> Self {
        Self(
            rejections
                .as_slice()
                .iter()
                .map(|found| (found.input.name(), explain(found.rule)))
                .collect(),
        )
    }

    /// Whether anything is wrong with a field.
    pub(super) fn touch(&self, name: &str) -> bool {
        self.of(name).next().is_some()
    }

    fn of(&self, name: &str) -> impl Iterator<Item = &str> {
        self.0
            .iter()
            .filter(move |(known, _)| *known == name)
            .map(|(_, words)| words.as_str())
    }
}

/// The name of a field as people read it: `given_name` is "Given name".
fn spelled(name: &str) -> String {
    let words = name.replace('_', " ");
    let mut letters = words.chars();
    let first = letters.next().map(|letter| letter.to_ascii_uppercase());
    first.into_iter().chain(letters).collect()
}
