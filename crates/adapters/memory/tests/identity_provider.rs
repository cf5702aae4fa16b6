//! The identity provider's conformance suite on the provider in memory.

use std::sync::Arc;

use async_trait::async_trait;
use enroll_domain::id::UserId;
use enroll_domain::identifier::{EmailAddress, Username};
use enroll_identity_provider::conformance::{self, Bench, Directory, Failure, Subject};
use enroll_identity_provider::{IdentityProvider, ProviderError};
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
        let everybody = self.0.list(0, usize::MAX).await.ok()?;
        let id = everybody
            .iter()
            .find(|user| user.provider_id == provider_id)?
            .enroll_id?;
        let user = self.0.ensured(id)?;
        let seen = (
            user.version,
            user.email.as_str(),
            user.username.as_ref().map(Username::as_str),
            user.enabled,
        );
        Some(format!("{seen:?} {:?}", user.roles))
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
