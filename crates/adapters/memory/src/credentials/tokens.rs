//! Access tokens for tests: `<key>.<what it says>.<digest>`, each in hexadecimal.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use enroll_credentials::{AccessClaims, KeySeed, SharedClaims, SharedSecret, TokenError, TokenIssuer};
use enroll_domain::Timestamp;
use enroll_domain::id::{SessionId, TenantId, UserId};
use enroll_domain::proof::RootKeyId;
use enroll_domain::role::RoleName;
use enroll_domain::signing_key::SealedKey;
use uuid::Uuid;

use super::digest::{digest, exactly, from_hex, to_hex};
use super::foreign;

/// Issues and checks tokens with the standard library's hash function. **Not for production**: anybody can forge them. Clones
/// share the ring.
#[derive(Clone)]
pub struct MemoryTokens {
    pub(super) current: Root,
    previous: Option<Root>,
    issuer: String,
    audience: String,
    ring: Arc<Mutex<Ring>>,
}

#[derive(Clone)]
pub(super) struct Root {
    pub(super) secret: [u8; 32],
    pub(super) id: RootKeyId,
}

#[derive(Default)]
struct Ring {
    keys: BTreeMap<String, [u8; 32]>,
    newest: Option<String>,
}

#[derive(Debug, thiserror::Error)]
enum Fault {
    #[error("the ring is empty")]
    Empty,
    #[error("a key of the ring does not open")]
    Sealed,
}

impl From<Fault> for TokenError {
    fn from(fault: Fault) -> Self {
        Self::Broken(Box::new(fault))
    }
}

impl Root {
    fn new(secret: [u8; 32]) -> Self {
        let id = digest(&secret, &[b"id"]);
        Self {
            secret,
            id: RootKeyId::new(to_hex(&id).chars().take(8).collect()),
        }
    }
}

impl MemoryTokens {
    /// Tokens of this issuer for this audience, with an empty ring. Two with the same secrets accept each other's.
    #[must_use]
    pub fn new(current: [u8; 32], previous: Option<[u8; 32]>, issuer: &str, audience: &str) -> Self {
        Self {
            current: Root::new(current),
            previous: previous.map(Root::new),
            issuer: issuer.to_owned(),
            audience: audience.to_owned(),
            ring: Arc::default(),
        }
    }

    pub(super) fn root(&self, id: &RootKeyId) -> Option<&Root> {
        std::iter::once(&self.current)
            .chain(&self.previous)
            .find(|root| root.id == *id)
    }

    fn ring(&self) -> MutexGuard<'_, Ring> {
        self.ring.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn sign(&self, key: &[u8; 32], said: &str) -> String {
        to_hex(&digest(
            key,
            &[self.issuer.as_bytes(), self.audience.as_bytes(), said.as_bytes()],
        ))
    }

    fn open(&self, key: &SealedKey) -> Result<[u8; 32], Fault> {
        let root = self.root(&key.root).ok_or(Fault::Sealed)?;
        let mut sealed = key.sealed.as_slice();
        let (nonce, text, seal) = (
            take::<12>(&mut sealed),
            take::<32>(&mut sealed),
            take::<32>(&mut sealed),
        );
        let (Some(nonce), Some(text), Some(seal), []) = (nonce, text, seal, sealed) else {
            return Err(Fault::Sealed);
        };
        let secret = mask(root, &nonce, text);
        let untouched = seal == seal_of(root, &key.id, &nonce, &text) && key.id == name(&secret);
        if untouched { Ok(secret) } else { Err(Fault::Sealed) }
    }
}

fn name(key: &[u8; 32]) -> String {
    to_hex(&digest(key, &[b"name"])).chars().take(16).collect()
}

fn mask(root: &Root, nonce: &[u8; 12], mut bytes: [u8; 32]) -> [u8; 32] {
    for (byte, mask) in bytes.iter_mut().zip(digest(&root.secret, &[b"mask", nonce])) {
        *byte ^= mask;
    }
    bytes
}

fn seal_of(root: &Root, name: &str, nonce: &[u8; 12], text: &[u8; 32]) -> [u8; 32] {
    digest(&root.secret, &[b"seal", name.as_bytes(), nonce, text])
}

pub(super) fn take<const N: usize>(bytes: &mut &[u8]) -> Option<[u8; N]> {
    let (taken, rest) = bytes.split_first_chunk::<N>()?;
    *bytes = rest;
    Some(*taken)
}

