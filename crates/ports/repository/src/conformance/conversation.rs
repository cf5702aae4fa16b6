//! How cases talk to a store: one at a time, in races, and through gates that let transactions meet.

use std::sync::Arc;
use std::sync::mpsc;
use std::time::Duration;

use tokio::runtime::Handle;
use tokio::sync::Barrier;
use tokio::task::{JoinHandle, JoinSet};

use crate::{Moved, Queries, Stop, StoreError, Transaction, Unique, UnitOfWork};

/// What a case is given.
pub(super) type Store = Arc<dyn UnitOfWork>;

/// Commits `work`, and answers what came of it.
pub(super) async fn commit<T: Send + 'static>(
    store: &Store,
    mut work: impl FnMut(&mut dyn Transaction) -> Result<T, StoreError> + Send + 'static,
) -> Result<T, StoreError> {
    store.atomically(move |tx| work(tx).map_err(Stop::Store)).await
}

/// Commits what must succeed.
pub(super) async fn put<T: Send + 'static>(
    store: &Store,
    work: impl FnMut(&mut dyn Transaction) -> Result<T, StoreError> + Send + 'static,
) -> T {
    commit(store, work).await.unwrap()
}

/// A change that finds what it is to change.
pub(super) fn must_move(moved: Result<Moved, StoreError>) -> Result<(), StoreError> {
    moved.map(|moved| assert_eq!(moved, Moved::Yes))
}

/// Commits `work` on a thread of its own, so that it may stand at a gate without hindering the case.
pub(super) fn aside<T: Send + 'static>(
    store: &Store,
    work: impl FnMut(&mut dyn Transaction) -> Result<T, StoreError> + Send + 'static,
) -> JoinHandle<Result<T, StoreError>> {
    let (store, runtime) = (Arc::clone(store), Handle::current());
    tokio::task::spawn_blocking(move || runtime.block_on(commit(&store, work)))
}

/// Reads on a thread of its own, so that it may stand at a gate without hindering the case.
pub(super) fn look_aside<T: Send + 'static>(
    store: &Store,
    work: impl FnMut(&mut dyn Queries) -> Result<T, StoreError> + Send + 'static,
) -> JoinHandle<T> {
    let (store, runtime) = (Arc::clone(store), Handle::current());
    tokio::task::spawn_blocking(move || runtime.block_on(look(&store, work)))
}

/// Reads what must be readable.
pub(super) async fn look<T: Send + 'static>(
    store: &Store,
    work: impl FnMut(&mut dyn Queries) -> Result<T, StoreError> + Send + 'static,
) -> T {
    store.view(work).await.unwrap()
}

/// Commits `work` from `racers` tasks at once, each with its number, and answers what came of each.
pub(super) async fn race<T: Send + 'static>(
    store: &Store,
    racers: usize,
    work: impl FnMut(usize, &mut dyn Transaction) -> Result<T, StoreError> + Clone + Send + 'static,
) -> Vec<Result<T, StoreError>> {
    let start = Arc::new(Barrier::new(racers));
    let mut running = JoinSet::new();
    for racer in 0..racers {
        let (store, start, mut work) = (Arc::clone(store), Arc::clone(&start), work.clone());
        running.spawn(async move {
            start.wait().await;
            commit(&store, move |tx| work(racer, tx)).await
        });
    }
    running.join_all().await
}

/// How many of the racers got past the store with `value`; the others must have, too, or have met the conflict `lost`.
pub(super) fn winners<T: std::fmt::Debug + PartialEq>(
    results: &[Result<T, StoreError>],
    value: &T,
    lost: Option<Unique>,
) -> usize {
    let won = |result: &&Result<T, StoreError>| match (result, lost) {
        (Ok(found), _) => found == value,
        (Err(StoreError::Conflict(unique)), Some(lost)) if *unique == lost => false,
        (Err(error), _) => panic!("a racer met {error:?}"),
    };
    results.iter().filter(won).count()
}

/// Holds the work of a transaction at a point until the case lets it go on.
pub(super) struct Gate {
    reached: tokio::sync::mpsc::UnboundedReceiver<()>,
    open: mpsc::Sender<()>,
}

/// The side of a gate that stands in the transaction.
pub(super) struct Turnstile {
    reached: tokio::sync::mpsc::UnboundedSender<()>,
    open: mpsc::Receiver<()>,
}

/// A gate and its turnstile.
pub(super) fn gate() -> (Gate, Turnstile) {
    let (reached, arrivals) = tokio::sync::mpsc::unbounded_channel();
    let (open, opened) = mpsc::channel();
    (
        Gate {
            reached: arrivals,
            open,
        },
        Turnstile { reached, open: opened },
    )
}

impl Gate {
    /// Waits until the work stands at the turnstile.
    pub(super) async fn reached(&mut self) {
        self.reached.recv().await.unwrap();
    }

    /// Lets the work go on.
    pub(super) fn open(&self) {
        self.open.send(()).unwrap();
    }

    /// Waits until the store has dropped the work.
    pub(super) async fn gone(mut self) {
        while self.reached.recv().await.is_some() {}
    }
}

impl Turnstile {
    /// Stands still until the case opens the gate.
    pub(super) fn pass(&self) {
        self.reached.send(()).unwrap();
        self.open.recv_timeout(Duration::from_secs(30)).unwrap();
    }
}
