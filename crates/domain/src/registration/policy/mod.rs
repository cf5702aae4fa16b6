//! A tenant's policy, as data. How it is written down and checked stands in `written.rs`, what each of the existing contracts
//! asks in `presets.rs`.

mod admission;
mod codes;
mod inputs;
mod lifetimes;
mod presets;
mod provisioning;
mod reading;
mod writing;
mod written;

use std::collections::BTreeMap;

pub use admission::{Admission, Beginning, BeyondRoles, ChosenPasswords, Claim, Disclosure, Invited, Presence, Use};
pub use codes::{CodePolicy, TRIES_COUNTED_OVER};
pub use inputs::{Alphabet, EmailDomain, FieldPolicy, HostName, UsernameRule};
pub use lifetimes::{Lifetimes, MailBudget};
pub use presets::Preset;
pub use provisioning::ProvisioningTarget;

use crate::password::PasswordPolicy;
use crate::profile::Field;
use crate::registration::{CallbackUrl, TermsVersion};
use crate::role::{RoleName, Roles};

/// What holds in one tenant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Policy {
    /// The hosts by whose names requests choose the tenant, beside its own name.
    pub hosts: Vec<HostName>,
    /// Who may register.
    pub admission: Admission,
    /// When identifiers are claimed, and what a new user is.
    pub claim: Claim,
    /// Whether it is said that an address is known.
    pub disclosure: Disclosure,
    /// Whether an address is asked for.
    pub email: Presence,
    /// The domains that addresses must be of; any where there is none.
    pub email_domains: Vec<EmailDomain>,
    /// What is asked of user names.
    pub username: UsernameRule,
    /// The name spaces of external ids that are taken, and whether one is asked for.
    pub external_ids: BTreeMap<String, Presence>,
    /// Which fields of the profile are asked for; a field that is not named here is optional.
    pub profile: BTreeMap<Field, FieldPolicy>,
    /// What a password must be like.
    pub password: PasswordPolicy,
    /// Whether administrators may choose passwords for the users they make.
    pub chosen_passwords: ChosenPasswords,
    /// Whether a user who is made without a password is mailed a link to set one.
    pub first_password_mail: Use,
    /// The terms that must be accepted at registration, if there are any.
    pub terms: Option<TermsVersion>,
    /// Where a person may ask to go after activation.
    pub callbacks: Vec<CallbackUrl>,
    /// The roles there are, beside those that administrators made.
    pub roles: Roles,
    /// The roles that everybody gets.
    pub default_roles: Vec<RoleName>,
    /// The roles that somebody who registers may ask for.
    pub askable_roles: Vec<RoleName>,
    /// The roles that the first user of the tenant gets beside those.
    pub first_user_roles: Vec<RoleName>,
    /// What becomes of roles that somebody asks for and may not have.
    pub beyond_roles: BeyondRoles,
    /// Whether users get a whole number of their own, counted within the tenant.
    pub numbers: Use,
    /// Whether users get a code with which they invite others.
    pub referrals: Use,
    /// How long things last.
    pub lifetimes: Lifetimes,
    /// Which mails carry a typed code beside the link.
    pub codes: CodePolicy,
    /// How many mails one address gets.
    pub mail_budget: MailBudget,
    /// What mails say.
    pub letters: Letters,
    /// The identity providers in which users may be made to exist; the first is the usual one.
    pub provisioning: Vec<ProvisioningTarget>,
}

/// What a tenant says in its mails.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Letters {
    /// What the tenant calls itself; its public host where it is not set.
    pub sender: Option<String>,
    /// The language of mails to people who asked for none, as a BCP 47 tag; English where it is not set.
    pub language: Option<String>,
    /// Subjects that take the place of the usual ones, by the kind of mail.
    pub subjects: BTreeMap<String, String>,
}

impl Policy {
    /// The policy that never says who is registered: anybody may register, an address is claimed only by activation,
    /// and everybody becomes a `member`.
    #[must_use]
    pub fn private() -> Self {
        Self {
            hosts: Vec::new(),
            admission: Admission::Open,
            claim: Claim::AtActivation,
            disclosure: Disclosure::Private,
            email: Presence::Required,
            email_domains: Vec::new(),
            username: UsernameRule::usual(Presence::Optional),
            external_ids: BTreeMap::new(),
            profile: BTreeMap::new(),
            password: PasswordPolicy::modern(),
            chosen_passwords: ChosenPasswords::Refused,
            first_password_mail: Use::On,
            terms: None,
            callbacks: Vec::new(),
            roles: Roles::built_in(),
            default_roles: vec![RoleName::member()],
            askable_roles: Vec::new(),
            first_user_roles: Vec::new(),
            beyond_roles: BeyondRoles::Refused,
            numbers: Use::Off,
            referrals: Use::Off,
            lifetimes: Lifetimes::default(),
            codes: CodePolicy::default(),
            mail_budget: MailBudget::default(),
            letters: Letters::default(),
            provisioning: Vec::new(),
        }
    }

    /// What is asked of `field`.
    #[must_use]
    pub fn policy_of(&self, field: Field) -> FieldPolicy {
        self.profile.get(&field).copied().unwrap_or(FieldPolicy::OPTIONAL)
    }

    /// Whether an address may be used here.
    #[must_use]
    pub fn takes_domain_of(&self, address: &crate::identifier::EmailAddress) -> bool {
        self.email_domains.is_empty() || self.email_domains.iter().any(|domain| domain.holds(address))
    }
}
