//! A tenant's policy, as data.

use std::collections::BTreeMap;
use std::time::Duration;

use crate::password::PasswordPolicy;
use crate::profile::Field;
use crate::registration::{CallbackUrl, TermsVersion};
use crate::rejection::Rule;
use crate::role::{RoleName, Roles};

/// What holds in one tenant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Policy {
    /// Who may register.
    pub admission: Admission,
    /// Whether a user name is asked for.
    pub username: Presence,
    /// Which fields of the profile are asked for; a field that is not named here is optional.
    pub profile: BTreeMap<Field, Presence>,
    /// What a password must be like.
    pub password: PasswordPolicy,
    /// The terms that must be accepted at registration, if there are any.
    pub terms: Option<TermsVersion>,
    /// Where a person may ask to go after activation.
    pub callbacks: Vec<CallbackUrl>,
    /// The roles there are.
    pub roles: Roles,
    /// The roles that everybody gets at activation.
    pub default_roles: Vec<RoleName>,
    /// How long things last.
    pub lifetimes: Lifetimes,
    /// How many mails one address gets.
    pub mail_budget: MailBudget,
    /// The identity provider in which users are made to exist, if there is one.
    pub provisioning: Option<ProvisioningTarget>,
}

impl Policy {
    /// The policy that never says who is registered: anybody may register, an address is claimed only by activation,
    /// and everybody becomes a `member`.
    #[must_use]
    pub fn private() -> Self {
        Self {
            admission: Admission::Open,
            username: Presence::Optional,
            profile: BTreeMap::new(),
            password: PasswordPolicy::modern(),
            terms: None,
            callbacks: Vec::new(),
            roles: Roles::built_in(),
            default_roles: vec![RoleName::member()],
            lifetimes: Lifetimes::default(),
            mail_budget: MailBudget::default(),
            provisioning: None,
        }
    }

    /// Whether `field` is asked for.
    #[must_use]
    pub fn presence_of(&self, field: Field) -> Presence {
        self.profile.get(&field).copied().unwrap_or(Presence::Optional)
    }
}

/// Who may register in a tenant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Admission {
    /// Anybody.
    Open,
    /// Nobody by themselves: an administrator makes the users.
    ByAdministrator,
    /// Nobody at all.
    Closed,
}

/// Whether an input is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Presence {
    /// It must be there.
    Required,
    /// It may be there.
    Optional,
    /// It must not be there.
    Refused,
}

impl Presence {
    /// The rule that a request breaks by giving, or by not giving, this input; `None` if it breaks none.
    #[must_use]
    pub const fn broken_by(self, given: bool) -> Option<Rule> {
        match (self, given) {
            (Self::Required, false) => Some(Rule::Required),
            (Self::Refused, true) => Some(Rule::NotAccepted),
            (Self::Required, true) | (Self::Optional, _) | (Self::Refused, false) => None,
        }
    }
}

/// How long things last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lifetimes {
    /// An attempt, and each activation link. 24 hours by default.
    pub activation: Duration,
    /// A link to set a first password. 7 days by default.
    pub first_password: Duration,
    /// A link to reset a password. 1 hour by default.
    pub password_reset: Duration,
    /// An access token. 10 minutes by default.
    pub access_token: Duration,
    /// A session, however often it is refreshed. 30 days by default.
    pub session: Duration,
}

impl Default for Lifetimes {
    fn default() -> Self {
        const MINUTE: u64 = 60;
        const HOUR: u64 = 60 * MINUTE;
        const DAY: u64 = 24 * HOUR;
        Self {
            activation: Duration::from_secs(DAY),
            first_password: Duration::from_secs(7 * DAY),
            password_reset: Duration::from_secs(HOUR),
            access_token: Duration::from_secs(10 * MINUTE),
            session: Duration::from_secs(30 * DAY),
        }
    }
}

/// How many mails one address gets in a span of time, whoever asks for them. Resets are counted apart, so that
/// registrations in somebody's name cannot use up their resets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MailBudget {
    /// The span. 24 hours by default.
    pub window: Duration,
    /// Mails that follow from registrations. 10 by default.
    pub registrations: u32,
    /// Mails that follow from requests to reset a password. 5 by default.
    pub resets: u32,
}

impl Default for MailBudget {
    fn default() -> Self {
        Self {
            window: Duration::from_secs(24 * 60 * 60),
            registrations: 10,
            resets: 5,
        }
    }
}

/// Names the identity provider of a tenant: 1 to 64 lower-case letters, digits and `-`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ProvisioningTarget(String);

impl ProvisioningTarget {
    /// Reads the name of a target.
    ///
    /// # Errors
    /// [`Rule::Malformed`] for other characters, none, or too many.
    pub fn parse(text: &str) -> Result<Self, Rule> {
        let clean = text
            .chars()
            .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-');
        if clean && (1..=64).contains(&text.len()) {
            Ok(Self(text.to_owned()))
        } else {
            Err(Rule::Malformed("lower-case letters, digits and -"))
        }
    }

    /// The name itself.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}
