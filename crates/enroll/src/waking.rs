//! Waking: every commit of a use case wakes the relay, so that a mail goes out at once and not at the next look.

use std::sync::Arc;

use async_trait::async_trait;
use enroll_repository::{Reading, StoreError, UnitOfWork, Work};
use tokio::sync::Notify;

/// A store that tells the relay of every commit. The relay itself works on the store below, so it does not wake itself.
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
    async fn run(&self, work: Work) -> Result<(), StoreError> {
        let done = self.store.run(work).await;
        if done.is_ok() {
            self.woken.notify_one();
        }
        done
    }

    async fn read(&self, work: Reading) -> Result<(), StoreError> {
        self.store.read(work).await
    }

    async fn ready(&self) -> Result<(), StoreError> {
        self.store.ready().await
    }
}
