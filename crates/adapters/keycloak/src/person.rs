//! A user as Keycloak has them and as they are to be there: the one translation between [`DesiredUser`] and a
//! representation. No calls in here.

use std::collections::BTreeSet;

use enroll_domain::id::UserId;
use enroll_domain::profile::Field;
use enroll_domain::role::RoleName;
use enroll_identity_provider::{DesiredUser, Enabled, ProvidedUser};
use keycloak::types::{CredentialRepresentation, TypeMap, UserRepresentation};
use uuid::Uuid;

use crate::failure::Reason;
use crate::password::Handover;
use crate::realm::{ATTRIBUTES, ID, PASSWORD, ROLES, VERSION, is_reserved};

/// What has the user choose a password when they sign in.
const UPDATE_PASSWORD: &str = "UPDATE_PASSWORD";

/// Stands for the digest of a hash that cannot be handed over: a digest of any other kind of hash might be guessed.
const CHOSEN_THERE: &str = "chosen-there";

type Attributes = TypeMap<String, Vec<String>>;

/// A user there.
#[derive(Clone)]
pub(crate) struct Person {
    pub(crate) provider_id: String,
    user: UserRepresentation,
}

/// Whether a user there signs in with a password that we do not know of.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum OwnPassword {
    Has,
    HasNone,
}

impl Person {
    /// `None` for a representation without an id.
    pub(crate) fn new(user: UserRepresentation) -> Option<Self> {
        let provider_id = user.id.clone()?;
        Some(Self { provider_id, user })
    }

    pub(crate) fn bears(&self, id: UserId) -> bool {
        self.first(ID) == Some(&id.to_string())
    }

    pub(crate) fn version(&self) -> Option<u64> {
        self.first(VERSION)?.parse().ok()
    }

    /// The names of the roles that we gave.
    pub(crate) fn roles_of_ours(&self) -> BTreeSet<String> {
        self.values(ROLES).iter().cloned().collect()
    }

    /// Whether everything is kept that was written, as far as it says whose this user is.
    pub(crate) fn keeps(&self, written: &UserRepresentation) -> bool {
        let written = written.attributes.iter().flatten();
        written
            .filter(|(name, _)| [ID, ROLES, ATTRIBUTES, PASSWORD].contains(&name.as_str()))
            .all(|(name, values)| {
                let kept: BTreeSet<&String> = self.values(name).iter().collect();
                kept == values.iter().collect()
            })
    }

    /// This user once `written` is.
    pub(crate) fn after(self, written: UserRepresentation) -> Self {
        Self {
            provider_id: self.provider_id,
            user: UserRepresentation {
                credentials: None,
                ..written
            },
        }
    }

    /// This user as the port has them.
    pub(crate) fn provided(&self, roles: Vec<RoleName>) -> ProvidedUser {
        ProvidedUser {
            provider_id: self.provider_id.clone(),
            enroll_id: self.enroll_id(),
            version: self.version(),
            roles,
            enabled: match self.user.enabled {
                Some(true) => Enabled::Yes,
                Some(false) | None => Enabled::No,
            },
        }
    }

    pub(crate) fn enroll_id(&self) -> Option<UserId> {
        Uuid::try_parse(self.first(ID)?).ok().map(UserId::from_uuid)
    }

    fn first(&self, name: &str) -> Option<&String> {
        self.values(name).first()
    }

    fn values(&self, name: &str) -> &[String] {
        let attributes = self.user.attributes.as_ref();
        attributes.and_then(|all| all.get(name)).map_or(&[], Vec::as_slice)
    }

    /// Whether it has to be known if the user has a password of their own there, to say whether they are to choose one.
    pub(crate) fn leaves_password_open(&self, desired: &DesiredUser) -> bool {
        let must_choose = || {
            self.user
                .required_actions
                .iter()
                .flatten()
                .any(|action| action == UPDATE_PASSWORD)
        };
        desired.password.is_none() && self.first(PASSWORD).is_none() && !must_choose()
    }

    /// Whether writing this would change anything.
    pub(crate) fn differs_from(&self, written: &UserRepresentation) -> bool {
        let folded = |text: &Option<String>| text.as_deref().unwrap_or_default().to_lowercase();
        let exact = |text: &Option<String>| text.clone().unwrap_or_default();
        let sorted = |user: &UserRepresentation| {
            let mut all: Vec<(String, Vec<String>)> = user.attributes.clone().unwrap_or_default().into_iter().collect();
            all.iter_mut().for_each(|(_, values)| values.sort());
            all.sort();
            all
        };
        let user = &self.user;
        written.credentials.is_some()
            || folded(&user.username) != folded(&written.username)
            || folded(&user.email) != folded(&written.email)
            || user.email_verified != written.email_verified
            || exact(&user.first_name) != exact(&written.first_name)
            || exact(&user.last_name) != exact(&written.last_name)
            || user.enabled != written.enabled
            || user.required_actions.clone().unwrap_or_default() != written.required_actions.clone().unwrap_or_default()
            || sorted(user) != sorted(written)
    }
}

/// What is written of a user: everything of theirs, and what others keep of them there.
pub(crate) struct Draft<'a> {
    desired: &'a DesiredUser,
    attributes: Vec<(&'a str, &'a str)>,
}