impl TokenIssuer for MemoryTokens {
    fn make_key(&self, seed: &KeySeed, now: Timestamp) -> Result<SealedKey, TokenError> {
        let id = name(&seed.key);
        let text = mask(&self.current, &seed.nonce, seed.key);
        let seal = seal_of(&self.current, &id, &seed.nonce, &text);
        let sealed = [&seed.nonce[..], &text, &seal].concat();
        Ok(SealedKey {
            id,
            root: self.current.id.clone(),
            sealed,
            made_at: now,
        })
    }

    fn load(&self, ring: &[SealedKey]) -> Result<(), TokenError> {
        let opened: Result<BTreeMap<_, _>, Fault> =
            ring.iter().map(|key| Ok((key.id.clone(), self.open(key)?))).collect();
        // Of two of the same age the one that is named first signs.
        let newest = ring
            .iter()
            .rev()
            .max_by_key(|key| key.made_at)
            .map(|key| key.id.clone());
        *self.ring() = Ring { keys: opened?, newest };
        Ok(())
    }

    fn issue(&self, claims: &AccessClaims) -> Result<String, TokenError> {
        let ring = self.ring();
        let newest = ring.newest.as_ref().and_then(|id| ring.keys.get_key_value(id));
        let (id, key) = newest.ok_or(Fault::Empty)?;
        let said = to_hex(said(claims).as_bytes());
        Ok(format!("{id}.{said}.{}", self.sign(key, &said)))
    }

    fn check(&self, token: &str, now: Timestamp) -> Result<AccessClaims, TokenError> {
        let parts: Vec<&str> = token.splitn(4, '.').collect();
        let [id, said, signature] = parts.as_slice() else {
            return Err(TokenError::Invalid);
        };
        if exactly::<8>(id).is_none() {
            return Err(TokenError::Invalid);
        }
        let key = *self.ring().keys.get(*id).ok_or(TokenError::UnknownKey)?;
        if *signature != self.sign(&key, said) {
            return Err(TokenError::Invalid);
        }
        let claims = read(said).ok_or(TokenError::Invalid)?;
        if now < claims.expires_at {
            Ok(claims)
        } else {
            Err(TokenError::Expired)
        }
    }

    fn check_shared(&self, secret: &SharedSecret, token: &str, now: Timestamp) -> Result<SharedClaims, TokenError> {
        foreign::read(secret, token, now)
    }

    fn key_set(&self) -> String {
        let ring = self.ring();
        let keys: Vec<_> = ring
            .keys
            .keys()
            .map(|id| format!(r#"{{"kty":"memory","kid":"{id}"}}"#))
            .collect();
        format!(r#"{{"keys":[{}]}}"#, keys.join(","))
    }
}

fn said(claims: &AccessClaims) -> String {
    let roles: Vec<&str> = claims.roles.iter().map(RoleName::as_str).collect();
    let (issued, expires) = (claims.issued_at.as_seconds(), claims.expires_at.as_seconds());
    let AccessClaims {
        id,
        user,
        session,
        tenant,
        ..
    } = claims;
    format!("{id} {user} {session} {tenant} {issued} {expires} {}", roles.join(" "))
}

fn read(said: &str) -> Option<AccessClaims> {
    let said = String::from_utf8(from_hex(said)?).ok()?;
    let mut words = said.split(' ');
    let mut uuid = || Uuid::try_parse(words.next()?).ok();
    let (id, user, session, tenant) = (uuid()?, uuid()?, uuid()?, uuid()?);
    let mut time = || {
        Some(Timestamp::from_micros(
            words.next()?.parse::<i64>().ok()?.checked_mul(1_000_000)?,
        ))
    };
    let (issued_at, expires_at) = (time()?, time()?);
    let roles: Result<_, _> = words.filter(|role| !role.is_empty()).map(RoleName::parse).collect();
    Some(AccessClaims {
        id,
        user: UserId::from_uuid(user),
        session: SessionId::from_uuid(session),
        tenant: TenantId::from_uuid(tenant),
        roles: roles.ok()?,
        issued_at,
        expires_at,
    })
}

impl fmt::Debug for MemoryTokens {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "MemoryTokens({})", self.current.id.as_str())
    }
}
