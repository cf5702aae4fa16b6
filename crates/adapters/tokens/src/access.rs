//! Access tokens as JWTs (RFC 7519, profile of RFC 9068): how they are written, and everything that is asked of one before
//! it counts.

use std::time::Duration;

use enroll_credentials::{AccessClaims, TokenError};
use enroll_domain::Timestamp;
use enroll_domain::id::{SessionId, TenantId, UserId};
use enroll_domain::role::RoleName;
use jsonwebtoken::{Header, Validation, decode, decode_header, encode};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::SigningAlgorithm;
use crate::seal::OpenKey;

/// The type of our tokens (RFC 9068 §2.1), so that no other kind of JWT passes for one.
const TYPE: &str = "at+jwt";

/// The longest token that is looked at, and made: no server takes longer headers.
pub(crate) const MOST_CHARS: usize = 16 * 1024;

/// How far the clock of the server that made a token may be ahead of ours.
pub(crate) const CLOCK_SKEW: Duration = Duration::from_secs(60);

/// Who issues, and for whom.
pub(crate) struct Identity {
    issuer: String,
    audience: String,
    expected: Validation,
}

#[derive(Serialize, Deserialize)]
struct Claims {
    iss: String,
    aud: String,
    sub: String,
    exp: i64,
    iat: i64,
    /// We never set it; whoever does is held to it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    nbf: Option<i64>,
    jti: String,
    sid: String,
    tenant: String,
    roles: Vec<String>,
}

#[derive(Debug, thiserror::Error)]
enum Unwritable {
    #[error("an access token with this many roles is too long for any header")]
    Long,
    #[error("the access token cannot be signed")]
    Unsigned(#[from] jsonwebtoken::errors::Error),
}

impl Identity {
    pub(crate) fn new(issuer: String, audience: String) -> Self {
        // Which algorithm it must be, the key says that a token names: see `expected`.
        let mut expected = Validation::new(SigningAlgorithm::EdDsa.of_jwt());
        expected.set_issuer(&[&issuer]);
        expected.set_audience(&[&audience]);
        expected.set_required_spec_claims(&["iss", "aud", "exp", "sub"]);
        expected.leeway = 0;
        // These would ask the system for the time; ours are compared with the time that we are told.
        expected.validate_exp = false;
        expected.validate_nbf = false;
        Self {
            issuer,
            audience,
            expected,
        }
    }

    /// What is expected of a token that names a key of this algorithm.
    fn expected(&self, algorithm: SigningAlgorithm) -> Validation {
        Validation {
            algorithms: vec![algorithm.of_jwt()],
            ..self.expected.clone()
        }
    }

    /// Writes and signs a token.
    pub(crate) fn write(&self, claims: &AccessClaims, key: &OpenKey) -> Result<String, TokenError> {
        let header = header(key.algorithm, &key.public.kid);
        let broken = |fault: Unwritable| TokenError::Broken(Box::new(fault));
        let token = encode(&header, &self.claims(claims), &key.signing).map_err(|error| broken(error.into()))?;
        if token.len() > MOST_CHARS {
            Err(broken(Unwritable::Long))
        } else {
            Ok(token)
        }
    }

    fn claims(&self, claims: &AccessClaims) -> Claims {
        Claims {
            iss: self.issuer.clone(),
            aud: self.audience.clone(),
            sub: claims.user.to_string(),
            exp: claims.expires_at.as_seconds(),
            iat: claims.issued_at.as_seconds(),
            nbf: None,
            jti: claims.id.to_string(),
            sid: claims.session.to_string(),
            tenant: claims.tenant.to_string(),
            roles: claims.roles.iter().map(|role| role.as_str().to_owned()).collect(),
        }
    }

    /// Checks a token with the key that it names, and with no other.
    pub(crate) fn read<'k>(
        &self,
        token: &str,
        now: Timestamp,
        key: impl FnOnce(&str) -> Option<&'k OpenKey>,
    ) -> Result<AccessClaims, TokenError> {
        if token.len() > MOST_CHARS {
            return Err(TokenError::Invalid);
        }
        let (algorithm, kid) = ours(&decode_header(token).map_err(invalid)?)?;
        let key = key(kid.as_str()).ok_or(TokenError::UnknownKey)?;
        if key.algorithm != algorithm {
            return Err(TokenError::Invalid);
        }
        let Claims {
            sub,
            exp,
            iat,
            nbf,
            jti,
            sid,
            tenant,
            roles,
            ..
        } = decode(token, &key.verifying, &self.expected(algorithm))
            .map_err(invalid)?
            .claims;
        let (issued_at, expires_at) = (instant(iat)?, instant(exp)?);
        if now >= expires_at {
            return Err(TokenError::Expired);
        }
        // Servers do not agree on the time to the second, so one may see what another made a moment from now. What claims more, or
        // to have begun when it was over, was not made by any of ours.
        if issued_at >= expires_at || issued_at > now.plus(CLOCK_SKEW) {
            return Err(TokenError::Invalid);
        }
        if nbf.map(instant).transpose()?.is_some_and(|begin| now < begin) {
            return Err(TokenError::Invalid);
        }
        let roles: Result<Vec<_>, _> = roles.iter().map(|role| RoleName::parse(role)).collect();
        Ok(AccessClaims {
            id: uuid(&jti)?,
            user: UserId::from_uuid(uuid(&sub)?),
            session: SessionId::from_uuid(uuid(&sid)?),
            tenant: TenantId::from_uuid(uuid(&tenant)?),
            roles: roles.map_err(|_rule| TokenError::Invalid)?,
            issued_at,
            expires_at,
        })
    }
}

/// The header of a token that this key signs.
fn header(algorithm: SigningAlgorithm, kid: &str) -> Header {
    Header {
        typ: Some(TYPE.to_owned()),
        kid: Some(kid.to_owned()),
        ..Header::new(algorithm.of_jwt())
    }
}

/// The algorithm and the key that a header names. One that says more than ours do (a key of its own, where to fetch one, what must
/// be understood) is not ours.
fn ours(given: &Header) -> Result<(SigningAlgorithm, String), TokenError> {
    let kid = given.kid.clone().ok_or(TokenError::Invalid)?;
    let named = SigningAlgorithm::ALL
        .iter()
        .copied()
        .find(|algorithm| *given == header(*algorithm, &kid));
    named.map(|algorithm| (algorithm, kid)).ok_or(TokenError::Invalid)
}

/// Why a token is not valid is not for whoever sent it.
pub(crate) fn invalid(_reason: jsonwebtoken::errors::Error) -> TokenError {
    TokenError::Invalid
}

pub(crate) fn instant(seconds: i64) -> Result<Timestamp, TokenError> {
    seconds
        .checked_mul(1_000_000)
        .map(Timestamp::from_micros)
        .ok_or(TokenError::Invalid)
}

fn uuid(text: &str) -> Result<Uuid, TokenError> {
    Uuid::try_parse(text).map_err(|_malformed| TokenError::Invalid)
}
