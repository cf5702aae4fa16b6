//! The repository in memory: what its transactions promise. The tables stand in `tables.rs`, what can be done with them in a
//! file for each topic.

mod addressees;
mod attempts;
mod code_tries;
mod dead_messages;
mod departments;
mod grants;
mod invitations;
mod ledgers;
mod lifecycle;
mod locks;
mod outbox;
mod packages;
mod proofs;
mod provisioning;
mod roles;
mod sessions;
mod tables;
mod tags;
mod tenants;
mod users;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use enroll_domain::id::TenantId;
use enroll_repository::{Queries, Reading, StoreError, Transaction, UnitOfWork, Verdict, Work};

use tables::Tables;

/// How often a transaction is run before its store counts as busy.
const RUNS: usize = 8;

/// A store in memory, with the same promises as the others save that nothing outlives it.
///
/// Transactions run one after the other, each on a draft of the tables that takes their place at commit. Readers see the
/// last commit and wait for nobody. The work runs on the thread that polls the future, so that a run of the whole program on
/// one thread can be replayed.
#[derive(Debug)]
pub struct MemoryStore {
    writer: Mutex<()>,
    committed: Mutex<Tables>,
}

impl MemoryStore {
    /// A store with the default tenant and nothing else.
    #[must_use]
    pub fn new() -> Self {
        Self::with_tenants([TenantId::DEFAULT])
    }

    /// A store with these tenants and nothing else. The default one is named `default`, any other `tenant-<its place in the list>`;
    /// none has a policy of its own.
    #[must_use]
    pub fn with_tenants(tenants: impl IntoIterator<Item = TenantId>) -> Self {
        Self {
            writer: Mutex::new(()),
            committed: Mutex::new(Tables::new(tenants::nameless(tenants))),
        }
    }

    /// The tables as of the last commit. They are never written in place, so a poisoned lock guards nothing half done.
    fn committed(&self) -> MutexGuard<'_, Tables> {
        self.committed.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn run_once(&self, work: &mut Work) -> Result<(), StoreError> {
        let _one_after_the_other = self.writer.lock().unwrap_or_else(PoisonError::into_inner);
        let mut draft = self.committed().clone();
        draft.leaves_work = false;
        match unpanicked(|| work(&mut draft))? {
            Verdict::RollBack => Ok(()),
            Verdict::Commit if draft.went_wrong() => Err(StoreError::broken("the work went on after an error")),
            Verdict::Commit => {
                *self.committed() = draft;
                Ok(())
            }
        }
    }

    fn read_once(&self, work: &mut Reading) -> Result<(), StoreError> {
        let mut snapshot = self.committed().clone();
        unpanicked(|| work(&mut snapshot))
    }
}

impl Default for MemoryStore {
    fn default() -> Self {
        Self::new()
    }
}

#[async_trait]
impl UnitOfWork for MemoryStore {
    async fn run(&self, mut work: Work) -> Result<(), StoreError> {
        until_not_busy(|| self.run_once(&mut work))
    }

    async fn read(&self, mut work: Reading) -> Result<(), StoreError> {
        until_not_busy(|| self.read_once(&mut work))
    }

    async fn ready(&self) -> Result<(), StoreError> {
        Ok(())
    }
}

impl Queries for Tables {}

impl Transaction for Tables {}

fn until_not_busy(mut run: impl FnMut() -> Result<(), StoreError>) -> Result<(), StoreError> {
    for _ in 0..RUNS {
        match run() {
            Err(StoreError::Busy) => {}
            ended => return ended,
        }
    }
    Err(StoreError::Busy)
}

/// A panic becomes an error. Whatever the work left half done is a draft that nobody looks at again.
fn unpanicked<T>(work: impl FnOnce() -> Result<T, StoreError>) -> Result<T, StoreError> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|_payload| Err(StoreError::broken("the work panicked")))
}
