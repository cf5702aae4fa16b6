//! The tokens of this crate against the suite of their port.

use aws_lc_rs::hmac;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use enroll_credentials::SharedSecret;
use enroll_credentials::conformance::{self, Roots};
use enroll_tokens::{RootSecret, SigningAlgorithm, Tokens};

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
fn tokens_that_are_signed_on_p_256_keep_the_same_promises() {
    conformance::token_issuer(&|roots, issuer, audience| {
        Box::new(tokens(roots, issuer, audience).making(SigningAlgorithm::Es256))
    });
}

#[test]
fn tokens_keep_the_promises_of_a_signer() {
    conformance::proof_signer(&|roots| Box::new(tokens(roots, "https://enroll.example", "https://app.example")));
}

#[test]
fn tokens_keep_the_promises_about_those_of_another_system() {
    conformance::shared_tokens(
        &|roots, issuer, audience| Box::new(tokens(roots, issuer, audience)),
        &sign_shared,
    );
}

/// A JWT (RFC 7515 §3.1) of these claims, signed with HMAC-SHA256 whatever its header says.
fn sign_shared(secret: &SharedSecret, algorithm: &str, claims: &[(&str, &str)]) -> String {
    let members: Vec<_> = claims
        .iter()
        .map(|(name, value)| format!("\"{name}\":{value}"))
        .collect();
    let header = format!("{{\"alg\":\"{algorithm}\",\"typ\":\"JWT\"}}");
    let body = format!("{{{}}}", members.join(","));
    let said = format!("{}.{}", URL_SAFE_NO_PAD.encode(header), URL_SAFE_NO_PAD.encode(body));
    if algorithm == "none" {
        return format!("{said}.");
    }
    let key = hmac::Key::new(hmac::HMAC_SHA256, secret.expose());
    let signature = hmac::sign(&key, said.as_bytes());
    format!("{said}.{}", URL_SAFE_NO_PAD.encode(signature))
}
