//! The identity provider's conformance suite on the provider in memory.

use std::sync::Arc;

use async_trait::async_trait;
use enroll_domain::id::UserId;
use enroll_domain::identifier::{EmailAddress, Username};
use enroll_domain::password::PasswordHash;
use enroll_domain::profile::Field;
use enroll_domain::role::RoleName;
use enroll_identity_provider::conformance::{
    self, Bench, Directory, Failure, HASH, OTHER_HASH, OTHER_PASSWORD, PASSWORD, Subject,
};
use enroll_identity_provider::{DesiredUser, IdentityProvider, ProviderError};
use enroll_memory::{Answer, ForeignUser, MemoryIdentityProvider};

struct InMemory;

struct Shared(MemoryIdentityProvider);

#[async_trait]
impl Bench for InMemory {
    async fn fresh(&self) -> Subject {
        let provider = MemoryIdentityProvider::new();
        Subject {
            provider: Arc::new(provider.clone()),
            directory: Box::new(Shared(provider)),
        }
    }
}

impl Shared {
    async fn ours(&self, provider_id: &str) -> Option<DesiredUser> {
        let everybody = self.0.list(0, usize::MAX).await.ok()?;
        let id = everybody
            .iter()
            .find(|user| user.provider_id == provider_id)?
            .enroll_id?;
        self.0.ensured(id)
    }
}

#[async_trait]
impl Directory for Shared {
    async fn add_foreign(&self, email: &EmailAddress, username: Option<&Username>) -> String {
        self.0.add_foreign(ForeignUser {
            email: email.clone(),
            username: username.cloned(),
        })
    }

    async fn snapshot(&self, provider_id: &str) -> Option<String> {
        if let Some(foreign) = self.0.foreign(provider_id) {
            return Some(format!(
                "{} {:?}",
                foreign.email.as_str(),
                foreign.username.map(|name| name.as_str().to_owned())
            ));
        }
        let user = self.ours(provider_id).await?;
        let seen = (
            user.version,
            user.email.as_ref().map(EmailAddress::as_str),
            user.username.as_ref().map(Username::as_str),
            user.enabled,
        );
        Some(format!("{seen:?} {:?}", user.roles))
    }

    async fn grant(&self, provider_id: &str, role: &RoleName) {
        self.0.grant(provider_id, role.clone());
    }

    async fn attribute(&self, provider_id: &str, name: &str) -> Option<String> {
        let user = self.ours(provider_id).await?;
        let field = Field::from_name(name).and_then(|field| user.profile.get(field));
        let external = user.external.iter().find(|id| id.namespace() == name);
        let further = user.attributes.iter().find(|(other, _)| other == name);
        field
            .or(external.map(|id| id.value()))
            .or(further.map(|(_, value)| value.as_str()))
            .map(str::to_owned)
    }

    async fn sign_in(&self, provider_id: &str, password: &str) -> Option<String> {
        let hash = match password {
            PASSWORD => HASH,
            OTHER_PASSWORD => OTHER_HASH,
            _ => return None,
        };
        let kept = self.ours(provider_id).await?.password?;
        (kept == PasswordHash::from_phc(hash.to_owned()))
            .then(|| self.0.sign_in(provider_id))
            .flatten()
    }

    async fn is_signed_in(&self, session: &str) -> bool {
        self.0.is_signed_in(session)
    }

    async fn fail_next(&self, failure: Failure) {
        self.0.answer_next([match failure {
            Failure::Temporary => Answer::Temporary,
            Failure::Permanent => Answer::Permanent,
            Failure::Misconfigured => Answer::Misconfigured,
            Failure::Lost => Answer::Lost,
        }]);
    }
}

#[tokio::test]
async fn the_provider_in_memory_keeps_every_promise_of_the_identity_provider() {
    conformance::all(&InMemory).await;
}

#[tokio::test]
async fn an_empty_script_repairs_the_provider() {
    let provider = MemoryIdentityProvider::new();
    let nobody = UserId::from_uuid(uuid::Uuid::from_u128(1));
    provider.answer_next(vec![Answer::Misconfigured; 10]);
    assert!(matches!(
        provider.find(nobody).await,
        Err(ProviderError::Misconfigured(_))
    ));
    provider.answer_next([]);
    assert_eq!(provider.find(nobody).await.unwrap(), None);
}
