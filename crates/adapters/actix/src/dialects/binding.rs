//! Bindings: which contract is served for which tenant, below which path, and with which settings of its own.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use enroll_domain::tenant::TenantName;

use super::{Dialect, Route, Spelling};

/// A contract, bound to a tenant and a place.
#[derive(Clone)]
pub struct Binding {
    dialect: Dialect,
    tenant: TenantName,
    prefix: String,
    settings: BTreeMap<&'static str, String>,
}

/// Why a contract cannot be bound like that.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BindingError {
    /// The prefix is none.
    #[error("prefix takes a path such as /api, without a slash at the end, or nothing")]
    Prefix,
    /// The contract has no such setting.
    #[error("{0} is no setting of this dialect")]
    Setting(String),
    /// The setting does not take this value.
    #[error("{setting} {takes}")]
    Value {
        /// The setting.
        setting: &'static str,
        /// What it takes instead, without the value.
        takes: String,
    },
}

impl Binding {
    /// Binds a contract to a tenant. Its paths stand at the root.
    #[must_use]
    pub const fn new(dialect: Dialect, tenant: TenantName) -> Self {
        Self {
            dialect,
            tenant,
            prefix: String::new(),
            settings: BTreeMap::new(),
        }
    }

    /// Puts its paths below this one.
    ///
    /// # Errors
    /// [`BindingError::Prefix`].
    pub fn below(mut self, prefix: &str) -> Result<Self, BindingError> {
        let segment = |text: &str| {
            let clean = |c: char| c.is_ascii_alphanumeric() || "-._~".contains(c);
            !text.is_empty() && text.chars().all(clean)
        };
        let clean = match prefix.strip_prefix('/') {
            Some(rest) => rest.split('/').all(segment),
            None => prefix.is_empty(),
        };
        if !clean {
            return Err(BindingError::Prefix);
        }
        prefix.clone_into(&mut self.prefix);
        Ok(self)
    }

    /// Sets something that this contract knows (see [`Dialect::settings`]).
    ///
    /// # Errors
    /// [`BindingError::Setting`] and [`BindingError::Value`].
    pub fn with(mut self, name: &str, value: impl Into<String>) -> Result<Self, BindingError> {
        let known = self.dialect.settings().iter().find(|known| known.name == name);
        let setting = known.ok_or_else(|| BindingError::Setting(name.to_owned()))?;
        let value = value.into();
        setting.takes.check(&value).map_err(|takes| BindingError::Value {
            setting: setting.name,
            takes,
        })?;
        self.settings.insert(setting.name, value);
        Ok(self)
    }

    /// The contract.
    #[must_use]
    pub const fn dialect(&self) -> Dialect {
        self.dialect
    }

    /// The tenant.
    #[must_use]
    pub const fn tenant(&self) -> &TenantName {
        &self.tenant
    }

    /// Every tenant that it needs, by name.
    #[must_use]
    pub fn tenants(&self) -> Vec<&str> {
        let further = self.setting("consumer_tenant");
        further.into_iter().chain([self.tenant.as_str()]).collect()
    }

    /// What its paths stand below; nothing at the root.
    #[must_use]
    pub fn prefix(&self) -> &str {
        &self.prefix
    }

    /// Whether both claim a path, so that one of them would not be reached there.
    #[must_use]
    pub fn clashes_with(&self, other: &Self) -> bool {
        let paths = |binding: &Self| -> BTreeSet<String> {
            let routes = binding.dialect.contract().routes.iter();
            // Paths that are taken in any letter case meet each other in every one.
            let spelled = routes.map(|route| format!("{}{}", binding.prefix, route.path).to_ascii_lowercase());
            spelled.collect()
        };
        !paths(self).is_disjoint(&paths(other))
    }

    /// Whether a switch is on.
    pub(crate) fn is_on(&self, name: &str) -> bool {
        self.setting(name) == Some("true")
    }

    /// Something that was set.
    pub(crate) fn setting(&self, name: &str) -> Option<&str> {
        self.settings.get(name).map(String::as_str)
    }

    /// The pattern under which a route is mounted.
    pub(crate) fn pattern(&self, route: &Route) -> String {
        match route.spelling {
            Spelling::Exact => format!("{}{}", self.prefix, route.path),
            Spelling::AnyCase => {
                let path = route.path.trim_start_matches('/').to_ascii_lowercase();
                format!("{}/{{spelled:(?i){path}}}", self.prefix)
            }
        }
    }
}

// A setting may be a secret.
impl fmt::Debug for Binding {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Binding")
            .field("dialect", &self.dialect)
            .field("tenant", &self.tenant)
            .field("prefix", &self.prefix)
            .finish_non_exhaustive()
    }
}
