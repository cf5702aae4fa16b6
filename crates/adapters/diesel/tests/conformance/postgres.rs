//! What only a server can do: deadlock two who wait for each other, and go away.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Barrier};

use enroll_diesel::{DieselStore, Options};
use enroll_domain::id::TenantId;
use enroll_domain::identifier::EmailAddress;
use enroll_repository::{StoreError, UnitOfWork};

use crate::postgres_server::Installed;
use crate::{OwnCase, on_runtime};

/// The cases, each with its name.
pub(crate) const CASES: &[OwnCase<Installed>] = &[(
    "own::a_deadlock_and_a_restart_are_got_over",
    a_deadlock_and_a_restart_are_got_over,
)];

fn a_deadlock_and_a_restart_are_got_over(installed: Installed) {
    let server = installed.start();
    let url = server.url("postgres");
    DieselStore::migrate(&url).unwrap();
    let store: Arc<dyn UnitOfWork> = Arc::new(DieselStore::open(&url, Options::default()).unwrap());
    on_runtime(async {
        deadlock(&store).await;
        store.ready().await.unwrap();
        server.down();
        server.up();
        store.ready().await.unwrap();
        deadlock(&store).await;
    });
}

/// Two units of work lock two addresses, each the other's first one last.
async fn deadlock(store: &Arc<dyn UnitOfWork>) {
    let meeting = Arc::new(Barrier::new(2));
    let (one, other) = ("ada@example.org", "bob@example.org");
    let crossing = [(one, other), (other, one)].map(|(first, last)| {
        let (store, meeting) = (Arc::clone(store), Arc::clone(&meeting));
        let (first, last) = (EmailAddress::parse(first).unwrap(), EmailAddress::parse(last).unwrap());
        let met = AtomicBool::new(false);
        tokio::spawn(async move {
            let crossing = store.atomically::<_, StoreError>(move |tx| {
                tx.lock_address(TenantId::DEFAULT, first.key())?;
                if !met.swap(true, Ordering::Relaxed) {
                    meeting.wait();
                }
                Ok(tx.lock_address(TenantId::DEFAULT, last.key())?)
            });
            crossing.await
        })
    });
    for task in crossing {
        task.await.unwrap().unwrap();
    }
}
