//! Leases that end before their time: given back by a relay that stops, or taken over from one that is late.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use enroll_application::Relay;
use enroll_domain::registration::Policy;
use enroll_memory::{MemoryStore, SetClock};
use enroll_repository::{MessageStatus, Reading, Settlement, StoreError, UnitOfWork, Work};

use crate::relay::count;
use crate::world::{PASSWORD, World};

#[tokio::test]
async fn a_relay_that_is_to_stop_ends_the_mail_it_is_about_and_gives_the_others_back_at_once() {
    let world = World::new().await;
    for number in 0..5 {
        world.register(&format!("person.{number}@example.org"), PASSWORD).await;
    }
    let stop = || !world.mailbox.letters().is_empty();
    let step = world.relay.step_until(stop).await.unwrap();
    assert_eq!((world.mailbox.letters().len(), step.owed), (1, 0), "{step:?}");
    assert_eq!(step.performed[0].settlement, Settlement::Delivered);
    assert_eq!(count(&world, MessageStatus::Delivered).await, 1);
    // No time passes: nothing is leased any more.
    let other = world.another_relay().step().await.unwrap();
    assert_eq!(other.performed.len(), 4, "{other:?}");
    assert_eq!(world.mailbox.letters().len(), 5);
}

#[tokio::test]
async fn a_relay_that_is_to_stop_claims_nothing() {
    let world = World::new().await;
    world.register("ada@example.org", PASSWORD).await;
    let step = world.relay.step_until(|| true).await.unwrap();
    assert!(
        step.performed.is_empty() && world.mailbox.letters().is_empty(),
        "{step:?}"
    );
}

/// A store that is late once, before a unit of work: until every lease has run out, and somebody else has sent the mails.
struct Late {
    store: MemoryStore,
    before: Mutex<Option<(usize, Arc<SetClock>, Relay)>>,
}

impl Late {
    /// Whoever comes in with the unit of work before which it is late.
    fn next(&self) -> Option<(Arc<SetClock>, Relay)> {
        let mut before = self.before.lock().unwrap();
        let (left, ..) = before.as_mut()?;
        if *left > 0 {
            *left -= 1;
            return None;
        }
        before.take().map(|(_, clock, other)| (clock, other))
    }
}

#[async_trait]
impl UnitOfWork for Late {
    async fn run(&self, work: Work) -> Result<(), StoreError> {
        let next = self.next();
        if let Some((clock, other)) = next {
            clock.advance(Duration::from_secs(11 * 60));
            other.step().await.unwrap();
        }
        self.store.run(work).await
    }

    async fn read(&self, work: Reading) -> Result<(), StoreError> {
        self.store.read(work).await
    }

    async fn ready(&self) -> Result<(), StoreError> {
        self.store.ready().await
    }
}

#[tokio::test]
async fn a_mail_that_another_relay_took_over_before_it_was_counted_is_neither_sent_nor_counted_again() {
    let store = Arc::new(Late {
        store: MemoryStore::new(),
        before: Mutex::new(None),
    });
    let beneath: Arc<dyn UnitOfWork> = store.clone();
    let world = World::over(Policy::private(), beneath).await;
    world.register("ada@example.org", PASSWORD).await;
    world.register("grace@example.org", PASSWORD).await;
    // The first unit of work claims both and counts the first mail, the second settles that, the third counts the other one.
    *store.before.lock().unwrap() = Some((2, Arc::clone(&world.clock), world.another_relay()));
    let step = world.relay.step().await.unwrap();
    assert_eq!(step.performed.len(), 1, "{step:?}");
    assert_eq!(world.mailbox.letters().len(), 2);
    // Of the ten of a day, nine are left.
    for _ in 0..9 {
        world.register("grace@example.org", PASSWORD).await;
        world.deliver().await;
    }
    assert_eq!(world.mailbox.letters().len(), 11);
    assert_eq!(count(&world, MessageStatus::Suppressed).await, 0);
}
