//! Waking: what a use case puts into the outbox wakes the relay when it is committed, so that a mail goes out at once and not at
//! the next look.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use async_trait::async_trait;
use enroll_repository::{Reading, StoreError, UnitOfWork, Verdict, Work};
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
            let commits = match verdict {
                Verdict::Commit => tx.leaves_work()?,
                Verdict::RollBack => false,
            };
            // It may run more than once; what counts is what it did the last time.
            seen.store(commits, Ordering::Relaxed);
            Ok(verdict)
        });
        let done = self.store.run(watched).await;
        // Also where the store did not say that it is committed: it may be, and the answer was lost.
        if leaves_work.load(Ordering::Relaxed) {
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

#[cfg(all(test, feature = "memory"))]
mod tests {
    use std::task::Poll;

    use enroll_domain::Timestamp;
    use enroll_domain::id::{MessageId, ProofId, TenantId};
    use enroll_memory::MemoryStore;
    use enroll_repository::{Intent, Mail, Message, Stop};

    use super::*;

    /// Whether a relay that waits would be woken now.
    async fn is_woken(woken: &Notify) -> bool {
        let mut waits = std::pin::pin!(woken.notified());
        std::future::poll_fn(|context| Poll::Ready(waits.as_mut().poll(context).is_ready())).await
    }

    /// A store that does what it is told, and whose answer is lost.
    struct Mute(MemoryStore);

    #[async_trait]
    impl UnitOfWork for Mute {
        async fn run(&self, work: Work) -> Result<(), StoreError> {
            self.0.run(work).await?;
            Err(StoreError::broken("the connection is gone"))
        }

        async fn read(&self, work: Reading) -> Result<(), StoreError> {
            self.0.read(work).await
        }

        async fn ready(&self) -> Result<(), StoreError> {
            self.0.ready().await
        }
    }

    fn message() -> Message {
        let any = TenantId::DEFAULT.as_uuid();
        let proof = ProofId::from_uuid(any);
        Message {
            id: MessageId::from_uuid(any),
            tenant: TenantId::DEFAULT,
            intent: Intent::Mail(Mail::PasswordReset { proof }),
            made_at: Timestamp::from_micros(0),
        }
    }

    #[tokio::test]
    async fn a_commit_whose_answer_is_lost_wakes_a_relay() {
        let woken = Arc::new(Notify::new());
        let store: Arc<dyn UnitOfWork> =
            Arc::new(WakingStore::new(Arc::new(Mute(MemoryStore::new())), Arc::clone(&woken)));
        let leaves = store.atomically::<_, StoreError>(|tx| Ok(tx.enqueue(&message())?));
        leaves.await.unwrap_err();
        assert!(is_woken(&woken).await);
    }

    #[tokio::test]
    async fn a_commit_that_leaves_work_wakes_a_relay_and_no_other_does() {
        let woken = Arc::new(Notify::new());
        let store: Arc<dyn UnitOfWork> = Arc::new(WakingStore::new(Arc::new(MemoryStore::new()), Arc::clone(&woken)));
        let idle = store.atomically::<_, StoreError>(|tx| Ok(tx.lock_tenant(TenantId::DEFAULT)?));
        idle.await.unwrap();
        assert!(!is_woken(&woken).await);
        let refuses = store.atomically::<(), _>(|tx| {
            tx.enqueue(&message())?;
            Err(Stop::Because(StoreError::broken("it is not to be")))
        });
        refuses.await.unwrap_err();
        assert!(!is_woken(&woken).await);
        let leaves = store.atomically::<_, StoreError>(|tx| Ok(tx.enqueue(&message())?));
        leaves.await.unwrap();
        assert!(is_woken(&woken).await);
    }
}
