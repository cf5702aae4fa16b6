//! Settings of a binding: what a contract can be told beside tenant and prefix, and what each setting takes.

use enroll_application::SharedSecret;
use enroll_domain::tenant::TenantName;

/// A setting that a binding of a contract may have.
#[derive(Debug, Clone, Copy)]
pub struct Setting {
    /// Its name, as it is written.
    pub name: &'static str,
    /// What it takes.
    pub takes: Takes,
    /// What it is for.
    pub about: &'static str,
}

/// What a setting takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Takes {
    /// Any text but an empty one.
    Text,
    /// `true` or `false`.
    Switch,
    /// One of these words.
    Word(&'static [&'static str]),
    /// The name of a tenant.
    Tenant,
    /// A [`SharedSecret`].
    Secret,
}

impl Takes {
    /// Whether it takes this value.
    ///
    /// # Errors
    /// What it takes instead, in words, without the value.
    pub(super) fn check(self, value: &str) -> Result<(), String> {
        let (taken, instead) = match self {
            Self::Text => (!value.is_empty(), "takes a text".to_owned()),
            Self::Switch => (matches!(value, "true" | "false"), "takes true or false".to_owned()),
            Self::Word(words) => (words.contains(&value), format!("takes one of: {}", words.join(", "))),
            Self::Tenant => (
                TenantName::parse(value).is_ok(),
                "takes the name of a tenant".to_owned(),
            ),
            Self::Secret => {
                let least = SharedSecret::LEAST_BYTES;
                (
                    SharedSecret::parse(value).is_ok(),
                    format!("takes at least {least} bytes"),
                )
            }
        };
        if taken { Ok(()) } else { Err(instead) }
    }
}