impl<'a> Draft<'a> {
    /// Refuses attributes that have another meaning there.
    pub(crate) fn of(desired: &'a DesiredUser) -> Result<Self, Reason> {
        // Names have places of their own.
        let profile = desired
            .profile
            .iter()
            .filter(|(field, _)| !matches!(field, Field::GivenName | Field::FamilyName))
            .map(|(field, value)| (field.name(), value));
        let external = desired.external.iter().map(|id| (id.namespace(), id.value()));
        let further = desired
            .attributes
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()));
        let attributes: Vec<_> = profile
            .chain(external)
            .chain(further)
            .filter(|(_, value)| !value.is_empty())
            .collect();
        match attributes.iter().find(|(name, _)| is_reserved(name)) {
            Some((name, _)) => Err(Reason::Reserved((*name).to_owned())),
            None => Ok(Self { desired, attributes }),
        }
    }

    /// Somebody new, with the roles that they are about to get. They bear no version before they have everything.
    pub(crate) fn newcomer(&self, roles: &BTreeSet<String>) -> UserRepresentation {
        let nobody = UserRepresentation::default();
        self.over(&nobody, OwnPassword::HasNone, roles, None)
    }

    /// Somebody who is there, with the roles that we gave or are about to give, and the version that they have.
    pub(crate) fn changed(
        &self,
        there: &Person,
        own: OwnPassword,
        roles: &BTreeSet<String>,
        version: Option<u64>,
    ) -> UserRepresentation {
        self.over(&there.user, own, roles, version)
    }

    fn over(
        &self,
        there: &UserRepresentation,
        own: OwnPassword,
        roles: &BTreeSet<String>,
        version: Option<u64>,
    ) -> UserRepresentation {
        let desired = self.desired;
        let mut attributes = there.attributes.clone().unwrap_or_default();
        self.write_attributes(&mut attributes);
        put(&mut attributes, ID, [desired.id.to_string()]);
        put(&mut attributes, VERSION, version.map(|version| version.to_string()));
        put(&mut attributes, ROLES, roles.iter().cloned());
        let mut actions = there.required_actions.clone().unwrap_or_default();
        let credential = write_password(desired, own, &mut attributes, &mut actions);
        let name = |field| desired.profile.get(field).map(str::to_owned);
        UserRepresentation {
            username: Some(account_name(desired)),
            email: desired.email.as_ref().map(|email| email.as_str().to_owned()),
            email_verified: Some(desired.email_verified && desired.email.is_some()),
            first_name: name(Field::GivenName),
            last_name: name(Field::FamilyName),
            enabled: Some(match desired.enabled {
                Enabled::Yes => true,
                Enabled::No => false,
            }),
            attributes: Some(attributes),
            required_actions: Some(actions),
            credentials: credential.map(|credential| vec![credential]),
            ..UserRepresentation::default()
        }
    }

    /// Takes those away that we wrote before, and adds those that are to be.
    fn write_attributes(&self, attributes: &mut Attributes) {
        let before = attributes.remove(ATTRIBUTES).unwrap_or_default();
        attributes.retain(|name, _| !before.contains(name));
        let mut names = BTreeSet::new();
        for (name, value) in &self.attributes {
            attributes.insert((*name).to_owned(), vec![(*value).to_owned()]);
            names.insert((*name).to_owned());
        }
        put(attributes, ATTRIBUTES, names);
    }
}

/// Hands the hash over if it is another one than last time, and has the user choose a password if they have none.
fn write_password(
    desired: &DesiredUser,
    own: OwnPassword,
    attributes: &mut Attributes,
    actions: &mut Vec<String>,
) -> Option<CredentialRepresentation> {
    let kept = attributes.get(PASSWORD).and_then(|values| values.first()).cloned();
    let Some(hash) = &desired.password else {
        if kept.is_none() && own == OwnPassword::HasNone {
            must_choose(actions);
        }
        return None;
    };
    let handover = Handover::read(hash);
    let mark = handover
        .as_ref()
        .map_or_else(|| CHOSEN_THERE.to_owned(), Handover::fingerprint);
    if kept.as_ref() == Some(&mark) {
        return None;
    }
    put(attributes, PASSWORD, [mark]);
    match handover {
        Some(handover) => {
            actions.retain(|action| action != UPDATE_PASSWORD);
            Some(handover.credential())
        }
        None => {
            must_choose(actions);
            None
        }
    }
}

fn must_choose(actions: &mut Vec<String>) {
    if !actions.iter().any(|action| action == UPDATE_PASSWORD) {
        actions.push(UPDATE_PASSWORD.to_owned());
    }
}

/// The user name there: ours, else the address where Keycloak takes it for one, else our id.
pub(crate) fn account_name(desired: &DesiredUser) -> String {
    // Keycloak refuses other signs in user names, an apostrophe for one.
    let usual = |c: char| c.is_ascii_alphanumeric() || matches!(c, '@' | '.' | '-' | '_' | '+');
    let address = desired.email.as_ref().map(|email| email.key().as_str());
    match (&desired.username, address.filter(|address| address.chars().all(usual))) {
        (Some(username), _) => username.as_str().to_owned(),
        (None, Some(address)) => address.to_owned(),
        (None, None) => desired.id.to_string(),
    }
}

/// Keycloak drops an attribute without values.
fn put(attributes: &mut Attributes, name: &str, values: impl IntoIterator<Item = String>) {
    let values: Vec<String> = values.into_iter().collect();
    if values.is_empty() {
        attributes.remove(name);
    } else {
        attributes.insert(name.to_owned(), values);
    }
}
