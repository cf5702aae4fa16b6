//! Stores that break a promise on purpose: what the checks must turn red on.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use enroll::ports::repository::{Reading, StoreError, UnitOfWork, Verdict, Work};

/// Keeps what was written before an error: nothing is rolled back.
pub(crate) fn torn(store: Arc<dyn UnitOfWork>) -> Arc<dyn UnitOfWork> {
    Arc::new(Torn(store))
}

/// Answers that a change is kept, and keeps nothing of it.
pub(crate) fn forgetful(store: Arc<dyn UnitOfWork>) -> Arc<dyn UnitOfWork> {
    Arc::new(Forgetful(store))
}

struct Torn(Arc<dyn UnitOfWork>);

#[async_trait]
impl UnitOfWork for Torn {
    async fn run(&self, mut work: Work) -> Result<(), StoreError> {
        let error = Arc::new(Mutex::new(None));
        let met = Arc::clone(&error);
        let torn: Work = Box::new(move |tx| {
            *met.lock().unwrap_or_else(PoisonError::into_inner) = work(tx).err();
            Ok(Verdict::Commit)
        });
        self.0.run(torn).await?;
        let met = error.lock().unwrap_or_else(PoisonError::into_inner).take();
        met.map_or(Ok(()), Err)
    }

    async fn read(&self, work: Reading) -> Result<(), StoreError> {
        self.0.read(work).await
    }

    async fn ready(&self) -> Result<(), StoreError> {
        self.0.ready().await
    }
}

struct Forgetful(Arc<dyn UnitOfWork>);

#[async_trait]
impl UnitOfWork for Forgetful {
    async fn run(&self, mut work: Work) -> Result<(), StoreError> {
        let failed = Arc::new(AtomicBool::new(false));
        let met = Arc::clone(&failed);
        let forgotten: Work = Box::new(move |tx| {
            met.store(work(tx).is_err(), Ordering::SeqCst);
            Ok(Verdict::RollBack)
        });
        self.0.run(forgotten).await?;
        if failed.load(Ordering::SeqCst) {
            Err(StoreError::Busy)
        } else {
            Ok(())
        }
    }

    async fn read(&self, work: Reading) -> Result<(), StoreError> {
        self.0.read(work).await
    }

    async fn ready(&self) -> Result<(), StoreError> {
        self.0.ready().await
    }
}
