//! A Keycloak that is killed and comes back: what fails meanwhile passes, and nobody is lost. These cases are played alone.

use std::sync::Arc;

use enroll_identity_provider::{DesiredUser, IdentityProvider, ProviderError};
use enroll_keycloak::KeycloakProvider;
use enroll_tests::keycloak::Keycloak;
use enroll_tests::until::until;

use crate::people::{next, person};
use crate::realm::{Kind, Realm};
use crate::stage::Case;

pub(crate) const CASES: &[(&str, Case)] = &[(
    "a Keycloak that is killed is not reached for now, and well when it is back",
    |keycloak| Box::pin(killed(keycloak)),
)];

async fn killed(keycloak: Arc<Keycloak>) {
    let realm = Realm::new(Arc::clone(&keycloak), Kind::Keeps).await;
    let (provider, fresh) = (realm.provider(), realm.provider());
    let provider_id = provider.ensure(&person(1)).await.unwrap();
    keycloak.kill().await;
    // One has a token and open connections, the other has neither.
    for provider in [&provider, &fresh] {
        for number in [1, 2] {
            let failed = provider.ensure(&person(number)).await;
            assert!(matches!(failed, Err(ProviderError::Temporary(_))), "{failed:?}");
        }
        let failed = provider.check().await;
        assert!(matches!(failed, Err(ProviderError::Temporary(_))), "{failed:?}");
    }
    keycloak.start_again().await;
    assert_eq!(sooner_or_later(&provider, &next(&person(1))).await, provider_id);
    sooner_or_later(&fresh, &person(2)).await;
    assert_eq!(realm.count().await, 2);
}

/// Ensures somebody as a relay does: again, as long as the answer is "not now". Keycloak's first answers take their time.
async fn sooner_or_later(provider: &KeycloakProvider, user: &DesiredUser) -> String {
    until("Keycloak to be well again", || async {
        match provider.ensure(user).await {
            Ok(provider_id) => Some(provider_id),
            Err(ProviderError::Temporary(_)) => None,
            Err(error @ (ProviderError::Permanent(_) | ProviderError::Misconfigured(_) | ProviderError::Taken)) => {
                panic!("{error:?}")
            }
        }
    })
    .await
}
