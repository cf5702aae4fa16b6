//! Waking: what a use case puts into the outbox wakes the relay when it is committed, so that a mail goes out at once and not at
//! the next look.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use async_trait::async_trait;
use enroll_repository::{Reading, StoreError, UnitOfWork, Work};
use tokio::sync::Notify;

/// A store that tells the relay of work in the outbox. The relay itself works on the store below, so it does not wake itself.
pub(crate) struct WakingStore {
    store: Arc<dyn UnitOfWork>,
    woken: Arc<Notify>,
}

impl WakingStore {
    pub(crate) fn new(store: Arc<dyn UnitOfWork>, woken: Arc<Notify>) -> Self {
        Self { store, woken }
    }
}

#[async_trait]
impl UnitOfWork for WakingStore {
    async fn run(&self, mut work: Work) -> Result<(), StoreError> {
        let leaves_work = Arc::new(AtomicBool::new(false));
        let seen = Arc::clone(&leaves_work);
        let watched: Work = Box::new(move |tx| {
            let verdict = work(tx)?;
            // It may run more than once; what counts is what it did the last time.
            seen.store(tx.leaves_work()?, Ordering::Relaxed);
            Ok(verdict)
        });
        self.store.run(watched).await?;
        if leaves_work.load(Ordering::Relaxed) {
            self.woken.notify_one();
        }
        Ok(())
    }

    async fn read(&self, work: Reading) -> Result<(), StoreError> {
        self.store.read(work).await
    }

    async fn ready(&self) -> Result<(), StoreError> {
        self.store.ready().await
    }
}
