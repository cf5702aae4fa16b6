//! The credentials port: passwords, access tokens, and the secrets of proofs.
//!
//! # For whoever writes an adapter
//!
//! Nothing behind this port knows the time or draws randomness: `now`, salts, seeds and ids arrive as arguments, so that a
//! whole journey can be replayed. The promises of each trait are held by the conformance suite (feature `conformance`).

mod foreign;
mod hashing;
mod signing;
mod tokens;

#[cfg(feature = "conformance")]
pub mod conformance;

pub use foreign::{SharedClaims, SharedSecret, ShortSecret};
pub use hashing::{HashError, PasswordHasher, Rehash, Salt, StrengthMeter, Verification};
pub use signing::{InvitationClaim, LinkClaim, ProofSigner, ReceiptMac, RefreshClaim};
pub use tokens::{AccessClaims, KeySeed, TokenError, TokenIssuer};
