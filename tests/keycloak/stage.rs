//! What the cases share: one Keycloak, started by the first case that needs it.

use std::pin::Pin;
use std::sync::Arc;

use enroll_tests::keycloak::Keycloak;
use tokio::runtime::Runtime;
use tokio::sync::{OnceCell, RwLock};

/// A case: what it does with Keycloak.
pub(crate) type Case = fn(Arc<Keycloak>) -> Playing;

/// A case under way.
pub(crate) type Playing = Pin<Box<dyn Future<Output = ()> + Send>>;

/// The Keycloak that all cases share, each with realms of its own. Clones share it.
#[derive(Clone)]
pub(crate) struct Stage(Arc<Shared>);

struct Shared {
    keycloak: OnceCell<Arc<Keycloak>>,
    /// Held for writing by a case that stops it.
    gate: RwLock<()>,
    runtime: Runtime,
}

impl Stage {
    pub(crate) fn new() -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build()
            .unwrap();
        Self(Arc::new(Shared {
            keycloak: OnceCell::new(),
            gate: RwLock::new(()),
            runtime,
        }))
    }

    /// Plays a case while others are played.
    pub(crate) fn play_with_others(&self, case: impl FnOnce(Arc<Keycloak>) -> Playing) {
        self.0.runtime.block_on(async {
            let _open = self.0.gate.read().await;
            case(self.keycloak().await).await;
        });
    }

    /// Plays a case while no other is played.
    pub(crate) fn play_alone(&self, case: Case) {
        self.0.runtime.block_on(async {
            let _closed = self.0.gate.write().await;
            case(self.keycloak().await).await;
        });
    }

    async fn keycloak(&self) -> Arc<Keycloak> {
        let start = || async { Arc::new(Keycloak::start().await) };
        Arc::clone(self.0.keycloak.get_or_init(start).await)
    }
}
