//! Housekeeping: each thing goes after its time, and stays before it.

use std::time::Duration;

use enroll_application::{Housekeeping, Tidied};
use enroll_domain::identifier::EmailAddress;
use enroll_domain::proof::Purpose;
use enroll_domain::registration::{Policy, TRIES_COUNTED_OVER};
use enroll_repository::{ReceiptKey, Spend, StoreError};
use enroll_system::Clock as _;

use crate::world::{CALL, PASSWORD, World};

const DAY: Duration = Duration::from_secs(24 * 60 * 60);
const WEEK: Duration = Duration::from_secs(7 * 24 * 60 * 60);

/// Leaves one thing of each kind behind, as people do who come, register, activate and go.
async fn much_to_do(world: &World) {
    let now = world.clock.now();
    world
        .store
        .atomically::<(), StoreError>(move |tx| {
            let key = ReceiptKey {
                tenant: CALL.tenant(),
                scope: "registrations".to_owned(),
                key: [1; 32],
            };
            tx.claim_receipt(&key, &[2; 32], now)?;
            let address = EmailAddress::parse("ada@example.org").unwrap();
            let tried = tx.spend_code_try(CALL.tenant(), address.key(), Purpose::Activation, 1, now)?;
            assert_eq!(tried, Spend::Granted);
            Ok(())
        })
        .await
        .unwrap();
    world.settled("ada@example.org").await;
    world.register("grace@example.org", PASSWORD).await;
    world.deliver().await;
}

/// How many of one kind were removed.
type Count = fn(&Tidied) -> usize;

#[tokio::test]
async fn each_thing_goes_after_its_time_and_stays_before_it() {
    let policy = Policy::private();
    let (lifetimes, window) = (policy.lifetimes, policy.mail_budget.window);
    let kinds: [(&str, Count, Duration); 7] = [
        ("attempts", |tidied| tidied.attempts, lifetimes.activation + DAY),
        ("proofs", |tidied| tidied.proofs, lifetimes.activation + WEEK),
        ("code tries", |tidied| tidied.code_tries, TRIES_COUNTED_OVER),
        ("sessions", |tidied| tidied.sessions, lifetimes.session + WEEK),
        ("receipts", |tidied| tidied.receipts, DAY),
        ("messages", |tidied| tidied.messages, WEEK),
        ("addresses", |tidied| tidied.addresses, window),
    ];
    for (kind, went, after) in kinds {
        let world = World::new().await;
        let begun = world.clock.now();
        much_to_do(&world).await;
        let ended = world.clock.now();
        let housekeeping = Housekeeping::new(world.enrollment.clone());
        world.clock.set(begun.plus(after));
        assert_eq!(went(&housekeeping.step().await.unwrap()), 0, "{kind} stay");
        world.clock.set(ended.plus(after).plus(Duration::from_micros(1)));
        assert!(went(&housekeeping.step().await.unwrap()) > 0, "{kind} go");
    }
}
