//! The ring of signing keys, and the issuer that works with it.

use std::sync::{Arc, PoisonError};

use enroll_credentials::{AccessClaims, KeySeed, SharedClaims, SharedSecret, TokenError, TokenIssuer};
use enroll_domain::Timestamp;
use enroll_domain::id::{SessionId, TenantId, UserId};
use enroll_domain::signing_key::SealedKey;
use serde::Serialize;
use uuid::Uuid;

use crate::Tokens;
use crate::foreign;
use crate::seal::{self, OpenKey, PublicKey, SealError};

/// The keys at hand, the newest first, with what is published of them.
pub(crate) struct Ring {
    keys: Vec<OpenKey>,
    published: String,
}

/// A JWK set (RFC 7517 §5).
#[derive(Serialize)]
struct KeySet<'a> {
    keys: Vec<&'a PublicKey>,
}

#[derive(Debug, thiserror::Error)]
enum Unusable {
    #[error("the ring holds no key to sign with")]
    Empty,
    #[error("what signing key {kid} signs does not verify")]
    SelfTest { kid: String },
    #[error("the key set cannot be written")]
    KeySet(#[from] serde_json::Error),
}

impl From<Unusable> for TokenError {
    fn from(fault: Unusable) -> Self {
        Self::Broken(Box::new(fault))
    }
}

impl Default for Ring {
    fn default() -> Self {
        Self {
            keys: Vec::new(),
            published: r#"{"keys":[]}"#.to_owned(),
        }
    }
}

impl Ring {
    fn of(mut keys: Vec<OpenKey>) -> Result<Self, Unusable> {
        // The sort is stable: of two that were made in the same microsecond, the one that was named first signs.
        keys.sort_by_key(|key| std::cmp::Reverse(key.made_at));
        let set = KeySet {
            keys: keys.iter().map(|key| &key.public).collect(),
        };
        let published = serde_json::to_string(&set)?;
        Ok(Self { keys, published })
    }
}

impl Tokens {
    fn ring(&self) -> Arc<Ring> {
        Arc::clone(&self.ring.read().unwrap_or_else(PoisonError::into_inner))
    }

    fn open(&self, key: &SealedKey) -> Result<OpenKey, SealError> {
        let root = self
            .keys(&key.root)
            .ok_or_else(|| SealError::Foreign { kid: key.id.clone() })?;
        seal::open(root, key)
    }

    /// Signs and verifies once, so that a key or a library that does not work shows before anybody signs in.
    fn try_out(&self, key: &OpenKey) -> Result<(), TokenError> {
        let claims = AccessClaims {
            id: Uuid::nil(),
            user: UserId::from_uuid(Uuid::nil()),
            session: SessionId::from_uuid(Uuid::nil()),
            tenant: TenantId::DEFAULT,
            roles: Vec::new(),
            issued_at: Timestamp::from_micros(0),
            expires_at: Timestamp::from_micros(1_000_000),
        };
        let token = self.identity.write(&claims, key)?;
        match self.identity.read(&token, claims.issued_at, |_kid| Some(key)) {
            Ok(read) if read == claims => Ok(()),
            Ok(_) | Err(_) => Err(Unusable::SelfTest {
                kid: key.public.kid.clone(),
            }
            .into()),
        }
    }
}

impl TokenIssuer for Tokens {
    fn make_key(&self, seed: &KeySeed, now: Timestamp) -> Result<SealedKey, TokenError> {
        Ok(seal::make(&self.current, self.algorithm, seed, now)?)
    }

    fn load(&self, ring: &[SealedKey]) -> Result<(), TokenError> {
        let keys: Vec<OpenKey> = ring.iter().map(|key| self.open(key)).collect::<Result<_, _>>()?;
        keys.iter().try_for_each(|key| self.try_out(key))?;
        let ring = Arc::new(Ring::of(keys)?);
        *self.ring.write().unwrap_or_else(PoisonError::into_inner) = ring;
        Ok(())
    }

    fn issue(&self, claims: &AccessClaims) -> Result<String, TokenError> {
        let ring = self.ring();
        let key = ring.keys.first().ok_or(Unusable::Empty)?;
        self.identity.write(claims, key)
    }

    fn check(&self, token: &str, now: Timestamp) -> Result<AccessClaims, TokenError> {
        let ring = self.ring();
        let named = |kid: &str| ring.keys.iter().find(|key| key.public.kid == kid);
        self.identity.read(token, now, named)
    }

    fn check_shared(&self, secret: &SharedSecret, token: &str, now: Timestamp) -> Result<SharedClaims, TokenError> {
        foreign::read(secret, token, now)
    }

    fn key_set(&self) -> String {
        self.ring().published.clone()
    }
}
