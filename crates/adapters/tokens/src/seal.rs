//! Signing keys: made from a seed, named by their thumbprint, sealed for the store and opened again.

use aws_lc_rs::aead::{Aad, NONCE_LEN, Nonce};
use aws_lc_rs::agreement::{ECDH_P256, PrivateKey};
use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::error::{KeyRejected, Unspecified};
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, Ed25519KeyPair, KeyPair};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use enroll_credentials::{KeySeed, TokenError};
use enroll_domain::Timestamp;
use enroll_domain::signing_key::SealedKey;
use jsonwebtoken::{DecodingKey, EncodingKey};
use serde::Serialize;
use zeroize::Zeroizing;

use crate::SigningAlgorithm;
use crate::root::RootKeys;

/// A key of the ring, opened.
pub(crate) struct OpenKey {
    pub(crate) algorithm: SigningAlgorithm,
    pub(crate) signing: EncodingKey,
    pub(crate) verifying: DecodingKey,
    pub(crate) public: PublicKey,
    pub(crate) made_at: Timestamp,
}

/// A public key as the key set publishes it (RFC 7518 §6.2.1, RFC 8037 §2).
#[derive(Clone, Serialize)]
pub(crate) struct PublicKey {
    kty: &'static str,
    crv: &'static str,
    x: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    y: Option<String>,
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
    #[error("the bytes are no key of this algorithm")]
    Rejected(#[from] KeyRejected),
    #[error("the key cannot be sealed")]
    Unsealed(#[from] Unspecified),
}

impl From<SealError> for TokenError {
    fn from(error: SealError) -> Self {
        Self::Broken(Box::new(error))
    }
}

/// A pair of keys, of whichever algorithm.
enum Pair {
    Ed25519(Ed25519KeyPair),
    P256(EcdsaKeyPair),
}

impl Pair {
    /// The pair that a seed is the secret of. Of four thousand million seeds, one is no secret of P-256; then another is drawn by
    /// whoever asks again.
    fn of_seed(algorithm: SigningAlgorithm, seed: &KeySeed) -> Result<Self, SealError> {
        Ok(match algorithm {
            SigningAlgorithm::EdDsa => Self::Ed25519(Ed25519KeyPair::from_seed_unchecked(&seed.key)?),
            SigningAlgorithm::Es256 => {
                let public = PrivateKey::from_private_key(&ECDH_P256, &seed.key)?.compute_public_key()?;
                let signing = &ECDSA_P256_SHA256_FIXED_SIGNING;
                Self::P256(EcdsaKeyPair::from_private_key_and_public_key(
                    signing,
                    &seed.key,
                    public.as_ref(),
                )?)
            }
        })
    }

    /// The pair in PKCS#8 (RFC 5208, RFC 8410), which says itself of which algorithm it is.
    fn from_pkcs8(pkcs8: &[u8]) -> Result<Self, KeyRejected> {
        match Ed25519KeyPair::from_pkcs8(pkcs8) {
            Ok(pair) => Ok(Self::Ed25519(pair)),
            Err(_other) => EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, pkcs8).map(Self::P256),
        }
    }

    fn to_pkcs8(&self) -> Result<Vec<u8>, Unspecified> {
        let document = match self {
            Self::Ed25519(pair) => pair.to_pkcs8()?,
            Self::P256(pair) => pair.to_pkcs8v1()?,
        };
        Ok(document.as_ref().to_vec())
    }

    const fn algorithm(&self) -> SigningAlgorithm {
        match self {
            Self::Ed25519(_) => SigningAlgorithm::EdDsa,
            Self::P256(_) => SigningAlgorithm::Es256,
        }
    }

    /// The public key as it is published, with the name by which tokens call it.
    fn public(&self) -> PublicKey {
        let encode = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
        // The thumbprint of RFC 7638 §3 is over the members that RFC 8037 §2 and RFC 7638 §3.2 require, in their order.
        let (kty, crv, x, y, required) = match self {
            Self::Ed25519(pair) => {
                let x = encode(pair.public_key().as_ref());
                let required = format!(r#"{{"crv":"Ed25519","kty":"OKP","x":"{x}"}}"#);
                ("OKP", "Ed25519", x, None, required)
            }
            Self::P256(pair) => {
                let (x, y) = coordinates(pair.public_key().as_ref());
                let (x, y) = (encode(x), encode(y));
                let required = format!(r#"{{"crv":"P-256","kty":"EC","x":"{x}","y":"{y}"}}"#);
                ("EC", "P-256", x, Some(y), required)
            }
        };
        PublicKey {
            kty,
            crv,
            x,
            y,
            kid: encode(digest(&SHA256, required.as_bytes()).as_ref()),
            purpose: "sig",
            alg: self.algorithm().name(),
        }
    }

    fn signing(&self, pkcs8: &[u8]) -> EncodingKey {
        match self {
            Self::Ed25519(_) => EncodingKey::from_ed_der(pkcs8),
            Self::P256(_) => EncodingKey::from_ec_der(pkcs8),
        }
    }

    fn verifying(&self) -> DecodingKey {
        match self {
            Self::Ed25519(pair) => DecodingKey::from_ed_der(pair.public_key().as_ref()),
            Self::P256(pair) => DecodingKey::from_ec_der(pair.public_key().as_ref()),
        }
    }
}

/// The coordinates of an uncompressed point (SEC 1 §2.3.3): a byte that says so, then either half.
fn coordinates(point: &[u8]) -> (&[u8], &[u8]) {
    let halves = point.split_first().map_or(point, |(_form, halves)| halves);
    halves.split_at(halves.len() / 2)
}

/// Makes the key of a seed and seals it: nonce, then PKCS#8 under AES-256-GCM, with the key's name as associated data.
pub(crate) fn make(
    root: &RootKeys,
    algorithm: SigningAlgorithm,
    seed: &KeySeed,
    made_at: Timestamp,
) -> Result<SealedKey, SealError> {
    let pair = Pair::of_seed(algorithm, seed)?;
    let id = pair.public().kid;
    let mut sealed = pair.to_pkcs8()?;
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
    let pair = Pair::from_pkcs8(pkcs8)?;
    let public = pair.public();
    if public.kid != key.id {
        return Err(broken());
    }
    Ok(OpenKey {
        algorithm: pair.algorithm(),
        signing: pair.signing(pkcs8),
        verifying: pair.verifying(),
        public,
        made_at: key.made_at,
    })
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
        let seed = KeySeed {
            key: seed.try_into().unwrap(),
            nonce: [0; 12],
        };
        let key = Pair::of_seed(SigningAlgorithm::EdDsa, &seed).unwrap().public();
        assert_eq!(key.x, "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo");
        assert_eq!(key.kid, "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k");
    }

    #[test]
    fn a_key_of_p_256_is_the_point_of_its_secret_and_named_by_its_thumbprint() {
        // RFC 7517, appendix A.2, for the point; the thumbprint by Python: hashlib.sha256 of the members in their order.
        let secret = URL_SAFE_NO_PAD
            .decode("870MB6gfuTJ4HtUnUvYMyJpr5eUZNP4Bk43bVdj3eAE")
            .unwrap();
        let seed = KeySeed {
            key: secret.try_into().unwrap(),
            nonce: [0; 12],
        };
        let key = Pair::of_seed(SigningAlgorithm::Es256, &seed).unwrap().public();
        assert_eq!(key.x, "MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4");
        assert_eq!(key.y.unwrap(), "4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM");
        assert_eq!(key.kid, "cn-I_WNMClehiVp51i_0VpOENW1upEerA8sEam5hn-s");
    }

    #[test]
    fn a_seed_that_is_no_secret_of_p_256_is_refused() {
        for key in [[0; 32], [0xff; 32]] {
            let seed = KeySeed { key, nonce: [0; 12] };
            let made = Pair::of_seed(SigningAlgorithm::Es256, &seed);
            assert!(matches!(made, Err(SealError::Rejected(_))));
        }
    }
}
