//! Keys: the ring of token-signing keys, read sealed from the store and handed to the issuer. It is read again every minute
//! and when a token names a key that is not in it, so that a key made on one server reaches all.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use enroll_domain::Timestamp;
use enroll_domain::audit::{Action, Actor};
use enroll_domain::tenant::TenantName;
use enroll_repository::StoreError;

use crate::unavailable::unavailable;
use crate::{Call, Enrollment, Ports, Unavailable};

/// How often, at most, an unknown key id makes the ring be read again: whoever sends made-up key ids must not cost us a read each.
const PAUSE: Duration = Duration::from_secs(2);

/// Why enroll cannot begin.
#[derive(Debug, thiserror::Error)]
pub enum PrepareError {
    /// The ring holds a key that the root secret does not open.
    #[error("the root secret does not open the signing keys in the store")]
    Sealed(#[source] enroll_credentials::TokenError),
    /// Two tenants have a host in common.
    #[error("tenant {}: another tenant has one of its hosts", .0.as_str())]
    HostTaken(TenantName),
    /// A part is out of order.
    #[error(transparent)]
    Unavailable(#[from] Unavailable),
}
unavailable!(PrepareError);

/// The ring, as this process has it.
pub(crate) struct KeyRing {
    ports: Ports,
    read_at: Mutex<Option<Timestamp>>,
}

impl KeyRing {
    pub(crate) fn new(ports: Ports) -> Self {
        Self {
            ports,
            read_at: Mutex::new(None),
        }
    }

    /// Reads the ring again, unless that was done a moment ago; says whether it was read.
    pub(crate) async fn reload_for_unknown_key(&self, now: Timestamp) -> Result<bool, Unavailable> {
        let due = {
            let mut read_at = self.read_at.lock().unwrap_or_else(PoisonError::into_inner);
            let due = read_at.is_none_or(|at| now.since(at) >= PAUSE);
            if due {
                *read_at = Some(now);
            }
            due
        };
        if due {
            self.load().await?;
        }
        Ok(due)
    }

    async fn load(&self) -> Result<(), Unavailable> {
        let ring = self.ports.store.view(|queries| queries.signing_keys()).await?;
        Ok(self.ports.tokens.load(&ring)?)
    }
}

impl Enrollment {
    /// Makes ready to serve: writes the tenants that are declared and reads all of them, reads the signing keys, and makes the
    /// first one if there is none.
    ///
    /// # Errors
    /// [`PrepareError`].
    pub async fn prepare(&self) -> Result<(), PrepareError> {
        self.prepare_tenants().await?;
        let ring = self.ports.store.view(|queries| queries.signing_keys()).await?;
        if !ring.is_empty() {
            return self.ports.tokens.load(&ring).map_err(PrepareError::Sealed);
        }
        let now = self.now();
        let key = self.ports.tokens.make_key(&self.mint(now).key_seed()?, now)?;
        let call = Call::in_default_tenant();
        let audit = self.audit(&call, now, Actor::System, Action::SigningKeyMade)?;
        let made = self.ports.store.atomically::<_, StoreError>(move |tx| {
            // Of two servers that begin at once, one makes the key.
            tx.lock_tenant(call.tenant())?;
            if tx.signing_keys()?.is_empty() {
                tx.add_signing_key(&key)?;
                tx.record(&audit)?;
            }
            Ok(tx.signing_keys()?)
        });
        self.ports.tokens.load(&made.await?).map_err(PrepareError::Sealed)
    }

    /// Reads the ring again. The facade's loop calls this every minute.
    ///
    /// # Errors
    /// [`Unavailable`].
    pub async fn reload_keys(&self) -> Result<(), Unavailable> {
        self.keys.load().await
    }

    /// The public keys as a JWK set, in JSON (RFC 7517 §5).
    #[must_use]
    pub fn key_set(&self) -> String {
        self.ports.tokens.key_set()
    }
}
