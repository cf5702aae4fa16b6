//! Rejections: what a person can put right. Plain data with stable codes; no text for people lives here,
//! because each HTTP contract has its own words for them.

use crate::profile::Field;

/// What a person sent that a rejection is about, named as our own API names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Input {
    /// The e-mail address.
    Email,
    /// The password, current or first.
    Password,
    /// A password that replaces another.
    NewPassword,
    /// The password that is to be replaced.
    CurrentPassword,
    /// The user name.
    Username,
    /// What somebody signs in with: an address or a user name.
    Identifier,
    /// An external identifier, such as an employee number.
    ExternalId,
    /// A field of the profile.
    Profile(Field),
    /// Where the person goes after activation.
    CallbackUrl,
    /// The version of the terms that the person accepted.
    TermsVersion,
    /// A role, by name.
    Role,
    /// A token from a link, or a refresh token.
    Token,
    /// A code from a mail.
    Code,
    /// A department.
    Department,
    /// A section of a department.
    Section,
    /// A tag.
    Tag,
    /// A package.
    Package,
    /// The code of whoever invited the person.
    ReferralCode,
    /// The code of an invitation.
    InvitationCode,
    /// The identity provider in which the user is to exist.
    Realm,
}

impl Input {
    /// The name of this input in our own API.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Email => "email",
            Self::Password => "password",
            Self::NewPassword => "new_password",
            Self::CurrentPassword => "current_password",
            Self::Username => "username",
            Self::Identifier => "identifier",
            Self::ExternalId => "external_id",
            Self::Profile(field) => field.name(),
            Self::CallbackUrl => "callback_url",
            Self::TermsVersion => "terms_version",
            Self::Role => "role",
            Self::Token => "token",
            Self::Code => "code",
            Self::Department => "department",
            Self::Section => "section",
            Self::Tag => "tags",
            Self::Package => "package",
            Self::ReferralCode => "referral_code",
            Self::InvitationCode => "invitation_code",
            Self::Realm => "realm",
        }
    }
}

/// The rule that an input breaks. Limits are in Unicode scalar values unless a variant says otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Rule {
    /// It must be there.
    Required,
    /// The tenant does not take this input.
    NotAccepted,
    /// It must have at least so many characters.
    TooShort {
        /// The least number of characters.
        min: usize,
    },
    /// It must have at most so many characters.
    TooLong {
        /// The greatest number of characters.
        max: usize,
    },
    /// It must not hold control characters, line breaks included.
    ControlCharacter,
    /// It is not written as such a thing is written. The text says how it is, in English.
    Malformed(&'static str),
    /// It is kept for the tenant's own use (`admin`, `postmaster` and the like).
    Reserved,
    /// Somebody has it.
    Taken,
    /// The password lacks characters of required classes (see [`crate::password::PasswordPolicy`]).
    MissingClasses {
        /// How many further classes it needs.
        missing: usize,
    },
    /// The password holds a character that the policy forbids.
    ForbiddenCharacter,
    /// The password holds the person's own name, address or another forbidden word.
    ContainsContext,
    /// The password is too easily guessed.
    TooWeak,
    /// It must stand in a list: the tenant's, or that of the field.
    NotListed,
    /// It is not the current one.
    Outdated,
    /// It does not match what was stored.
    Mismatch,
    /// It is not known.
    Unknown,
    /// Nobody invited it.
    NotInvited,
}

impl Rule {
    /// The stable code of this rule. Codes are part of the API: they are added, never changed.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Required => "required",
            Self::NotAccepted => "not_accepted",
            Self::TooShort { .. } => "too_short",
            Self::TooLong { .. } => "too_long",
            Self::ControlCharacter => "control_character",
            Self::Malformed(_) => "malformed",
            Self::Reserved => "reserved",
            Self::Taken => "taken",
            Self::MissingClasses { .. } => "missing_classes",
            Self::ForbiddenCharacter => "forbidden_character",
            Self::ContainsContext => "contains_context",
            Self::TooWeak => "too_weak",
            Self::NotListed => "not_listed",
            Self::Outdated => "outdated",
            Self::Mismatch => "mismatch",
            Self::Unknown => "unknown",
            Self::NotInvited => "not_invited",
        }
    }
}

/// One input that breaks one rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Rejection {
    /// What was sent.
    pub input: Input,
    /// The rule it breaks.
    pub rule: Rule,
    /// Which item it is, counted from 0 in the order in which they were sent, where the input is a list.
    pub item: Option<usize>,
}

impl Rejection {
    /// Says that `input` breaks `rule`.
    #[must_use]
    pub const fn new(input: Input, rule: Rule) -> Self {
        Self {
            input,
            rule,
            item: None,
        }
    }

    /// The same, said of one item of a list.
    #[must_use]
    pub const fn of_item(self, index: usize) -> Self {
        Self {
            item: Some(index),
            ..self
        }
    }

    /// The stable code of the rule.
    #[must_use]
    pub const fn code(self) -> &'static str {
        self.rule.code()
    }
}

/// Every rejection of one request, at least one.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the request breaks {} rule(s)", .0.len())]
pub struct Rejections(Vec<Rejection>);

impl Rejections {
    /// All of them, in the order in which the inputs were read.
    #[must_use]
    pub fn as_slice(&self) -> &[Rejection] {
        &self.0
    }
}

impl From<Rejection> for Rejections {
    fn from(rejection: Rejection) -> Self {
        Self(vec![rejection])
    }
}

/// Gathers rejections while a request is read, so that a person learns of all of them at once.
#[derive(Debug, Default)]
pub struct Gathered(Vec<Rejection>);

impl Gathered {
    /// Nothing rejected yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Notes that `input` breaks `rule`.
    pub fn reject(&mut self, input: Input, rule: Rule) {
        self.0.push(Rejection::new(input, rule));
    }

    /// Notes that the item at `index` of `input`, which is a list, breaks `rule`.
    pub fn reject_item(&mut self, input: Input, index: usize, rule: Rule) {
        self.0.push(Rejection::new(input, rule).of_item(index));
    }

    /// The value, or a note of the rule that `input` breaks.
    pub fn take<T>(&mut self, input: Input, read: Result<T, Rule>) -> Option<T> {
        read.map_err(|rule| self.reject(input, rule)).ok()
    }

    /// Notes everything that was rejected elsewhere.
    pub fn add(&mut self, examined: Result<(), Rejections>) {
        if let Err(Rejections(found)) = examined {
            self.0.extend(found);
        }
    }

    /// `Ok` when nothing was rejected.
    ///
    /// # Errors
    /// Everything that was rejected.
    pub fn finish(self) -> Result<(), Rejections> {
        if self.0.is_empty() {
            Ok(())
        } else {
            Err(Rejections(self.0))
        }
    }
}
