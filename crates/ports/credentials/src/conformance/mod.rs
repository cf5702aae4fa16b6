//! The conformance suite of the credentials port: every promise of its four traits as a case that an adapter runs against
//! itself. Nothing in here knows which adapter it talks to.
//!
//! A case fails by panicking; the last line of the panic names the promise.
//!
//! ```no_run
//! # use std::sync::Arc;
//! use enroll_credentials::conformance::{self, Roots};
//! # use enroll_credentials::{PasswordHasher, ProofSigner, StrengthMeter, TokenIssuer};
//!
//! # async fn example(
//! #     hasher: fn() -> Arc<dyn PasswordHasher>,
//! #     meter: fn() -> Box<dyn StrengthMeter>,
//! #     issuer: fn(&Roots, &str, &str) -> Box<dyn TokenIssuer>,
//! #     signer: fn(&Roots) -> Box<dyn ProofSigner>,
//! # ) {
//! conformance::password_hasher(&hasher).await;
//! conformance::strength_meter(&*meter());
//! conformance::token_issuer(&issuer);
//! conformance::proof_signer(&signer);
//! # }
//! ```

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a case fails by panicking")]

mod codes;
mod foreign;
mod hashing;
mod invitations;
mod links;
mod material;
mod refreshing;
mod ring;
mod strength;
mod tokens;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use enroll_domain::password::PasswordHash;

use crate::{PasswordHasher, ProofSigner, SharedSecret, StrengthMeter, TokenIssuer};

/// How long a case may take before it counts as hanging.
pub const PATIENCE: Duration = Duration::from_secs(60);

/// The root secrets that an adapter is to work with.
#[derive(Clone)]
pub struct Roots {
    /// The one that signs and seals.
    pub current: [u8; 32],
    /// The one before, while it is being replaced.
    pub previous: Option<[u8; 32]>,
}

/// Makes a hasher. Each is made apart from the others, as another process would; it lets 32 wait or more, and has cheap
/// parameters, because the cases make some hundred hashes.
pub type MakeHasher<'a> = &'a dyn Fn() -> Arc<dyn PasswordHasher>;

/// Makes an issuer with an empty ring, given its root secrets, its name (`iss`) and its audience (`aud`).
pub type MakeIssuer<'a> = &'a dyn Fn(&Roots, &str, &str) -> Box<dyn TokenIssuer>;

/// Signs a token as another system would: with this secret and this algorithm, and with these claims, each a name and a value in
/// JSON. `none` leaves the signature empty; every other algorithm may be signed in any way, but says so.
pub type SignShared<'a> = &'a dyn Fn(&SharedSecret, &str, &[(&str, &str)]) -> String;

/// Makes a signer, given its root secrets.
pub type MakeSigner<'a> = &'a dyn Fn(&Roots) -> Box<dyn ProofSigner>;

type Running = Pin<Box<dyn Future<Output = ()> + Send>>;
type HasherCase = fn(Arc<dyn PasswordHasher>, Arc<dyn PasswordHasher>) -> Running;

/// Tries a password hasher. Needs a tokio runtime with a timer.
///
/// # Panics
/// When a promise is not kept, or a case hangs.
pub async fn password_hasher(make: MakeHasher<'_>) {
    for (name, case) in hashing::CASES {
        let running = tokio::spawn(case(make(), make()));
        match tokio::time::timeout(PATIENCE, running).await {
            Ok(Ok(())) => {}
            Ok(Err(failure)) => panic!("{name}: {failure}"),
            Err(hanging) => panic!("{name}: {hanging}"),
        }
    }
}

/// Tries what a password hasher makes of hashes that were made otherwise: with older parameters, or by another system. Each is given
/// with its password.
///
/// # Panics
/// When a promise is not kept, or a case hangs.
pub async fn outdated_hashes(make: MakeHasher<'_>, old: &[(&'static str, PasswordHash)]) {
    for (password, hash) in old {
        let case =
            hashing::a_hash_that_was_made_otherwise_matches_and_is_due_for_a_new_one(make(), password, hash.clone());
        match tokio::time::timeout(PATIENCE, tokio::spawn(case)).await {
            Ok(Ok(())) => {}
            Ok(Err(failure)) => panic!("{hash}: {failure}", hash = hash.as_phc()),
            Err(hanging) => panic!("{hash}: {hanging}", hash = hash.as_phc()),
        }
    }
}

/// Tries a strength meter.
///
/// # Panics
/// When a promise is not kept.
pub fn strength_meter(meter: &dyn StrengthMeter) {
    for (name, case) in strength::CASES {
        hold(name, || case(meter));
    }
}

/// Tries a token issuer.
///
/// # Panics
/// When a promise is not kept.
pub fn token_issuer(make: MakeIssuer<'_>) {
    for (name, case) in tokens::CASES.iter().chain(ring::CASES) {
        hold(name, || case(make));
    }
}

/// Tries what a token issuer makes of another system's tokens, given how the adapter's own kind of them is written.
///
/// # Panics
/// When a promise is not kept.
pub fn shared_tokens(make: MakeIssuer<'_>, sign: SignShared<'_>) {
    for (name, case) in foreign::CASES {
        hold(name, || case(make, sign));
    }
}

/// Tries a proof signer.
///
/// # Panics
/// When a promise is not kept.
pub fn proof_signer(make: MakeSigner<'_>) {
    let topics = [links::CASES, codes::CASES, invitations::CASES, refreshing::CASES];
    for (name, case) in topics.into_iter().flatten() {
        hold(name, || case(make));
    }
}

fn hold(name: &str, case: impl FnOnce()) {
    assert!(
        catch_unwind(AssertUnwindSafe(case)).is_ok(),
        "{name}: the promise is not kept"
    );
}

/// Lists the cases of a file with their names.
macro_rules! cases {
    ($kind:ty: $($case:ident,)*) => {
        pub(super) const CASES: &[(&str, $kind)] = &[$((stringify!($case), $case)),*];
    };
}
use cases;
