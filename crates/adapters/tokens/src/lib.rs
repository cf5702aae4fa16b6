//! Access tokens, the key set, signed proofs and sealed keys.
//!
//! [`Tokens`] keeps the promises of [`TokenIssuer`](enroll_credentials::TokenIssuer) and of
//! [`ProofSigner`](enroll_credentials::ProofSigner) with one root secret, of which every use has a key of its own. Nothing
//! here knows the time or draws randomness. No other crate knows aws-lc-rs or jsonwebtoken.

mod access;
mod algorithm;
mod foreign;
mod invitations;
mod issuer;
mod links;
mod mac;
mod root;
mod seal;
mod signer;

use std::sync::{Arc, RwLock};

use enroll_domain::proof::RootKeyId;

pub use algorithm::SigningAlgorithm;
pub use root::{RootSecret, RootSecretError};

use issuer::Ring;
use root::RootKeys;

/// Issues and checks access tokens, and computes and checks the secrets of links, invitations, refresh tokens and
/// receipts.
///
/// What is made under the previous root secret is still opened and checked, and links and codes of rows that name it stay the
/// same; everything new is made under the current one. A receipt is known by one MAC only, so that a call that is repeated across the
/// change of the root secret counts as a new one.
pub struct Tokens {
    current: RootKeys,
    previous: Option<RootKeys>,
    identity: access::Identity,
    algorithm: SigningAlgorithm,
    ring: RwLock<Arc<Ring>>,
}

impl Tokens {
    /// Tokens of this issuer (`iss`) for this audience (`aud`), with an empty ring.
    #[must_use]
    pub fn new(current: &RootSecret, previous: Option<&RootSecret>, issuer: String, audience: String) -> Self {
        Self {
            current: RootKeys::derive(current),
            previous: previous.map(RootKeys::derive),
            identity: access::Identity::new(issuer, audience),
            algorithm: SigningAlgorithm::EdDsa,
            ring: RwLock::default(),
        }
    }

    /// The same, making keys of this algorithm from now on; [`SigningAlgorithm::EdDsa`] unless this is called. Keys that there are
    /// stay what they are, and the newest signs.
    #[must_use]
    pub fn making(self, algorithm: SigningAlgorithm) -> Self {
        Self { algorithm, ..self }
    }

    /// The keys of this root secret, if it is at hand.
    fn keys(&self, id: &RootKeyId) -> Option<&RootKeys> {
        std::iter::once(&self.current)
            .chain(&self.previous)
            .find(|keys| keys.id() == id)
    }
}

impl std::fmt::Debug for Tokens {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Tokens")
            .field("current", self.current.id())
            .finish_non_exhaustive()
    }
}
