//! Tokens of another system for tests: `<algorithm>.<claims>.<digest>`, the first two in hexadecimal, the claims as words
//! `name=value` with the value in JSON.

use enroll_credentials::{SharedClaims, SharedSecret, TokenError};
use enroll_domain::Timestamp;

use super::digest::{digest, from_hex, to_hex};

/// How far the clock of the other system may be ahead.
const CLOCK_SKEW: std::time::Duration = std::time::Duration::from_secs(60);

/// Writes such a token, as the other system of a test would.
#[must_use]
pub fn sign_shared(secret: &SharedSecret, algorithm: &str, claims: &[(&str, &str)]) -> String {
    let words: Vec<_> = claims.iter().map(|(name, value)| format!("{name}={value}")).collect();
    let (algorithm, words) = (to_hex(algorithm.as_bytes()), to_hex(words.join(" ").as_bytes()));
    let signature = signature(secret, &algorithm, &words);
    format!("{algorithm}.{words}.{signature}")
}

fn signature(secret: &SharedSecret, algorithm: &str, words: &str) -> String {
    let key = digest(&[0; 32], &[secret.expose()]);
    to_hex(&digest(&key, &[algorithm.as_bytes(), words.as_bytes()]))
}

/// Checks a token.
pub(super) fn read(secret: &SharedSecret, token: &str, now: Timestamp) -> Result<SharedClaims, TokenError> {
    let parts: Vec<&str> = token.splitn(4, '.').collect();
    let [algorithm, words, signed] = parts.as_slice() else {
        return Err(TokenError::Invalid);
    };
    if *algorithm != to_hex(b"HS256") || *signed != signature(secret, algorithm, words) {
        return Err(TokenError::Invalid);
    }
    let (user_number, issued_at, expires_at) = claims(words).ok_or(TokenError::Invalid)?;
    if issued_at >= expires_at || issued_at > now.plus(CLOCK_SKEW) {
        return Err(TokenError::Invalid);
    }
    if now >= expires_at {
        return Err(TokenError::Expired);
    }
    Ok(SharedClaims { user_number })
}

fn claims(words: &str) -> Option<(u64, Timestamp, Timestamp)> {
    let text = String::from_utf8(from_hex(words)?).ok()?;
    let value = |name: &str| {
        let mut pairs = text.split(' ').filter_map(|word| word.split_once('='));
        pairs.find(|(known, _)| *known == name).map(|(_, value)| value)
    };
    let time = |name: &str| {
        let seconds: i64 = value(name)?.parse().ok()?;
        seconds.checked_mul(1_000_000).map(Timestamp::from_micros)
    };
    let id = value("jti")?.strip_prefix('"')?.strip_suffix('"')?;
    let good = value("token_type")? == "\"access\"" && !id.is_empty();
    let number = value("user_id")?.parse().ok()?;
    good.then_some((number, time("iat")?, time("exp")?))
}
