//! The identity-provider port: making users exist elsewhere as they are here.
//!
//! # For whoever writes a provider
//!
//! Implement [`IdentityProvider`]. What a provider promises, each held by a case of the conformance suite (feature
//! `conformance`):
//!
//! * Every step is repeatable: [`IdentityProvider::ensure`] of the same user and version again changes nothing and answers
//!   the same id. An older version than the provider has seen changes nothing.
//! * A user there that does not bear our id (the attribute `enroll_id`) is never written to: [`ProviderError::Taken`].
//! * Roles that we gave and the user no longer holds are taken away; roles that somebody gave there by hand stay.
//! * A password arrives once there is one, also when the user was made before.
//! * Errors name no address and hold no credential.

use std::error::Error;
use std::fmt;

use async_trait::async_trait;
use enroll_domain::id::UserId;
use enroll_domain::identifier::{EmailAddress, ExternalId, Username};
use enroll_domain::password::PasswordHash;
use enroll_domain::profile::Profile;
use enroll_domain::role::RoleName;

#[cfg(feature = "conformance")]
pub mod conformance;

/// A user as they are to be at the provider.
#[derive(Clone, PartialEq, Eq)]
pub struct DesiredUser {
    /// Our id of the user.
    pub id: UserId,
    /// Which version of the user this is; a later one has a higher number.
    pub version: u64,
    /// The provider's own id, if it told us one before.
    pub provider_id: Option<String>,
    /// The address, if there is one.
    pub email: Option<EmailAddress>,
    /// Whether the address was proved.
    pub email_verified: bool,
    /// The user name, if there is one.
    pub username: Option<Username>,
    /// The profile.
    pub profile: Profile,
    /// What other systems call the user. Each becomes an attribute that is named for its name space, such as
    /// `employee_number`.
    pub external: Vec<ExternalId>,
    /// Further attributes by name, such as `department`.
    pub attributes: Vec<(String, String)>,
    /// The roles the user holds.
    pub roles: Vec<RoleName>,
    /// Whether the user may sign in.
    pub enabled: Enabled,
    /// What becomes of the sessions that the user has there.
    pub sessions: Sessions,
    /// The hash of the user's password, so that they sign in with it there too. Without one, no password was chosen yet, and
    /// the provider has the user choose one.
    pub password: Option<PasswordHash>,
}

impl fmt::Debug for DesiredUser {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "DesiredUser({}, version {})", self.id, self.version)
    }
}

/// Whether somebody may sign in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Enabled {
    /// They may.
    Yes,
    /// They may not.
    No,
}

/// What becomes of the sessions that somebody has at the provider.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sessions {
    /// They go on.
    Keep,
    /// They all end with this version: the user is signed out everywhere. Ensuring the same version again ends none.
    End,
}

/// A user as a provider has them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProvidedUser {
    /// The provider's own id.
    pub provider_id: String,
    /// Our id, if the user bears one.
    pub enroll_id: Option<UserId>,
    /// The version that was ensured last.
    pub version: Option<u64>,
    /// The roles they hold there, whoever gave them; none are told of a user who does not bear our id.
    pub roles: Vec<RoleName>,
    /// Whether they may sign in there.
    pub enabled: Enabled,
}

/// Makes users exist elsewhere.
#[async_trait]
pub trait IdentityProvider: Send + Sync {
    /// Makes the user exist as desired, and answers the provider's own id.
    ///
    /// # Errors
    /// [`ProviderError`], sorted by what is to be done about it.
    async fn ensure(&self, user: &DesiredUser) -> Result<String, ProviderError>;

    /// Removes the user who bears our id. It is well if there is none.
    ///
    /// # Errors
    /// As [`IdentityProvider::ensure`].
    async fn remove(&self, id: UserId) -> Result<(), ProviderError>;

    /// The user who bears our id.
    ///
    /// # Errors
    /// As [`IdentityProvider::ensure`].
    async fn find(&self, id: UserId) -> Result<Option<ProvidedUser>, ProviderError>;

    /// Up to `limit` users, those after the first `offset`, in an order that stays as long as none is added or removed.
    ///
    /// # Errors
    /// As [`IdentityProvider::ensure`].
    async fn list(&self, offset: usize, limit: usize) -> Result<Vec<ProvidedUser>, ProviderError>;
}

/// Why a user does not exist elsewhere as desired.
#[derive(Debug, thiserror::Error)]
pub enum ProviderError {
    /// Not now: try again later.
    #[error("not now: {0}")]
    Temporary(#[source] Box<dyn Error + Send + Sync>),
    /// Never, this user as they are: give up.
    #[error("never: {0}")]
    Permanent(#[source] Box<dyn Error + Send + Sync>),
    /// Nobody, as things are set up: page someone.
    #[error("misconfigured: {0}")]
    Misconfigured(#[source] Box<dyn Error + Send + Sync>),
    /// Somebody there who is not ours has the address or the user name.
    #[error("somebody there who does not bear our id has the address or the user name")]
    Taken,
}
