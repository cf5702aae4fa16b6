//! Settlements that the store does not take.

use std::sync::Arc;

use enroll_domain::registration::Policy;
use enroll_memory::{Answer, Faults, MemoryStore, When};
use enroll_repository::MessageStatus;

use crate::relay::{count, first_mail_is_read_at, register_two};
use crate::world::World;

#[tokio::test]
async fn a_settlement_that_the_store_does_not_take_is_told_and_taken_later_and_strands_no_other() {
    // Reading is five calls: the unit of work, the link, its attempts, the budget, the note of it.
    let faults = Faults::at(first_mail_is_read_at().await + 5, When::Before);
    let world = World::over(Policy::private(), faults.over(Arc::new(MemoryStore::new()))).await;
    register_two(&world).await;
    let step = world.relay.step().await.unwrap();
    assert!(faults.tripped());
    assert_eq!((step.performed.len(), step.unsettled.len()), (0, 1), "{step:?}");
    assert_eq!(step.owed, 2, "the second was not put back");
    assert_eq!(
        world.mailbox.letters().len(),
        1,
        "a mail went out that could not be noted"
    );
    // No time passes: the lease is still held.
    let step = world.relay.step().await.unwrap();
    assert_eq!((step.unsettled.len(), step.owed), (0, 0), "{step:?}");
    assert_eq!(world.mailbox.letters().len(), 2, "a mail went out twice, or never");
    assert_eq!(count(&world, MessageStatus::Delivered).await, 2);
}

#[tokio::test]
async fn what_another_relay_took_over_is_not_settled_by_the_one_that_owed_it() {
    let faults = Faults::at(first_mail_is_read_at().await + 5, When::Before);
    let world = World::over(Policy::private(), faults.over(Arc::new(MemoryStore::new()))).await;
    register_two(&world).await;
    let step = world.relay.step().await.unwrap();
    assert_eq!((step.unsettled.len(), step.owed), (1, 2), "{step:?}");
    let leases_end = world.relay.next_due().await.unwrap().unwrap();
    world.clock.set(leases_end);
    world.mailbox.answer_next([Answer::Temporary; 2]);
    let other = world.another_relay().step().await.unwrap();
    assert_eq!(other.performed.len(), 2, "{other:?}");
    let step = world.relay.step().await.unwrap();
    assert_eq!(step.owed, 0, "{step:?}");
    assert_eq!(count(&world, MessageStatus::Open).await, 2);
}
