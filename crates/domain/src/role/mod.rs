//! Roles, permissions and the ceiling: nobody gives away authority that they do not hold.

mod permission;

use std::collections::BTreeSet;
use std::fmt;

pub use permission::{Needed, Permission};

use crate::id::UserId;
use crate::rejection::{Input, Rejection, Rule};
use crate::time::Timestamp;

/// The name of a role: 1 to 64 lower-case letters, digits, `_` and `-`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RoleName(String);

impl RoleName {
    /// Reads the name of a role.
    ///
    /// # Errors
    /// [`Rule::TooLong`], or [`Rule::Malformed`] for other characters or none.
    pub fn parse(text: &str) -> Result<Self, Rule> {
        if text.len() > 64 {
            return Err(Rule::TooLong { max: 64 });
        }
        if !text.is_empty() && text.chars().all(|c| is_name_character(c) || c == '-') {
            Ok(Self(text.to_owned()))
        } else {
            Err(Rule::Malformed("lower-case letters, digits, _ and -"))
        }
    }

    /// The built-in role that holds every permission.
    #[must_use]
    pub fn admin() -> Self {
        Self("admin".to_owned())
    }

    /// The built-in role that everybody gets by default; it holds no permission over others.
    #[must_use]
    pub fn member() -> Self {
        Self("member".to_owned())
    }

    /// The name itself.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for RoleName {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

/// What somebody may do in one tenant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Authority {
    /// Everything, also what is thought of later.
    Everything,
    /// Just these.
    Only(BTreeSet<Permission>),
}

impl Authority {
    /// No authority at all.
    #[must_use]
    pub const fn nothing() -> Self {
        Self::Only(BTreeSet::new())
    }

    /// Whether this authority holds the permission.
    #[must_use]
    pub fn allows(&self, needed: Needed) -> bool {
        match self {
            Self::Everything => true,
            Self::Only(held) => held.iter().any(|permission| permission.as_str() == needed.as_str()),
        }
    }

    /// Whether everything in `other` is also in this.
    #[must_use]
    pub fn covers(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Everything, _) => true,
            (Self::Only(_), Self::Everything) => false,
            (Self::Only(held), Self::Only(asked)) => asked.is_subset(held),
        }
    }

    /// This and `other` together.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::Only(mut held), Self::Only(more)) => {
                held.extend(more);
                Self::Only(held)
            }
            _ => Self::Everything,
        }
    }
}

/// A role: a name for an authority, with words for people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Role {
    name: RoleName,
    authority: Authority,
    title: Option<String>,
    description: Option<String>,
}

impl Role {
    /// A role of this name that holds this authority.
    #[must_use]
    pub const fn new(name: RoleName, authority: Authority) -> Self {
        Self {
            name,
            authority,
            title: None,
            description: None,
        }
    }

    /// This role with words for people.
    #[must_use]
    pub fn described(self, title: Option<String>, description: Option<String>) -> Self {
        Self {
            title,
            description,
            ..self
        }
    }

    /// What people call it, if that differs from its name.
    #[must_use]
    pub fn title(&self) -> Option<&str> {
        self.title.as_deref()
    }

    /// What it is for.
    #[must_use]
    pub fn description(&self) -> Option<&str> {
        self.description.as_deref()
    }

    /// Whether every tenant has it.
    #[must_use]
    pub fn is_built_in(&self) -> bool {
        self.name == RoleName::admin() || self.name == RoleName::member()
    }

    /// Its name.
    #[must_use]
    pub const fn name(&self) -> &RoleName {
        &self.name
    }

    /// What it allows.
    #[must_use]
    pub const fn authority(&self) -> &Authority {
        &self.authority
    }
}

/// The roles that a tenant knows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Roles(Vec<Role>);

impl Roles {
    /// The built-in roles: `admin` with every permission, `member` with none over others.
    #[must_use]
    pub fn built_in() -> Self {
        Self(vec![
            Role::new(RoleName::admin(), Authority::Everything),
            Role::new(RoleName::member(), Authority::nothing()),
        ])
    }

    /// These and one more; a role of the same name gives way.
    #[must_use]
    pub fn with(mut self, role: Role) -> Self {
        self.0.retain(|known| known.name != role.name);
        self.0.push(role);
        self
    }

    /// Every role, the built-in ones first.
    pub fn iter(&self) -> impl Iterator<Item = &Role> {
        self.0.iter()
    }

    /// The roles that are not built in.
    pub fn added(&self) -> impl Iterator<Item = &Role> {
        self.0.iter().filter(|role| !role.is_built_in())
    }

    /// The role of this name, if the tenant knows one.
    #[must_use]
    pub fn find(&self, name: &RoleName) -> Option<&Role> {
        self.0.iter().find(|role| role.name == *name)
    }

    /// What somebody who holds these roles may do. A role that the tenant no longer knows allows nothing.
    #[must_use]
    pub fn authority_of<'a>(&self, held: impl IntoIterator<Item = &'a RoleName>) -> Authority {
        held.into_iter()
            .filter_map(|name| self.find(name))
            .fold(Authority::nothing(), |sum, role| sum.and(role.authority.clone()))
    }
}

/// Who gave a role.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Grantor {
    /// The tenant's policy, at registration.
    Policy,
    /// The operator, at the command line.
    Operator,
    /// Another user.
    User(UserId),
}

/// A role that a user holds, with who gave it and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grant {
    /// Who holds the role.
    pub user: UserId,
    /// The role.
    pub role: RoleName,
    /// Who gave it.
    pub grantor: Grantor,
    /// When.
    pub at: Timestamp,
}

/// The ceiling: whether somebody with this authority may give, or take away, the role of this name.
///
/// # Errors
/// [`Refusal::Unknown`] for a role that the tenant does not have, [`Refusal::Beyond`] when the grantor lacks
/// `role.grant` or the role allows anything that the grantor may not do.
pub fn within_ceiling<'a>(roles: &'a Roles, grantor: &Authority, name: &RoleName) -> Result<&'a Role, Refusal> {
    if !grantor.allows(Needed::GrantRoles) {
        return Err(Refusal::Beyond);
    }
    let role = roles.find(name).ok_or(Refusal::Unknown)?;
    if grantor.covers(role.authority()) {
        Ok(role)
    } else {
        Err(Refusal::Beyond)
    }
}

/// Why a role is not given or taken away.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// The tenant has no such role.
    Unknown,
    /// It is beyond the grantor's own authority.
    Beyond,
}

impl From<Refusal> for Rejection {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Unknown => Self::new(Input::Role, Rule::Unknown),
            Refusal::Beyond => Self::new(Input::Role, Rule::NotAccepted),
        }
    }
}

fn is_name(text: &str) -> bool {
    !text.is_empty() && text.len() <= 64 && text.chars().all(is_name_character)
}

fn is_name_character(c: char) -> bool {
    c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_'
}
