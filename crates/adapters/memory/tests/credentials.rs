//! The credentials in memory against the suite of their port, and what they can be told in advance.

use std::sync::Arc;
use std::time::Duration;

use enroll_credentials::conformance;
use enroll_credentials::{HashError, PasswordHasher, Salt};
use enroll_domain::password::Password;
use enroll_memory::{Answer, MemoryHasher, MemoryStrength, MemoryTokens, sign_shared};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_hasher_in_memory_keeps_the_promises_of_a_hasher() {
    conformance::password_hasher(&|| Arc::new(MemoryHasher::new())).await;
}

#[test]
fn the_meter_in_memory_keeps_the_promises_of_a_meter() {
    conformance::strength_meter(&MemoryStrength);
}

#[test]
fn the_tokens_in_memory_keep_the_promises_of_an_issuer() {
    conformance::token_issuer(&|roots, issuer, audience| {
        Box::new(MemoryTokens::new(roots.current, roots.previous, issuer, audience))
    });
}

#[test]
fn the_tokens_in_memory_keep_the_promises_about_those_of_another_system() {
    conformance::shared_tokens(
        &|roots, issuer, audience| Box::new(MemoryTokens::new(roots.current, roots.previous, issuer, audience)),
        &sign_shared,
    );
}

#[test]
fn the_tokens_in_memory_keep_the_promises_of_a_signer() {
    conformance::proof_signer(&|roots| Box::new(MemoryTokens::new(roots.current, roots.previous, "enroll", "app")));
}

#[tokio::test]
async fn the_hasher_answers_as_it_was_told_and_then_as_it_should() {
    let hasher = MemoryHasher::new();
    let password = || Password::parse("swordfish").unwrap();
    hasher.answer_next([Answer::Temporary, Answer::Permanent]);
    let full = hasher.hash(password(), Salt([1; 16])).await.unwrap_err();
    assert!(matches!(full, HashError::Full { retry_after } if retry_after == Duration::from_secs(1)));
    assert!(matches!(
        hasher.verify_absent(password()).await.unwrap_err(),
        HashError::Broken(_)
    ));
    assert_eq!(hasher.performed(), 0);
    hasher.hash(password(), Salt([1; 16])).await.unwrap();
    assert_eq!(hasher.performed(), 1);
}

#[tokio::test]
async fn what_a_hasher_of_the_past_made_is_due_for_a_new_hash() {
    let password = Password::parse("swordfish").unwrap();
    let hash = MemoryHasher::outdated().hash(password, Salt([1; 16])).await.unwrap();
    conformance::outdated_hashes(&|| Arc::new(MemoryHasher::new()), &[("swordfish", hash)]).await;
}
