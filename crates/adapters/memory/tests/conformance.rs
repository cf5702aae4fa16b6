//! The repository's conformance suite on the store in memory, bare and under faults that never come.

use std::sync::Arc;

use async_trait::async_trait;
use enroll_domain::id::TenantId;
use enroll_memory::{Faults, MemoryStore};
use enroll_repository::UnitOfWork;
use enroll_repository::conformance::{self, Bench};

fn two_tenants() -> MemoryStore {
    MemoryStore::with_tenants([TenantId::DEFAULT, conformance::NEIGHBOUR])
}

struct Bare;

#[async_trait]
impl Bench for Bare {
    async fn fresh(&self) -> Arc<dyn UnitOfWork> {
        Arc::new(two_tenants())
    }
}

struct UnderFaults;

#[async_trait]
impl Bench for UnderFaults {
    async fn fresh(&self) -> Arc<dyn UnitOfWork> {
        Faults::none().over(Arc::new(two_tenants()))
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_store_in_memory_keeps_every_promise_of_the_repository() {
    conformance::all(&Bare).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_store_whose_calls_are_counted_keeps_every_promise_of_the_repository() {
    conformance::all(&UnderFaults).await;
}
