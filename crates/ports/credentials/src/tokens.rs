//! Access tokens: signed statements about who signed in (RFC 9068), and the keys that sign them.

use std::error::Error;

use enroll_domain::Timestamp;
use enroll_domain::id::{SessionId, TenantId, UserId};
use enroll_domain::role::RoleName;
use enroll_domain::signing_key::SealedKey;
use uuid::Uuid;

use crate::{SharedClaims, SharedSecret};

/// What a key is made of, wiped when it is no longer needed: 32 random bytes for the key, 12 for the nonce that seals it.
#[derive(zeroize::ZeroizeOnDrop)]
pub struct KeySeed {
    /// The secret of the key: an Ed25519 seed (RFC 8032 §5.1.5), or a scalar of P-256 (SEC 1 §3.2).
    pub key: [u8; 32],
    /// The nonce of its seal; never used twice.
    pub nonce: [u8; 12],
}

/// What an access token says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccessClaims {
    /// `jti`: the token's own id.
    pub id: Uuid,
    /// `sub`: who.
    pub user: UserId,
    /// `sid`: in which session.
    pub session: SessionId,
    /// `tenant`: of which tenant.
    pub tenant: TenantId,
    /// `roles`: with which roles. It informs others; enroll itself reads grants from its store.
    pub roles: Vec<RoleName>,
    /// `iat`: when the token was made.
    pub issued_at: Timestamp,
    /// `exp`: the first point in time at which it is no longer good. Whole seconds.
    pub expires_at: Timestamp,
}

/// Issues access tokens and checks them.
///
/// What an implementation promises:
///
/// * A token is a JWS of type `at+jwt` that names its key (`kid`), its issuer and its audience, and verifies with any
///   library against [`TokenIssuer::key_set`].
/// * Checking looks at the type, the algorithm of the very key that is named, issuer, audience and times, against
///   the `now` that it is told. A token is over to the second; its beginning may lie ahead by as much as the clocks of two
///   servers may differ, which is a minute.
/// * A token of another system is a JWS whose algorithm is HS256 and nothing else, signed with the shared secret, with all of the
///   claims `user_id` (a whole number from 0), `token_type` (`access`), `jti` (not empty), `iat` and `exp` (seconds). It is over
///   to the second, too, and may be from a minute ahead. What else it claims is not looked at.
/// * Keys leave it sealed only. [`TokenIssuer::load`] replaces the ring as a whole; the newest key signs.
pub trait TokenIssuer: Send + Sync {
    /// Makes a key and seals it. It does not join the ring until it is loaded.
    ///
    /// # Errors
    /// [`TokenError::Broken`].
    fn make_key(&self, seed: &KeySeed, now: Timestamp) -> Result<SealedKey, TokenError>;

    /// Opens these keys, the newest first, and takes them as the ring.
    ///
    /// # Errors
    /// [`TokenError::Broken`] if one was not sealed with a root secret that is at hand, or was tampered with; the ring stays as
    /// it was.
    fn load(&self, ring: &[SealedKey]) -> Result<(), TokenError>;

    /// Signs a token with the newest key.
    ///
    /// # Errors
    /// [`TokenError::Broken`]; also while the ring is empty.
    fn issue(&self, claims: &AccessClaims) -> Result<String, TokenError>;

    /// Checks a token.
    ///
    /// # Errors
    /// [`TokenError`].
    fn check(&self, token: &str, now: Timestamp) -> Result<AccessClaims, TokenError>;

    /// Checks a token that another system signed with this secret (HS256, RFC 7518 §3.2).
    ///
    /// # Errors
    /// [`TokenError::Invalid`] or [`TokenError::Expired`].
    fn check_shared(&self, secret: &SharedSecret, token: &str, now: Timestamp) -> Result<SharedClaims, TokenError>;

    /// The public keys of the ring as a JWK set (RFC 7517 §5), in JSON.
    fn key_set(&self) -> String;
}

/// Why there is no token, or why one is not accepted.
#[derive(Debug, thiserror::Error)]
pub enum TokenError {
    /// It is not one of ours, not for this purpose, or was tampered with.
    #[error("the token is not valid")]
    Invalid,
    /// Its time is over.
    #[error("the token has expired")]
    Expired,
    /// It names a key that is not in the ring; another server may have made it.
    #[error("the token names an unknown key")]
    UnknownKey,
    /// The issuer is out of order: page someone.
    #[error("the token issuer is broken")]
    Broken(#[source] Box<dyn Error + Send + Sync>),
}
