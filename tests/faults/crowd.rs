//! A crowd: sixteen clients under which a world is broken, with their whole history.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use enroll_tests::api::Api;
use tokio::sync::watch;
use tokio::task::JoinSet;

use crate::clients::Person;

/// How many of them register at once.
const LANES: usize = 16;

/// People who register while something is done to the world.
pub(crate) struct Crowd {
    lanes: JoinSet<Vec<Person>>,
    shared: Arc<Shared>,
    done: watch::Receiver<usize>,
}

struct Shared {
    api: Api,
    person: fn(usize) -> Person,
    next: AtomicUsize,
    /// How many there are to be; it is made less when the faults are over.
    at_most: AtomicUsize,
    done: watch::Sender<usize>,
}

impl Crowd {
    /// Begins. People go on coming until [`Crowd::ended`] says how many are enough.
    pub(crate) fn begin(api: Api, person: fn(usize) -> Person) -> Self {
        let (done, seen) = watch::channel(0);
        let shared = Arc::new(Shared {
            api,
            person,
            next: AtomicUsize::new(0),
            at_most: AtomicUsize::new(usize::MAX),
            done,
        });
        let mut lanes = JoinSet::new();
        for _ in 0..LANES {
            lanes.spawn(lane(Arc::clone(&shared)));
        }
        Self {
            lanes,
            shared,
            done: seen,
        }
    }

    /// Waits until so many are registered.
    pub(crate) async fn reached(&self, count: usize) {
        self.done.clone().wait_for(|done| *done >= count).await.unwrap();
    }

    /// How many are registered by now.
    pub(crate) fn registered(&self) -> usize {
        *self.done.borrow()
    }

    /// Waits until so many more are registered.
    pub(crate) async fn more(&self, count: usize) {
        self.reached(self.registered() + count).await;
    }

    /// Lets nobody come beyond this many, waits until whoever came is done, and gives everybody's history.
    pub(crate) async fn ended(self, at_least: usize) -> Vec<Person> {
        let begun = self.shared.next.load(Ordering::SeqCst);
        self.shared.at_most.store(at_least.max(begun), Ordering::SeqCst);
        self.lanes.join_all().await.into_iter().flatten().collect()
    }
}

async fn lane(shared: Arc<Shared>) -> Vec<Person> {
    let mut people = Vec::new();
    loop {
        let number = shared.next.fetch_add(1, Ordering::SeqCst);
        if number >= shared.at_most.load(Ordering::SeqCst) {
            return people;
        }
        people.push((shared.person)(number).register(&shared.api).await);
        shared.done.send_modify(|done| *done += 1);
    }
}
