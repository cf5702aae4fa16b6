//! What the store in memory promises beyond the suite: it refuses tenants that do not exist, and keeps tenants apart.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::sync::Arc;

use enroll_domain::Timestamp;
use enroll_domain::id::{TenantId, UserId};
use enroll_domain::identifier::EmailAddress;
use enroll_domain::membership::Membership;
use enroll_domain::profile::Profile;
use enroll_domain::tenant::TenantName;
use enroll_domain::user::{ChosenBy, EmailProof, Identifiers, State, User};
use enroll_memory::MemoryStore;
use enroll_repository::{Stop, StoreError, Transaction, UnitOfWork};
use uuid::Uuid;

const OTHER: TenantId = TenantId::from_uuid(Uuid::from_u128(2));
const NOW: Timestamp = Timestamp::from_micros(1_700_000_000_000_001);

fn address() -> EmailAddress {
    EmailAddress::parse("ada@example.org").unwrap()
}

fn user(tenant: TenantId, number: u128) -> User {
    User {
        id: UserId::from_uuid(Uuid::from_u128(number)),
        tenant,
        created_at: NOW,
        identifiers: Identifiers {
            email: Some(address()),
            email_proof: EmailProof::Unproved,
            username: None,
            external: Vec::new(),
        },
        profile: Profile::new(),
        membership: Membership::default(),
        chosen_by: ChosenBy::Owner,
        state: State::Pending { password: None },
    }
}

async fn commit(
    store: &Arc<dyn UnitOfWork>,
    mut work: impl FnMut(&mut dyn Transaction) -> Result<(), StoreError> + Send + 'static,
) -> Result<(), StoreError> {
    store.atomically(move |tx| work(tx).map_err(Stop::Store)).await
}

#[tokio::test]
async fn two_tenants_hold_the_same_address_each_for_a_user_of_their_own() {
    let store: Arc<dyn UnitOfWork> = Arc::new(MemoryStore::with_tenants([TenantId::DEFAULT, OTHER]));
    for (tenant, number) in [(TenantId::DEFAULT, 1), (OTHER, 2)] {
        commit(&store, move |tx| tx.add_user(&user(tenant, number)))
            .await
            .unwrap();
        let found = store
            .view(move |q| q.user_by_email(tenant, address().key()))
            .await
            .unwrap();
        assert_eq!(found, Some(user(tenant, number)));
    }
}

#[tokio::test]
async fn nothing_is_added_to_a_tenant_that_does_not_exist() {
    let store: Arc<dyn UnitOfWork> = Arc::new(MemoryStore::new());
    let outcome = commit(&store, |tx| tx.add_user(&user(OTHER, 1))).await;
    assert!(matches!(outcome, Err(StoreError::Broken(_))));
    let users = store.view(|q| q.users(OTHER, None, 10)).await.unwrap();
    assert_eq!(users, []);
}

#[tokio::test]
async fn work_that_goes_on_after_an_error_is_not_kept() {
    let store: Arc<dyn UnitOfWork> = Arc::new(MemoryStore::new());
    commit(&store, |tx| tx.add_user(&user(TenantId::DEFAULT, 1)))
        .await
        .unwrap();
    let outcome = commit(&store, |tx| {
        assert!(tx.add_user(&user(TenantId::DEFAULT, 2)).is_err());
        Ok(())
    });
    assert!(matches!(outcome.await, Err(StoreError::Broken(_))));
    let users = store.view(|q| q.users(TenantId::DEFAULT, None, 10)).await.unwrap();
    assert_eq!(users, [user(TenantId::DEFAULT, 1)]);
}

#[tokio::test]
async fn tenants_are_named_by_their_places_and_the_default_one_by_its_own_name() {
    let store: Arc<dyn UnitOfWork> = Arc::new(MemoryStore::with_tenants([OTHER, TenantId::DEFAULT]));
    let tenants = store.view(|q| q.tenants()).await.unwrap();
    let named: Vec<_> = tenants.iter().map(|it| (it.id, it.name.clone())).collect();
    let other = TenantName::parse("tenant-1").unwrap();
    assert_eq!(named, [(OTHER, other), (TenantId::DEFAULT, TenantName::default_name())]);
    assert!(tenants.iter().all(|tenant| tenant.policy.is_none()));
}
