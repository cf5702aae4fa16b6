//! Tenants: isolated populations of users, each with one policy.

use crate::id::TenantId;
use crate::registration::Policy;
use crate::rejection::Rule;

/// One population with its policy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tenant {
    /// Its id.
    pub id: TenantId,
    /// The name by which requests choose it.
    pub name: TenantName,
    /// What holds in it.
    pub policy: Policy,
}

impl Tenant {
    /// The tenant that every store is born with, under this policy.
    #[must_use]
    pub fn default_with(policy: Policy) -> Self {
        Self {
            id: TenantId::DEFAULT,
            name: TenantName::default_name(),
            policy,
        }
    }
}

/// The name of a tenant: 1 to 64 lower-case letters, digits and `-`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TenantName(String);

impl TenantName {
    /// Reads the name of a tenant.
    ///
    /// # Errors
    /// [`Rule::Malformed`] for other characters, none, or too many.
    pub fn parse(text: &str) -> Result<Self, Rule> {
        let fits = (1..=64).contains(&text.len());
        let clean = text
            .chars()
            .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-');
        if fits && clean {
            Ok(Self(text.to_owned()))
        } else {
            Err(Rule::Malformed("lower-case letters, digits and -"))
        }
    }

    /// The name of the default tenant.
    #[must_use]
    pub fn default_name() -> Self {
        Self("default".to_owned())
    }

    /// The name itself.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}
