//! Settlements that the store does not take.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use enroll_application::Step;
use enroll_domain::id::MessageId;
use enroll_domain::registration::Policy;
use enroll_memory::{Answer, Faults, MemoryStore, When};
use enroll_repository::{MessageStatus, Reading, Settlement, StoreError, UnitOfWork, Verdict, Work};
use enroll_system::Clock as _;

use crate::relay::{count, register_two, second_mail_is_read_at};
use crate::world::{CALL, PASSWORD, World};

const BEYOND_THE_LEASE: Duration = Duration::from_secs(11 * 60);

/// What a store does not take.
#[derive(Clone, Copy)]
enum Refused {
    Nothing,
    /// Anything: its disk is full.
    Everything,
    /// Anything for now.
    Busy,
    /// The next unit of work.
    Once,
    /// That any message is delivered.
    Deliveries,
    /// That this one is: its row is damaged.
    DeliveryOf(MessageId),
}

/// A store that does not take everything.
struct Refusing {
    store: MemoryStore,
    refused: Mutex<Refused>,
    runs: AtomicUsize,
}

impl Refusing {
    fn refuse(&self, refused: Refused) -> Refused {
        std::mem::replace(&mut self.refused.lock().unwrap(), refused)
    }
}

#[async_trait]
impl UnitOfWork for Refusing {
    async fn run(&self, mut work: Work) -> Result<(), StoreError> {
        self.runs.fetch_add(1, Ordering::SeqCst);
        let refused = *self.refused.lock().unwrap();
        let broken = || Err(StoreError::broken("the disk is full"));
        let unless = match refused {
            Refused::Nothing => return self.store.run(work).await,
            Refused::Everything => return broken(),
            Refused::Busy => return Err(StoreError::Busy),
            Refused::Once => {
                self.refuse(Refused::Nothing);
                return broken();
            }
            Refused::Deliveries => None,
            Refused::DeliveryOf(id) => Some(id),
        };
        let checked = self.store.run(Box::new(move |tx| {
            let verdict = work(tx)?;
            let mut messages = tx.messages(CALL.tenant(), None, 1000)?.into_iter();
            let is_refused = messages.any(|(message, status)| {
                status == MessageStatus::Delivered && unless.is_none_or(|id| id == message.id)
            });
            match verdict {
                Verdict::Commit if is_refused => broken().map(|()| verdict),
                Verdict::Commit | Verdict::RollBack => Ok(verdict),
            }
        }));
        checked.await
    }

    async fn read(&self, work: Reading) -> Result<(), StoreError> {
        self.store.read(work).await
    }

    async fn ready(&self) -> Result<(), StoreError> {
        self.store.ready().await
    }
}

async fn refusing_world() -> (Arc<Refusing>, World) {
    let store = Arc::new(Refusing {
        store: MemoryStore::new(),
        refused: Mutex::new(Refused::Nothing),
        runs: AtomicUsize::new(0),
    });
    let beneath: Arc<dyn UnitOfWork> = store.clone();
    (store, World::over(Policy::private(), beneath).await)
}

fn ids(step: &Step) -> Vec<MessageId> {
    step.performed.iter().map(|performed| performed.id).collect()
}

#[tokio::test]
async fn a_settlement_that_the_store_does_not_take_is_told_and_taken_later_and_strands_no_other() {
    // Settling the first mail is the three calls before: the unit of work, the settlement, the addressee.
    let faults = Faults::at(second_mail_is_read_at().await - 3, When::Before);
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
    let (store, world) = refusing_world().await;
    world.register("ada@example.org", PASSWORD).await;
    store.refuse(Refused::Deliveries);
    let step = world.relay.step().await.unwrap();
    assert_eq!((step.unsettled.len(), step.owed), (1, 1), "{step:?}");
    store.refuse(Refused::Nothing);
    world.clock.advance(BEYOND_THE_LEASE);
    world.mailbox.answer_next([Answer::Temporary]);
    let other = world.another_relay().step().await.unwrap();
    assert!(
        matches!(other.performed[0].settlement, Settlement::Retry { .. }),
        "{other:?}"
    );
    let step = world.relay.step().await.unwrap();
    assert_eq!((step.performed.len(), step.owed), (0, 0), "{step:?}");
    assert_eq!(count(&world, MessageStatus::Open).await, 1);
}

#[tokio::test]
async fn a_store_that_takes_nothing_for_longer_than_a_lease_makes_no_mail_go_out_twice() {
    let (store, world) = refusing_world().await;
    world.register("ada@example.org", PASSWORD).await;
    store.refuse(Refused::Deliveries);
    assert_eq!(world.relay.step().await.unwrap().owed, 1);
    store.refuse(Refused::Everything);
    for _minute in 0..15 {
        world.clock.advance(Duration::from_secs(60));
        // Nothing is claimed while the lease lasts, and nothing can be after that.
        let _unavailable = world.relay.step().await;
    }
    store.refuse(Refused::Nothing);
    let step = world.relay.step().await.unwrap();
    assert_eq!((step.performed.len(), step.owed), (1, 0), "{step:?}");
    assert_eq!(count(&world, MessageStatus::Delivered).await, 1);
    assert_eq!(world.mailbox.letters().len(), 1);
}

/// A world in which one mail went out and is owed its settlement, whose lease is over.
async fn one_is_owed_and_claimed_by_the_next_step() -> World {
    let (store, world) = refusing_world().await;
    world.register("ada@example.org", PASSWORD).await;
    store.refuse(Refused::Deliveries);
    world.relay.step().await.unwrap();
    world.clock.advance(BEYOND_THE_LEASE);
    // The store is well again between the try of the settlement and the claim.
    store.refuse(Refused::Once);
    world
}

