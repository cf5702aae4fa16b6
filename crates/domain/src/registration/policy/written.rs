//! A policy as it is written down: read and checked as a whole, and written again.

use crate::document::{Document, Flaws, TableReader};
use crate::registration::{CallbackUrl, TermsVersion};
use crate::role::{Authority, RoleName};

use super::reading::{self, PRESENCES, takes};
use super::{
    Admission, Alphabet, Beginning, BeyondRoles, ChosenPasswords, Claim, Disclosure, EmailDomain, HostName, Invited,
    Policy, Presence, Preset, ProvisioningTarget, Use,
};

pub(super) const ADMISSIONS: &[(&str, Admission)] = &[
    ("open", Admission::Open),
    ("invited", Admission::Invited(Invited::Always)),
    ("invited_or_open_while_none", Admission::Invited(Invited::OpenWhileNone)),
    ("administrator", Admission::ByAdministrator),
    ("closed", Admission::Closed),
];
pub(super) const CLAIMS: &[(&str, Claim)] = &[
    ("at_activation", Claim::AtActivation),
    ("at_once_active", Claim::AtRegistration(Beginning::Active)),
    ("at_once_pending", Claim::AtRegistration(Beginning::Pending)),
];
pub(super) const DISCLOSURES: &[(&str, Disclosure)] = &[("private", Disclosure::Private), ("open", Disclosure::Open)];
pub(super) const ALPHABETS: &[(&str, Alphabet)] = &[
    ("any_script", Alphabet::AnyScript),
    ("ascii", Alphabet::Ascii),
    ("ascii_without_dots", Alphabet::AsciiWithoutDots),
];
pub(super) const BEYOND: &[(&str, BeyondRoles)] =
    &[("refused", BeyondRoles::Refused), ("left_out", BeyondRoles::LeftOut)];
pub(super) const CHOSEN: &[(&str, ChosenPasswords)] = &[
    ("refused", ChosenPasswords::Refused),
    ("must_be_changed", ChosenPasswords::MustBeChanged),
];

