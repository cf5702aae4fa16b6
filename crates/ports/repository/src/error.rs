//! How a store can fail, sorted by what the program can do about it. No driver type is named here.

use std::error::Error;

/// Why a store could not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Something is claimed already: decide.
    #[error("{0} is claimed already")]
    Conflict(Unique),
    /// Others are at work on the same rows, or the store is full of work: try again later.
    #[error("the store is busy")]
    Busy,
    /// The store is out of order, or holds what it must not hold: page someone.
    #[error("the store is broken")]
    Broken(#[source] Box<dyn Error + Send + Sync>),
}

impl StoreError {
    /// A broken store, with the reason.
    pub fn broken(reason: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self::Broken(reason.into())
    }

    /// A store that was not [reached](Unreached), with the reason.
    pub fn unreached(reason: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self::broken(Unreached(reason.into()))
    }

    /// Whether the store is broken because it is [behind](SchemaBehind).
    #[must_use]
    pub fn is_schema_behind(&self) -> bool {
        match self {
            Self::Broken(reason) => reason.is::<SchemaBehind>(),
            Self::Conflict(_) | Self::Busy => false,
        }
    }
}

/// Why a store is broken that lacks a part of the schema which this program needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the schema of the store is older than this program")]
pub struct SchemaBehind;

/// Why a store is broken that there was no way to: nothing was begun, and trying again later is safe.
#[derive(Debug, thiserror::Error)]
#[error("the store cannot be reached")]
pub struct Unreached(#[source] Box<dyn Error + Send + Sync>);

/// What can be claimed once only within a tenant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Unique {
    /// An e-mail address, by its key.
    Email,
    /// A user name, by its key.
    Username,
    /// An external id, by its key.
    ExternalId,
    /// An `Idempotency-Key`, by its MAC.
    Receipt,
    /// A referral code.
    ReferralCode,
    /// The name of a tenant; claimed once in the whole store.
    TenantName,
    /// A host of a tenant; claimed once in the whole store.
    Host,
    /// The name of a role.
    Role,
    /// The title of a department, or of a section within its department.
    Department,
    /// The title of a tag.
    Tag,
    /// The code of a package.
    Package,
    /// Being the package that everybody begins with.
    UsualPackage,
}

impl std::fmt::Display for Unique {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str(match self {
            Self::Email => "the address",
            Self::Username => "the user name",
            Self::ExternalId => "the external id",
            Self::Receipt => "the idempotency key",
            Self::ReferralCode => "the referral code",
            Self::TenantName => "the tenant's name",
            Self::Host => "the host",
            Self::Role => "the role's name",
            Self::Department => "the department's title",
            Self::Tag => "the tag's title",
            Self::Package => "the package's code",
            Self::UsualPackage => "being the usual package",
        })
    }
}

/// Whether a conditional change found what it was to change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[must_use = "a stale change did nothing"]
pub enum Moved {
    /// It did, and changed it.
    Yes,
    /// It did not: somebody else was first, or it was never there. Nothing changed.
    Stale,
}

impl Moved {
    /// `Yes` when `rows` is not 0.
    pub const fn of(rows: usize) -> Self {
        if rows == 0 { Self::Stale } else { Self::Yes }
    }
}
