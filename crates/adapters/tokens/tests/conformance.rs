//! The tokens of this crate against the suite of their port.

use enroll_credentials::conformance::{self, Roots};
use enroll_tokens::{RootSecret, Tokens};

fn tokens(roots: &Roots, issuer: &str, audience: &str) -> Tokens {
    let previous = roots.previous.map(RootSecret::from_bytes);
    Tokens::new(
        &RootSecret::from_bytes(roots.current),
        previous.as_ref(),
        issuer.to_owned(),
        audience.to_owned(),
    )
}

#[test]
fn tokens_keep_the_promises_of_an_issuer() {
    conformance::token_issuer(&|roots, issuer, audience| Box::new(tokens(roots, issuer, audience)));
}

#[test]
fn tokens_keep_the_promises_of_a_signer() {
    conformance::proof_signer(&|roots| Box::new(tokens(roots, "https://enroll.example", "https://app.example")));
}
