//! Provisioning: a tenant with a target writes its intent with the change, and the user gets there as they are by then.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use async_trait::async_trait;
use enroll_application::Relay;
use enroll_domain::id::UserId;
use enroll_domain::profile::Field;
use enroll_domain::registration::Policy;
use enroll_domain::role::RoleName;
use enroll_identity_provider::{DesiredUser, IdentityProvider, ProvidedUser, ProviderError};
use enroll_memory::Answer;
use enroll_repository::{Intent, Provisioning, ProvisioningState, SessionsThere, StoreError, UnitOfWork};

use crate::world::{CALL, OTHER_PASSWORD, PASSWORD, World, port, target};

async fn world() -> World {
    World::under(Policy {
        provisioning: vec![target()],
        ..Policy::private()
    })
    .await
}

async fn standing(world: &World, user: UserId) -> Provisioning {
    world
        .store
        .view(move |queries| queries.provisioning(CALL.tenant(), user))
        .await
        .unwrap()
        .unwrap()
}

#[tokio::test]
async fn an_activated_user_is_made_to_exist_with_roles_and_password() {
    let world = world().await;
    let user = world.settled("ada@example.org").await.user.user.id;
    world.deliver().await;
    let there = world.provider.ensured(user).unwrap();
    assert_eq!(there.roles, [RoleName::member()]);
    assert!(there.password.is_some() && there.email_verified);
    assert_eq!(standing(&world, user).await.state, ProvisioningState::Done);
}

#[tokio::test]
async fn many_changes_before_the_provider_is_reached_make_one_message_and_the_newest_state() {
    let world = world().await;
    let activated = world.settled("ada@example.org").await;
    let (user, caller) = (activated.user.user.id, world.caller(&activated.tokens).await);
    for name in ["Ada", "Augusta", "Countess"] {
        let changes = [(Field::GivenName, Some(name.to_owned()))];
        world.enrollment.update_own_profile(&caller, &changes).await.unwrap();
    }
    let intents = world
        .messages()
        .await
        .into_iter()
        .filter(|(message, _)| matches!(message.intent, Intent::Provision { .. }));
    assert_eq!(intents.count(), 1);
    world.deliver().await;
    assert_eq!(
        world.provider.ensured(user).unwrap().profile.get(Field::GivenName),
        Some("Countess")
    );
    let standing = standing(&world, user).await;
    assert_eq!((standing.wanted, standing.settled), (4, 4));
}

#[tokio::test]
async fn a_change_after_the_user_got_there_gets_there_too() {
    let world = world().await;
    let activated = world.settled("ada@example.org").await;
    world.deliver().await;
    let caller = world.caller(&activated.tokens).await;
    world
        .enrollment
        .change_password(&caller, Some(PASSWORD), Some(OTHER_PASSWORD))
        .await
        .unwrap();
    let before = world.provider.ensured(caller.view().unwrap().user.id).unwrap().password;
    world.deliver().await;
    assert_ne!(
        world.provider.ensured(caller.view().unwrap().user.id).unwrap().password,
        before
    );
}

#[tokio::test]
async fn a_provider_that_never_takes_the_user_is_seen_as_failed_with_the_reason() {
    let world = world().await;
    world.provider.answer_next([Answer::Permanent]);
    let user = world.settled("ada@example.org").await.user.user.id;
    world.deliver().await;
    assert!(matches!(
        standing(&world, user).await.state,
        ProvisioningState::Failed { .. }
    ));
}

#[tokio::test]
async fn a_provider_that_is_down_for_a_moment_gets_the_user_later() {
    let world = world().await;
    world.provider.answer_next([Answer::Temporary, Answer::Lost]);
    let user = world.settled("ada@example.org").await.user.user.id;
    for _ in 0..3 {
        world.deliver().await;
        if let Some(due) = world.relay.next_due().await.unwrap() {
            world.clock.set(due);
        }
    }
    assert!(world.provider.ensured(user).is_some());
    assert_eq!(standing(&world, user).await.state, ProvisioningState::Done);
}

#[tokio::test]
async fn a_tenant_without_a_target_writes_no_intent() {
    let world = World::new().await;
    world.settled("ada@example.org").await;
    let provisions = world
        .messages()
        .await
        .into_iter()
        .filter(|(message, _)| matches!(message.intent, Intent::Provision { .. }));
    assert_eq!(provisions.count(), 0);
}

/// A provider that refuses the first version of a user while somebody changes them, and takes every other.
struct ChangedMeanwhile {
    provider: Arc<dyn IdentityProvider>,
    store: Arc<dyn UnitOfWork>,
    asked: AtomicUsize,
}

#[async_trait]
impl IdentityProvider for ChangedMeanwhile {
    async fn ensure(&self, user: &DesiredUser) -> Result<String, ProviderError> {
        if self.asked.fetch_add(1, Ordering::SeqCst) > 0 {
            return self.provider.ensure(user).await;
        }
        let (id, target) = (user.id, target());
        let changed = self.store.atomically::<_, StoreError>(move |tx| {
            Ok(tx.want_provisioning(CALL.tenant(), id, &target, SessionsThere::Keep)?)
        });
        changed.await.unwrap();
        Err(ProviderError::Taken)
    }

    async fn remove(&self, id: UserId) -> Result<(), ProviderError> {
        self.provider.remove(id).await
    }

    async fn find(&self, id: UserId) -> Result<Option<ProvidedUser>, ProviderError> {
        self.provider.find(id).await
    }

    async fn list(&self, offset: usize, limit: usize) -> Result<Vec<ProvidedUser>, ProviderError> {
        self.provider.list(offset, limit).await
    }
}

#[tokio::test]
async fn a_change_made_while_the_version_before_it_is_refused_gets_there() {
    let world = world().await;
    let user = world.settled("ada@example.org").await.user.user.id;
    let provider = ChangedMeanwhile {
        provider: world.provider.clone(),
        store: Arc::clone(&world.store),
        asked: AtomicUsize::new(0),
    };
    let relay = Relay::new(
        world.enrollment.clone(),
        world.mailbox.clone(),
        BTreeMap::from([(target(), port(&Arc::new(provider)))]),
    );
    while !relay.step().await.unwrap().performed.is_empty() {}
    assert!(world.provider.ensured(user).is_some());
    let standing = standing(&world, user).await;
    assert_eq!((standing.wanted, standing.settled), (2, 2));
    assert_eq!(standing.state, ProvisioningState::Done);
}