#[tokio::test]
async fn a_mail_that_is_claimed_again_while_it_is_owed_how_it_ended_is_settled_and_not_sent() {
    let world = one_is_owed_and_claimed_by_the_next_step().await;
    let step = world.relay.step().await.unwrap();
    assert_eq!((step.performed.len(), step.owed), (1, 0), "{step:?}");
    assert_eq!(count(&world, MessageStatus::Delivered).await, 1);
    assert_eq!(world.mailbox.letters().len(), 1);
}

#[tokio::test]
async fn a_mail_whose_settlement_is_always_refused_holds_the_others_up_for_one_lease_at_the_most() {
    let (store, world) = refusing_world().await;
    world.register("ada@example.org", PASSWORD).await;
    let damaged = world.messages().await[0].0.id;
    store.refuse(Refused::DeliveryOf(damaged));
    world.register("grace@example.org", PASSWORD).await;
    assert_eq!(world.relay.step().await.unwrap().owed, 2);
    // The other one that it had claimed goes back, and nothing goes out that may not be noted either.
    world.relay.step().await.unwrap();
    let step = world.relay.step().await.unwrap();
    assert_eq!((step.owed, world.mailbox.letters().len()), (1, 1), "{step:?}");
    let mut sent = 1;
    for lease in 0..3 {
        world.clock.advance(BEYOND_THE_LEASE);
        world.register(&format!("person.{lease}@example.org"), PASSWORD).await;
        let step = world.relay.step().await.unwrap();
        assert!(!ids(&step).is_empty(), "{step:?}");
        assert_eq!(step.owed, 1, "{step:?}");
        sent += ids(&step).len();
        assert_eq!(world.mailbox.letters().len(), sent, "the damaged one went out again");
    }
    assert_eq!(sent, 5, "some never went out");
}

#[tokio::test]
async fn of_two_mails_whose_settlements_are_refused_neither_goes_out_twice() {
    let (store, world) = refusing_world().await;
    register_two(&world).await;
    store.refuse(Refused::Deliveries);
    for _lease in 0..6 {
        for _step in 0..4 {
            world.relay.step().await.unwrap();
        }
        world.clock.advance(BEYOND_THE_LEASE);
    }
    assert_eq!(world.mailbox.letters().len(), 2, "one for each");
    store.refuse(Refused::Nothing);
    world.deliver().await;
    assert_eq!(count(&world, MessageStatus::Delivered).await, 2);
    assert_eq!(world.mailbox.letters().len(), 2);
}

#[tokio::test]
async fn what_is_owed_from_a_time_to_which_the_clock_went_ahead_holds_nothing_up() {
    let (store, world) = refusing_world().await;
    let now = world.clock.now();
    world.clock.advance(Duration::from_secs(400 * 24 * 60 * 60));
    world.register("ada@example.org", PASSWORD).await;
    let damaged = world.messages().await[0].0.id;
    store.refuse(Refused::DeliveryOf(damaged));
    assert_eq!(world.relay.step().await.unwrap().owed, 1);
    world.clock.set(now);
    world.register("grace@example.org", PASSWORD).await;
    let step = world.relay.step().await.unwrap();
    assert_eq!((ids(&step).len(), step.owed), (1, 1), "{step:?}");
    assert_eq!(world.mailbox.letters().len(), 2);
}

#[tokio::test]
async fn what_is_owed_when_the_relay_stops_is_settled_as_it_ended() {
    let world = one_is_owed_and_claimed_by_the_next_step().await;
    // It is claimed, and then the relay is to stop.
    let asked = AtomicUsize::new(0);
    world
        .relay
        .step_until(|| asked.fetch_add(1, Ordering::SeqCst) > 0)
        .await
        .unwrap();
    assert_eq!(count(&world, MessageStatus::Delivered).await, 1);
    world.another_relay().step().await.unwrap();
    assert_eq!(world.mailbox.letters().len(), 1);
}

#[tokio::test]
async fn what_is_owed_is_tried_once_in_a_step_until_the_first_that_is_not_taken() {
    let (store, world) = refusing_world().await;
    for number in 0..8 {
        world.register(&format!("person.{number}@example.org"), PASSWORD).await;
    }
    store.refuse(Refused::Deliveries);
    assert_eq!(world.relay.step().await.unwrap().owed, 8);
    for refused in [Refused::Everything, Refused::Busy] {
        store.refuse(refused);
        let before = store.runs.load(Ordering::SeqCst);
        assert_eq!(world.relay.step().await.unwrap().owed, 8);
        assert_eq!(store.runs.load(Ordering::SeqCst) - before, 1);
    }
    store.refuse(Refused::Nothing);
    world.deliver().await;
    assert_eq!(count(&world, MessageStatus::Delivered).await, 8);
    assert_eq!(world.mailbox.letters().len(), 8);
}

#[tokio::test]
async fn a_step_says_what_it_did_before_the_store_could_not_be_asked_any_more() {
    let counted = Faults::none();
    let world = World::over(Policy::private(), counted.over(Arc::new(MemoryStore::new()))).await;
    register_two(&world).await;
    world.relay.step().await.unwrap();
    // The last call claims on the other channel.
    let faults = Faults::at(counted.calls(), When::Before);
    let world = World::over(Policy::private(), faults.over(Arc::new(MemoryStore::new()))).await;
    register_two(&world).await;
    let step = world.relay.step().await.unwrap();
    assert!(faults.tripped());
    assert_eq!(step.performed.len(), 2, "{step:?}");
    assert!(
        step.cut_short.as_ref().is_some_and(|why| why.contains("told to fail")),
        "{step:?}"
    );
}