impl Policy {
    /// Reads a policy that somebody wrote down, beginning from the preset that it names, and checks it as a whole.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    pub fn read(document: Document) -> Result<Self, Flaws> {
        let mut flaws = Vec::new();
        let policy = Self::read_table(TableReader::new(document, &mut flaws));
        if flaws.is_empty() {
            Ok(policy)
        } else {
            Err(Flaws(flaws))
        }
    }

    fn read_table(mut reader: TableReader<'_>) -> Self {
        let presets: Vec<_> = Preset::ALL.iter().map(|preset| (preset.name(), *preset)).collect();
        let mut policy = reader.one_of("preset", &presets).unwrap_or(Preset::Private).policy();
        policy.read_admission(&mut reader);
        policy.read_inputs(&mut reader);
        policy.read_roles(&mut reader);
        if let Some(part) = reader.within("lifetimes") {
            reading::lifetimes(part, &mut policy.lifetimes);
        }
        if let Some(part) = reader.within("codes") {
            reading::codes(part, &mut policy.codes);
        }
        if let Some(part) = reader.within("mail_budget") {
            reading::mail_budget(part, &mut policy.mail_budget);
        }
        if let Some(part) = reader.within("letters") {
            reading::letters(part, &mut policy.letters);
        }
        let target = |text: &str| ProvisioningTarget::parse(text).map_err(takes);
        if let Some(targets) = reader.list("provisioning", target) {
            policy.provisioning = targets;
        }
        policy.check(&mut reader);
        reader.finish();
        policy
    }

    fn read_admission(&mut self, reader: &mut TableReader<'_>) {
        if let Some(hosts) = reader.list("hosts", |text| HostName::parse(text).map_err(takes)) {
            self.hosts = hosts;
        }
        set(&mut self.admission, reader.one_of("admission", ADMISSIONS));
        set(&mut self.claim, reader.one_of("claim", CLAIMS));
        set(&mut self.disclosure, reader.one_of("disclosure", DISCLOSURES));
        set(&mut self.chosen_passwords, reader.one_of("chosen_passwords", CHOSEN));
        set_use(&mut self.first_password_mail, reader.flag("first_password_mail"));
        set_use(&mut self.numbers, reader.flag("numbers"));
        set_use(&mut self.referrals, reader.flag("referrals"));
        if let Some(urls) = reader.list("callback_urls", |text| CallbackUrl::parse(text).map_err(takes)) {
            self.callbacks = urls;
        }
        if let Some(terms) = reader.parsed("terms_version", |text| TermsVersion::parse(text).map_err(takes)) {
            self.terms = Some(terms);
        }
    }

    fn read_inputs(&mut self, reader: &mut TableReader<'_>) {
        set(&mut self.email, reader.one_of("email", PRESENCES));
        if let Some(domains) = reader.list("email_domains", |text| EmailDomain::parse(text).map_err(takes)) {
            self.email_domains = domains;
        }
        set(&mut self.username.presence, reader.one_of("username", PRESENCES));
        set(&mut self.username.min_chars, reader.number("username_min", 1, 255));
        set(&mut self.username.max_chars, reader.number("username_max", 1, 255));
        set(
            &mut self.username.alphabet,
            reader.one_of("username_characters", ALPHABETS),
        );
        if let Some(part) = reader.within("external_ids") {
            reading::external_ids(part, &mut self.external_ids);
        }
        if let Some(part) = reader.within("profile") {
            reading::profile(part, &mut self.profile);
        }
        if let Some(part) = reader.within("password") {
            reading::password(part, &mut self.password);
        }
    }

    fn read_roles(&mut self, reader: &mut TableReader<'_>) {
        if reader.holds("roles") {
            self.roles = reading::roles(reader, "roles", self.roles.clone());
        }
        let name = |text: &str| RoleName::parse(text).map_err(takes);
        set(&mut self.default_roles, reader.list("default_roles", name));
        set(&mut self.askable_roles, reader.list("askable_roles", name));
        set(&mut self.first_user_roles, reader.list("first_user_roles", name));
        set(&mut self.beyond_roles, reader.one_of("beyond_roles", BEYOND));
    }

    /// What no part is wrong about by itself.
    fn check(&self, reader: &mut TableReader<'_>) {
        if self.username.min_chars > self.username.max_chars {
            reader.reject("username_min", "is greater than username_max");
        }
        if self.email == Presence::Refused && self.username.presence != Presence::Required {
            reader.reject(
                "email",
                "somebody needs an address or a user name: require a user name where addresses are refused",
            );
        }
        if self.claim == Claim::AtActivation && self.email != Presence::Required {
            reader.reject("claim", "at_activation needs an address of everybody: require email");
        }
        if self.claim == Claim::AtRegistration(Beginning::Pending) && self.email != Presence::Required {
            reader.reject(
                "claim",
                "at_once_pending needs an address to mail the link to: require email",
            );
        }
        if self.claim == Claim::AtActivation && self.disclosure == Disclosure::Open {
            reader.reject(
                "disclosure",
                "can be open only where identifiers are claimed at registration",
            );
        }
        for (name, roles) in [
            ("default_roles", &self.default_roles),
            ("askable_roles", &self.askable_roles),
        ] {
            for role in roles {
                match self.roles.find(role).map(|found| found.authority()) {
                    Some(Authority::Only(held)) if held.is_empty() => {}
                    Some(_) if name == "default_roles" => {
                        reader.reject(
                            name,
                            format!("{role} allows something over others, which not everybody may have"),
                        );
                    }
                    Some(_) => reader.reject(
                        name,
                        format!("{role} allows something over others: let administrators give it"),
                    ),
                    None => reader.reject(name, format!("there is no role {role}")),
                }
            }
        }
        for role in &self.first_user_roles {
            if self.roles.find(role).is_none() {
                reader.reject("first_user_roles", format!("there is no role {role}"));
            }
        }
    }

    /// The policy as it is written down; reading that gives the same policy.
    #[must_use]
    pub fn write(&self) -> Document {
        super::writing::policy(self)
    }
}

fn set<T>(place: &mut T, read: Option<T>) {
    if let Some(value) = read {
        *place = value;
    }
}

fn set_use(place: &mut Use, read: Option<bool>) {
    set(place, read.map(|flag| if flag { Use::On } else { Use::Off }));
}

/// The word for a value of a closed list.
pub(super) fn word<T: PartialEq>(words: &[(&'static str, T)], value: &T) -> Document {
    let found = words.iter().find(|(_, known)| known == value);
    Document::Text(found.map(|(word, _)| *word).unwrap_or_default().to_owned())
}
