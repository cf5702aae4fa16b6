//! The identity-provider port over Keycloak's admin API.
//!
//! How to set up a realm, what is provisioned into it and what each failure means stands in `docs/keycloak.md`.

mod calls;
mod check;
mod directory;
mod ensure;
mod failure;
mod password;
mod person;
mod realm;
mod settings;

use std::fmt;

use async_trait::async_trait;
use enroll_domain::id::UserId;
use enroll_identity_provider::{DesiredUser, IdentityProvider, ProvidedUser, ProviderError};

use crate::calls::Calls;
use crate::directory::Directory;
pub use crate::settings::{KeycloakSettings, KeycloakSettingsError, PlainHttp};

/// Makes users exist in one realm of a Keycloak.
///
/// A user there is ours when they bear our id in the attribute `enroll_id`; nobody else is ever written to. What is ours of
/// them besides stands in `enroll_version`, `enroll_roles`, `enroll_attributes` and `enroll_password`. A realm that drops
/// these, or lets people write them, is not provisioned into.
///
/// | what happens | is |
/// |---|---|
/// | no connection within 5 s, no answer within 10 s, 5xx, 429, a change by somebody else at the same time | [`ProviderError::Temporary`] |
/// | credentials, rights, realm or group that are not as they have to be; a redirect; an answer that is not Keycloak's, or of more than 1 MiB | [`ProviderError::Misconfigured`] |
/// | a user whom Keycloak refuses, a role that the realm lacks, a realm that does not keep our attributes | [`ProviderError::Permanent`] |
/// | the address or the user name is somebody else's there | [`ProviderError::Taken`] |
///
/// Each says what to do about it, and none holds an address, a name or a credential.
pub struct KeycloakProvider {
    directory: Directory,
}

impl KeycloakProvider {
    /// A provider for a realm. Nothing is asked yet; see [`KeycloakProvider::check`].
    ///
    /// No proxy is taken from the environment, and no redirect is followed.
    ///
    /// # Errors
    /// [`ProviderError::Misconfigured`] where this system cannot make encrypted connections.
    pub fn new(settings: KeycloakSettings) -> Result<Self, ProviderError> {
        let calls = Calls::new(settings)?;
        Ok(Self {
            directory: Directory(calls),
        })
    }

    /// Asks whether everything is set up: the realm is reached, our credentials and rights are enough, the realm keeps our
    /// attributes and lets users be renamed, and the groups of the settings are there. Nothing is written.
    ///
    /// # Errors
    /// The first thing that is not so, with what to do about it: [`ProviderError::Misconfigured`], or
    /// [`ProviderError::Temporary`] where Keycloak is not reached.
    pub async fn check(&self) -> Result<(), ProviderError> {
        Ok(self.directory.check().await?)
    }
}

#[async_trait]
impl IdentityProvider for KeycloakProvider {
    async fn ensure(&self, user: &DesiredUser) -> Result<String, ProviderError> {
        Ok(self.directory.ensure(user).await?)
    }

    async fn remove(&self, id: UserId) -> Result<(), ProviderError> {
        if let Some(there) = self.directory.bearer(id).await? {
            self.directory.remove(&there.provider_id).await?;
        }
        Ok(())
    }

    async fn find(&self, id: UserId) -> Result<Option<ProvidedUser>, ProviderError> {
        match self.directory.bearer(id).await? {
            Some(there) => Ok(Some(self.directory.provided(&there).await?)),
            None => Ok(None),
        }
    }

    async fn list(&self, offset: usize, limit: usize) -> Result<Vec<ProvidedUser>, ProviderError> {
        Ok(self.directory.page(offset, limit).await?)
    }
}

impl fmt::Debug for KeycloakProvider {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "KeycloakProvider({:?})", self.directory.0.settings())
    }
}
