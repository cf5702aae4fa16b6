//! The unit of work: a synchronous closure that is carried to where it may block.

use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;

use crate::{
    AddresseeQueries, Addressees, AttemptQueries, Attempts, Audit, AuditQueries, CodeTries, DeadMessageQueries,
    DeadMessages, DepartmentQueries, Departments, GrantQueries, Grants, InvitationQueries, Invitations, KeyQueries,
    Keys, Lifecycle, Locks, Outbox, OutboxQueries, PackageQueries, Packages, ProofQueries, Proofs, ProvisioningQueries,
    ProvisioningStates, ReceiptQueries, Receipts, RoleQueries, Roles, SessionQueries, Sessions, StoreError, TagQueries,
    Tags, TenantQueries, Tenants, UserQueries, Users,
};

/// Everything that can be asked of a store. Reading cannot write, by type.
pub trait Queries:
    UserQueries
    + AddresseeQueries
    + AttemptQueries
    + ProofQueries
    + SessionQueries
    + GrantQueries
    + OutboxQueries
    + DeadMessageQueries
    + ReceiptQueries
    + AuditQueries
    + KeyQueries
    + ProvisioningQueries
    + TenantQueries
    + RoleQueries
    + DepartmentQueries
    + TagQueries
    + PackageQueries
    + InvitationQueries
{
}

/// One all-or-nothing conversation with a store.
pub trait Transaction:
    Queries
    + Users
    + Lifecycle
    + Addressees
    + Attempts
    + Proofs
    + CodeTries
    + Sessions
    + Grants
    + Outbox
    + DeadMessages
    + Receipts
    + Audit
    + Keys
    + ProvisioningStates
    + Locks
    + Tenants
    + Roles
    + Departments
    + Tags
    + Packages
    + Invitations
{
}

/// What a transaction is to do. It may run more than once, and may use only what it captured.
pub type Work = Box<dyn FnMut(&mut dyn Transaction) -> Result<Verdict, StoreError> + Send>;

/// What is to be read. It may run more than once.
pub type Reading = Box<dyn FnMut(&mut dyn Queries) -> Result<(), StoreError> + Send>;

/// How a transaction that met no error ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Keep everything.
    Commit,
    /// Keep nothing.
    RollBack,
}

/// A store, seen from the application.
#[async_trait]
pub trait UnitOfWork: Send + Sync {
    /// Runs `work` in one transaction and returns once it is durable. While the store meets contention it runs it again,
    /// a bounded number of times; it counts as contention, too, when `work` returns [`StoreError::Busy`], for it had that from
    /// one of its calls. A caller that drops the future leaves either the whole transaction or none of it.
    ///
    /// # Errors
    /// What `work` returned; [`StoreError::Busy`] when contention did not end; [`StoreError::Broken`] when `work` panicked
    /// (nothing is kept, and the store goes on) or the store failed.
    async fn run(&self, work: Work) -> Result<(), StoreError>;

    /// Runs `work` on one consistent state of the store, without hindering writers.
    ///
    /// # Errors
    /// As [`UnitOfWork::run`].
    async fn read(&self, work: Reading) -> Result<(), StoreError>;

    /// Whether the store answers and has all of the schema that this program needs; what a newer program added to it is no
    /// hindrance.
    ///
    /// # Errors
    /// [`StoreError::Busy`] or [`StoreError::Broken`] when it is not ready, the latter with [`SchemaBehind`](crate::SchemaBehind)
    /// when it lacks a part of the schema.
    async fn ready(&self) -> Result<(), StoreError>;
}

/// Why the closure of [`UnitOfWork::atomically`](trait.UnitOfWork.html#method.atomically) does not commit.
#[derive(Debug)]
pub enum Stop<E> {
    /// The store said so; it may be tried again.
    Store(StoreError),
    /// The use case said so.
    Because(E),
}

impl<E> From<StoreError> for Stop<E> {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl dyn UnitOfWork + '_ {
    /// What use cases call: `Ok` commits, any `Err` rolls back.
    ///
    /// # Errors
    /// [`Stop::Because`] as it is, and every [`StoreError`] through `From`.
    pub async fn atomically<T, E>(
        &self,
        mut work: impl FnMut(&mut dyn Transaction) -> Result<T, Stop<E>> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        let slot = Arc::new(Mutex::new(None));
        let inner = Arc::clone(&slot);
        let kept = self.run(Box::new(move |tx| {
            let (verdict, outcome) = match work(tx) {
                Ok(value) => (Verdict::Commit, Ok(value)),
                Err(Stop::Because(reason)) => (Verdict::RollBack, Err(reason)),
                Err(Stop::Store(error)) => return Err(error),
            };
            *inner.lock().unwrap_or_else(PoisonError::into_inner) = Some(outcome);
            Ok(verdict)
        }));
        kept.await?;
        taken(&slot)?
    }

    /// Reads something from one consistent state of the store.
    ///
    /// # Errors
    /// What `work` returned, or the store's own.
    pub async fn view<T>(
        &self,
        mut work: impl FnMut(&mut dyn Queries) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError>
    where
        T: Send + 'static,
    {
        let slot = Arc::new(Mutex::new(None));
        let inner = Arc::clone(&slot);
        let read = self.read(Box::new(move |queries| {
            let value = work(queries)?;
            *inner.lock().unwrap_or_else(PoisonError::into_inner) = Some(value);
            Ok(())
        }));
        read.await?;
        taken(&slot)
    }
}

fn taken<T>(slot: &Mutex<Option<T>>) -> Result<T, StoreError> {
    let value = slot.lock().unwrap_or_else(PoisonError::into_inner).take();
    value.ok_or_else(|| StoreError::broken("the store answered without running the work"))
}
