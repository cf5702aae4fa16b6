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

#[cfg(all(test, feature = "memory"))]
mod tests {
    use std::task::Poll;

    use enroll_domain::Timestamp;
    use enroll_domain::id::{MessageId, ProofId, TenantId};
    use enroll_memory::MemoryStore;
    use enroll_repository::{Intent, Mail, Message};

    use super::*;

    /// Whether a relay that waits would be woken now.
    async fn is_woken(woken: &Notify) -> bool {
        let mut waits = std::pin::pin!(woken.notified());
        std::future::poll_fn(|context| Poll::Ready(waits.as_mut().poll(context).is_ready())).await
    }

    #[tokio::test]
    async fn a_commit_that_leaves_work_wakes_a_relay_and_no_other_does() {
        let woken = Arc::new(Notify::new());
        let store: Arc<dyn UnitOfWork> = Arc::new(WakingStore::new(Arc::new(MemoryStore::new()), Arc::clone(&woken)));
        let idle = store.atomically::<_, StoreError>(|tx| Ok(tx.lock_tenant(TenantId::DEFAULT)?));
        idle.await.unwrap();
        assert!(!is_woken(&woken).await);
        let any = TenantId::DEFAULT.as_uuid();
        let proof = ProofId::from_uuid(any);
        let message = Message {
            id: MessageId::from_uuid(any),
            tenant: TenantId::DEFAULT,
            intent: Intent::Mail(Mail::PasswordReset { proof }),
            made_at: Timestamp::from_micros(0),
        };
        let leaves = store.atomically::<_, StoreError>(move |tx| Ok(tx.enqueue(&message)?));
        leaves.await.unwrap();
        assert!(is_woken(&woken).await);
    }
}
