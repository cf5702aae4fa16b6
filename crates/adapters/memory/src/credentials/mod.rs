//! The credentials port in memory: hashes, strength and tokens that cost nothing and can be told in advance.
//!
//! **Not for production.** A hash made here is undone by a dictionary in no time, and whoever knows the standard library's
//! hash function can forge a token. The real ones keep the same promises and pass the same suite.

mod digest;
mod foreign;
mod hasher;
mod proofs;
mod strength;
mod tokens;

pub use foreign::sign_shared;
pub use hasher::MemoryHasher;
pub use strength::MemoryStrength;
pub use tokens::MemoryTokens;
