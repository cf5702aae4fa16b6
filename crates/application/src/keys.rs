//! Keys: the ring of token-signing keys, read sealed from the store and handed to the issuer. It is read again every minute
//! and when a token names a key that is not in it, so that a key made on one server reaches all.

use std::time::Duration;

use enroll_credentials::TokenError;
use enroll_domain::Timestamp;
use enroll_domain::audit::{Action, Actor};
use enroll_domain::signing_key::SealedKey;
use enroll_domain::tenant::TenantName;
use enroll_repository::StoreError;

use crate::enrollment::Audited;
use crate::unavailable::unavailable;
use crate::{Call, Caller, Enrollment, Unavailable};

/// By how much a server may be late with reading the ring, and then with asking for tokens.
const LATE: Duration = Duration::from_secs(60 * 60);

/// Why enroll cannot begin.
#[derive(Debug, thiserror::Error)]
pub enum PrepareError {
    /// The ring holds a key that the root secret does not open.
    #[error("the root secret does not open the signing keys in the store")]
    Sealed(#[source] TokenError),
    /// Two tenants have a host in common.
    #[error("tenant {}: another tenant has one of its hosts", .0.as_str())]
    HostTaken(TenantName),
    /// A part is out of order.
    #[error(transparent)]
    Unavailable(#[from] Unavailable),
}
unavailable!(PrepareError);

/// Why no new key was made.
#[derive(Debug, thiserror::Error)]
pub enum RotateKeysError {
    /// The keys are everybody's: the operator alone may.
    #[error("the operator alone may rotate the signing keys")]
    Forbidden,
    /// enroll cannot serve the call now.
    #[error(transparent)]
    Unavailable(#[from] Unavailable),
}
unavailable!(RotateKeysError);

/// What becomes of the keys that signed until another takes their place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OldKeys {
    /// They stay published until no token that they signed can be good any more.
    Keep,
    /// They go at once, as when somebody else may sign with one: every token that they signed is refused.
    Drop,
}

/// A key that took the place of another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RotatedKey {
    /// The name of the new key, as tokens call it (`kid`).
    pub id: String,
    /// The name of the one that signed until now, if there was one.
    pub instead_of: Option<String>,
    /// How long the old one stays published: until no token that it signed can be good any more, and some time beyond. Not at all
    /// where the old ones were dropped.
    pub published_for: Duration,
}

/// The ring as it stands in the store, seen without changing anything.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RingView {
    /// How many keys there are. None means that the first start makes one.
    pub keys: usize,
    /// How many were sealed with the root secret before the present one; without that they cannot be opened.
    pub under_previous_root: usize,
    /// When the newest was made.
    pub newest_made_at: Option<Timestamp>,
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

    /// Makes a new signing key. This process signs with it at once; every other when it reads the ring again, which is within a
    /// minute, or when it meets a token of the new key. Old ones that are kept are published until no token that they signed can be
    /// good any more; then housekeeping removes them. Old ones that are dropped are gone from the store at once, and from each process
    /// when it reads the ring again. Where this process cannot open the new ring, the rotation is done all the same; until it can, this
    /// one signs with the old key, or with none where the old ones were dropped.
    ///
    /// # Errors
    /// [`RotateKeysError`]. Where it was [`Unavailable`], the new key may be in the ring all the same; another one does no harm.
    pub async fn rotate_keys(&self, caller: &Caller, old: OldKeys) -> Result<RotatedKey, RotateKeysError> {
        if caller.view().is_some() {
            return Err(RotateKeysError::Forbidden);
        }
        let (now, call) = (self.now(), caller.call());
        let key = self.ports.tokens.make_key(&self.mint(now).key_seed()?, now)?;
        let audit = self.audit(&call, now, caller.actor(), Action::SigningKeyRotated)?;
        let rotated = self.ports.store.atomically::<_, StoreError>(move |tx| {
            tx.lock_tenant(Call::in_default_tenant().tenant())?;
            let before = tx.signing_keys()?.into_iter().next();
            let key = SealedKey {
                made_at: before.as_ref().map_or(now, |before| newer_than(before, now)),
                ..key.clone()
            };
            tx.add_signing_key(&key)?;
            let mut audit = audit.clone().coded(format!("key:{}", key.id));
            match old {
                OldKeys::Keep => {}
                OldKeys::Drop => {
                    let dropped = tx.remove_signing_keys(key.made_at)?;
                    audit = audit.coded(format!("dropped:{dropped}"));
                }
            }
            tx.record(&audit)?;
            Ok((key.id, before.map(|before| before.id), tx.signing_keys()?))
        });
        let (id, instead_of, ring) = rotated.await?;
        // Nothing is read any more, and a ring that does not open is no reason to say that there is no new key.
        self.keys.take_rotated(&ring, old)?;
        Ok(RotatedKey {
            id,
            instead_of,
            published_for: match old {
                OldKeys::Keep => self.retirement(),
                OldKeys::Drop => Duration::ZERO,
            },
        })
    }

    /// How long a key stays published after another took its place: as long as a token of any tenant is good, and as long again as
    /// a server may be late.
    pub(crate) fn retirement(&self) -> Duration {
        self.longest_access_token().saturating_add(LATE)
    }

    /// Looks at what is in the store as [`Enrollment::prepare`] would, and writes nothing: whether the root secret opens every key,
    /// and whether the tenants that are declared fit those that are there. This process then knows the tenants as they would be.
    ///
    /// # Errors
    /// [`PrepareError`], as there.
    pub async fn inspect(&self) -> Result<RingView, PrepareError> {
        let (ring, stored) = self
            .ports
            .store
            .view(|queries| Ok((queries.signing_keys()?, queries.tenants()?)))
            .await?;
        self.foresee_tenants(stored)?;
        self.ports.tokens.load(&ring).map_err(PrepareError::Sealed)?;
        let present = self.ports.signer.current_key();
        Ok(RingView {
            keys: ring.len(),
            under_previous_root: ring.iter().filter(|key| key.root != present).count(),
            newest_made_at: ring.first().map(|key| key.made_at),
        })
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

/// The newest key signs: one that is made on a machine whose clock is behind is the newest all the same.
fn newer_than(before: &SealedKey, now: Timestamp) -> Timestamp {
    now.max(before.made_at.plus(Duration::from_micros(1)))
}

/// The moment before which keys have had their time, if any has: that at which the newest key was made which has signed alone since
/// `long_ago`.
pub(crate) fn retired_before(ring: &[SealedKey], long_ago: Timestamp) -> Option<Timestamp> {
    ring.iter().map(|key| key.made_at).find(|made_at| *made_at <= long_ago)
}
