//! Hashes of other systems, made by their own libraries (`vectors.py` prints `vectors.rs`): they match, they are due for a new one,
//! and whatever somebody writes in their place costs nothing and breaks nothing.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod hostile;
mod vectors;

use std::sync::Arc;

use enroll_credentials::{PasswordHasher, Rehash, Verification, conformance};
use enroll_domain::password::{Password, PasswordHash};
use enroll_passwords::{HashingPool, HashingSettings};

use crate::vectors::VECTORS;

/// A pool whose own hashes cost next to nothing.
fn pool() -> HashingPool {
    let cheap = HashingSettings {
        memory_kib: 64,
        passes: 1,
        threads: 1,
        ..HashingSettings::default()
    };
    HashingPool::new(&cheap).unwrap()
}

fn stored(text: &str) -> PasswordHash {
    PasswordHash::from_phc(text.to_owned())
}

async fn compare(pool: &HashingPool, text: &str, hash: &str) -> Verification {
    pool.verify(Password::parse(text).unwrap(), stored(hash)).await.unwrap()
}

/// Those that are no PHC strings of argon2id, which are due only where they are weaker.
fn foreign() -> Vec<(&'static str, PasswordHash)> {
    let ours = |text: &str| text.starts_with("$argon2id$");
    let foreign = VECTORS.iter().filter(|(_, text)| !ours(text));
    foreign.map(|(password, text)| (*password, stored(text))).collect()
}

#[tokio::test]
async fn every_hash_of_another_system_matches_its_password_alone_and_is_due_for_one_of_ours() {
    conformance::outdated_hashes(&|| Arc::new(pool()), &foreign()).await;
    assert!(foreign().len() > 25, "the vectors are there");
}

#[tokio::test]
async fn argon2id_of_another_program_is_read_as_ours_is() {
    let pool = pool();
    for (password, text) in VECTORS.iter().filter(|(_, text)| text.starts_with("$argon2id$")) {
        assert_eq!(compare(&pool, password, text).await, Verification::Match(Rehash::No));
        assert_eq!(compare(&pool, "another", text).await, Verification::Mismatch);
    }
}

#[tokio::test]
async fn a_phc_string_of_pbkdf2_may_name_its_parts() {
    let pool = pool();
    let (password, bare) = VECTORS
        .iter()
        .find(|(_, text)| text.starts_with("$pbkdf2-sha256$"))
        .unwrap();
    let phc = bare.replace("$1200$", "$i=1200,l=32$").replace('.', "+");
    for text in [&phc, &phc.replace(",l=32", "")] {
        assert_eq!(compare(&pool, password, text).await, Verification::Match(Rehash::Due));
    }
    assert!(!pool.takes(&stored(&phc.replace("l=32", "l=31"))));
}

/// bcrypt sees 72 bytes. The hash was made with Python's bcrypt: `bcrypt.hashpw(b"0123456789" * 8[:72], bcrypt.gensalt(4))`.
#[tokio::test]
async fn bcrypt_looks_at_72_bytes_and_the_hash_in_its_place_at_all() {
    let pool = pool();
    let (eighty, hash) = ("0123456789".repeat(8), hostile::OF_72_BYTES);
    assert_eq!(compare(&pool, &eighty, hash).await, Verification::Match(Rehash::Due));
    assert_eq!(
        compare(&pool, eighty.get(..72).unwrap(), hash).await,
        Verification::Match(Rehash::Due)
    );
    assert_eq!(
        compare(&pool, eighty.get(..71).unwrap(), hash).await,
        Verification::Mismatch
    );
    let salt = enroll_credentials::Salt([1; 16]);
    let new = pool.hash(Password::parse(&eighty).unwrap(), salt).await.unwrap();
    assert_eq!(
        compare(&pool, eighty.get(..72).unwrap(), new.as_phc()).await,
        Verification::Mismatch
    );
}

#[tokio::test]
async fn a_comparison_with_any_of_them_counts_as_one_hash_in_the_pool() {
    let pool = pool();
    for (count, (password, hash)) in (1..).zip(foreign().into_iter().take(12)) {
        pool.verify(Password::parse(password).unwrap(), hash).await.unwrap();
        assert_eq!(pool.performed(), count);
    }
}
