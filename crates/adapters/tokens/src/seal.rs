//! Signing keys: made from a seed, named by their thumbprint, sealed for the store and opened again.

use aws_lc_rs::aead::{Aad, NONCE_LEN, Nonce};
use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::error::{KeyRejected, Unspecified};
use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use enroll_credentials::{KeySeed, TokenError};
use enroll_domain::Timestamp;
use enroll_domain::signing_key::SealedKey;
use jsonwebtoken::{DecodingKey, EncodingKey};
use serde::Serialize;
use zeroize::Zeroizing;

use crate::root::RootKeys;

/// A key of the ring, opened.
pub(crate) struct OpenKey {
    pub(crate) signing: EncodingKey,
    pub(crate) verifying: DecodingKey,
    pub(crate) public: PublicKey,
    pub(crate) made_at: Timestamp,
}

/// A public key as the key set publishes it (RFC 8037 §2).
#[derive(Clone, Serialize)]
pub(crate) struct PublicKey {
    kty: &'static str,
    crv: &'static str,
    x: String,
    pub(crate) kid: String,
    #[serde(rename = "use")]
    purpose: &'static str,
    alg: &'static str,
}

/// Why a key was not made or opened. It names the key at most.
#[derive(Debug, thiserror::Error)]
pub(crate) enum SealError {
    #[error("signing key {kid} was not sealed with a root secret that is at hand")]
    Foreign { kid: String },
    #[error("signing key {kid} does not open: its seal is broken")]
    Broken { kid: String },
    #[error("the bytes are no Ed25519 key")]
    Rejected(#[from] KeyRejected),
    #[error("the key cannot be sealed")]
    Unsealed(#[from] Unspecified),
}

impl From<SealError> for TokenError {
    fn from(error: SealError) -> Self {
        Self::Broken(Box::new(error))
    }
}

/// Makes the key of a seed and seals it: nonce, then PKCS#8 (RFC 8410) under AES-256-GCM, with the key's name as associated
/// data.
pub(crate) fn make(root: &RootKeys, seed: &KeySeed, made_at: Timestamp) -> Result<SealedKey, SealError> {
    let pair = Ed25519KeyPair::from_seed_unchecked(&seed.key)?;
    let id = PublicKey::of(&pair).kid;
    let mut sealed = pair.to_pkcs8()?.as_ref().to_vec();
    let nonce = Nonce::assume_unique_for_key(seed.nonce);
    root.ring
        .seal_in_place_append_tag(nonce, Aad::from(id.as_bytes()), &mut sealed)?;
    sealed.splice(..0, seed.nonce);
    Ok(SealedKey {
        id,
        root: root.id().clone(),
        sealed,
        made_at,
    })
}

/// Opens a sealed key.
pub(crate) fn open(root: &RootKeys, key: &SealedKey) -> Result<OpenKey, SealError> {
    let broken = || SealError::Broken { kid: key.id.clone() };
    let (nonce, text) = key.sealed.split_first_chunk::<NONCE_LEN>().ok_or_else(broken)?;
    let mut text = Zeroizing::new(text.to_vec());
    let pkcs8 = root
        .ring
        .open_in_place(
            Nonce::assume_unique_for_key(*nonce),
            Aad::from(key.id.as_bytes()),
            &mut text,
        )
        .map_err(|_unspecified| broken())?;
    let pair = Ed25519KeyPair::from_pkcs8(pkcs8)?;
    let public = PublicKey::of(&pair);
    if public.kid != key.id {
        return Err(broken());
    }
    Ok(OpenKey {
        signing: EncodingKey::from_ed_der(pkcs8),
        verifying: DecodingKey::from_ed_der(pair.public_key().as_ref()),
        public,
        made_at: key.made_at,
    })
}

impl PublicKey {
    fn of(pair: &Ed25519KeyPair) -> Self {
        let x = URL_SAFE_NO_PAD.encode(pair.public_key().as_ref());
        // The thumbprint of RFC 7638 §3, over the members that RFC 8037 §2 requires, in their order.
        let required = format!(r#"{{"crv":"Ed25519","kty":"OKP","x":"{x}"}}"#);
        let kid = URL_SAFE_NO_PAD.encode(digest(&SHA256, required.as_bytes()).as_ref());
        Self {
            kty: "OKP",
            crv: "Ed25519",
            x,
            kid,
            purpose: "sig",
            alg: "EdDSA",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_named_by_the_thumbprint_that_rfc_8037_shows() {
        // RFC 8037, appendix A.1 to A.3.
        let seed = URL_SAFE_NO_PAD
            .decode("nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A")
            .unwrap();
        let key = PublicKey::of(&Ed25519KeyPair::from_seed_unchecked(&seed).unwrap());
        assert_eq!(key.x, "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo");
        assert_eq!(key.kid, "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k");
    }
}
