//! Faults on call: exactly the n-th call fails, on the side of its effect that was asked for.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::sync::Arc;

use enroll_domain::Timestamp;
use enroll_domain::audit::{Action, Actor, AuditRecord};
use enroll_domain::id::{AuditId, TenantId, UserId};
use enroll_domain::identifier::EmailAddress;
use enroll_identity_provider::{IdentityProvider, ProviderError};
use enroll_mailer::{DeliveryError, Letter, Mailer};
use enroll_memory::{Faults, Mailbox, MemoryIdentityProvider, MemoryStore, SeededEntropy, When};
use enroll_repository::{Stop, StoreError, UnitOfWork};
use enroll_system::Entropy;
use uuid::Uuid;

fn record(number: u128) -> AuditRecord {
    AuditRecord {
        id: AuditId::from_uuid(Uuid::from_u128(number)),
        tenant: TenantId::DEFAULT,
        at: Timestamp::from_micros(0),
        actor: Actor::System,
        action: Action::Created,
        subject: None,
        request: None,
        codes: Vec::new(),
    }
}

fn letter() -> Letter {
    Letter {
        message_id: "1".to_owned(),
        to: EmailAddress::parse("ada@example.org").unwrap(),
        subject: "Welcome".to_owned(),
        text: "Hello".to_owned(),
        html: "<p>Hello</p>".to_owned(),
    }
}

/// Draws bytes, commits two records, mails a letter: five calls.
async fn journey(entropy: &dyn Entropy, store: &dyn UnitOfWork, mailer: &dyn Mailer) -> Result<(), String> {
    entropy.fill(&mut [0; 8]).map_err(|error| error.to_string())?;
    let kept = store.atomically::<_, StoreError>(|tx| {
        tx.record(&record(1))?;
        tx.record(&record(2))?;
        Ok(())
    });
    kept.await.map_err(|error| error.to_string())?;
    mailer.deliver(&letter()).await.map_err(|error| error.to_string())
}

/// What is left of a journey: the number of records and of letters.
async fn traces(faults: &Faults) -> (Result<(), String>, usize, usize) {
    let (store, mailbox) = (Arc::new(MemoryStore::new()), Arc::new(Mailbox::new()));
    let entropy = faults.over(Arc::new(SeededEntropy::new(1)));
    let outcome = journey(
        &*entropy,
        &*faults.over(Arc::clone(&store)),
        &*faults.over(Arc::clone(&mailbox)),
    )
    .await;
    let store: Arc<dyn UnitOfWork> = store;
    let records = store
        .view(|q| q.audit(TenantId::DEFAULT, None, 10))
        .await
        .unwrap()
        .len();
    (outcome, records, mailbox.letters().len())
}

#[tokio::test]
async fn without_faults_calls_are_counted_and_nothing_fails() {
    let faults = Faults::none();
    assert_eq!(traces(&faults).await, (Ok(()), 2, 1));
    assert_eq!((faults.calls(), faults.tripped()), (5, false));
}

#[tokio::test]
async fn the_nth_call_of_all_ports_together_fails_and_no_half_of_a_transaction_is_left() {
    let expected = [
        (When::Before, [(0, 0), (0, 0), (0, 0), (0, 0), (2, 0)]),
        (When::After, [(0, 0), (2, 0), (0, 0), (0, 0), (2, 1)]),
    ];
    for (when, left) in expected {
        for (n, (records, letters)) in (1..).zip(left) {
            let faults = Faults::at(n, when);
            let (outcome, found_records, found_letters) = traces(&faults).await;
            assert!(outcome.is_err() && faults.tripped(), "call {n} failed {when:?}");
            assert_eq!(
                (found_records, found_letters),
                (records, letters),
                "call {n} failed {when:?}"
            );
        }
        let beyond = Faults::at(6, when);
        assert_eq!(traces(&beyond).await, (Ok(()), 2, 1));
        assert!(!beyond.tripped());
    }
}

#[tokio::test]
async fn only_one_call_fails_and_the_next_goes_through() {
    let faults = Faults::at(2, When::Before);
    let mailbox = Arc::new(Mailbox::new());
    let mailer: Arc<dyn Mailer> = faults.over(Arc::clone(&mailbox));
    mailer.deliver(&letter()).await.unwrap();
    assert!(matches!(
        mailer.deliver(&letter()).await,
        Err(DeliveryError::Temporary(_))
    ));
    mailer.deliver(&letter()).await.unwrap();
    assert_eq!(mailbox.letters().len(), 2);
}

#[tokio::test]
async fn a_port_behind_dyn_can_be_made_to_fail() {
    let provider: Arc<dyn IdentityProvider> = Arc::new(MemoryIdentityProvider::new());
    let faulty: Arc<dyn IdentityProvider> = Faults::at(1, When::Before).over(provider);
    let id = UserId::from_uuid(Uuid::from_u128(1));
    assert!(matches!(faulty.find(id).await, Err(ProviderError::Temporary(_))));
    assert_eq!(faulty.find(id).await.unwrap(), None);
}

#[tokio::test]
async fn work_that_goes_on_after_a_fault_is_not_kept() {
    let store: Arc<dyn UnitOfWork> = Arc::new(MemoryStore::new());
    let faulty: Arc<dyn UnitOfWork> = Faults::at(3, When::Before).over(Arc::clone(&store));
    let outcome = faulty.atomically::<_, StoreError>(|tx| {
        tx.record(&record(1)).map_err(Stop::Store)?;
        assert!(tx.record(&record(2)).is_err());
        Ok(())
    });
    assert!(matches!(outcome.await, Err(StoreError::Broken(_))));
    assert_eq!(store.view(|q| q.audit(TenantId::DEFAULT, None, 10)).await.unwrap(), []);
}
