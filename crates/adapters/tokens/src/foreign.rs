//! Tokens of another system: JWTs that it signed with HS256 and the secret that it has in common with us.

use enroll_credentials::{SharedClaims, SharedSecret, TokenError};
use enroll_domain::Timestamp;
use jsonwebtoken::{Algorithm, DecodingKey, Header, Validation, decode, decode_header};
use serde::Deserialize;

use crate::access::{CLOCK_SKEW, MOST_CHARS, instant, invalid};

/// What is asked of `token_type`; tokens that renew others say `refresh`.
const ACCESS: &str = "access";

#[derive(Deserialize)]
struct Claims {
    user_id: u64,
    token_type: String,
    jti: String,
    iat: i64,
    exp: i64,
}

/// Checks a token.
pub(crate) fn read(secret: &SharedSecret, token: &str, now: Timestamp) -> Result<SharedClaims, TokenError> {
    if token.len() > MOST_CHARS || !is_plain(&decode_header(token).map_err(invalid)?) {
        return Err(TokenError::Invalid);
    }
    let mut expected = Validation::new(Algorithm::HS256);
    // Which claims there must be, the type of ours says; the times are compared with the time that we are told.
    expected.set_required_spec_claims::<&str>(&[]);
    expected.validate_exp = false;
    expected.validate_nbf = false;
    expected.validate_aud = false;
    expected.leeway = 0;
    let key = DecodingKey::from_secret(secret.expose());
    let claims: Claims = decode(token, &key, &expected).map_err(invalid)?.claims;
    if claims.token_type != ACCESS || claims.jti.is_empty() {
        return Err(TokenError::Invalid);
    }
    let (issued_at, expires_at) = (instant(claims.iat)?, instant(claims.exp)?);
    if issued_at >= expires_at || issued_at > now.plus(CLOCK_SKEW) {
        return Err(TokenError::Invalid);
    }
    if now >= expires_at {
        return Err(TokenError::Expired);
    }
    Ok(SharedClaims {
        user_number: claims.user_id,
    })
}

/// Whether a header says no more than the algorithm, a type and the name of a key. One that brings a key of its own, says where to
/// fetch one or what must be understood is of no system that has a secret in common with us.
fn is_plain(header: &Header) -> bool {
    *header
        == Header {
            typ: header.typ.clone(),
            kid: header.kid.clone(),
            ..Header::new(Algorithm::HS256)
        }
}
