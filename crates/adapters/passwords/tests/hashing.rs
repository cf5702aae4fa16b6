//! What the pool promises beyond its port: known answers, old hashes, hostile ones, and what is counted.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::sync::Arc;
use std::time::Duration;

use enroll_credentials::{HashError, PasswordHasher, Rehash, Salt, Verification};
use enroll_domain::password::{Password, PasswordHash};
use enroll_passwords::{HashingPool, HashingSettings};

fn cheap() -> HashingSettings {
    HashingSettings {
        memory_kib: 64,
        passes: 1,
        threads: 1,
        ..HashingSettings::default()
    }
}

fn pool(settings: &HashingSettings) -> HashingPool {
    HashingPool::new(settings).unwrap()
}

fn password(text: &str) -> Password {
    Password::parse(text).unwrap()
}

async fn compare(pool: &HashingPool, text: &str, phc: &str) -> Result<Verification, HashError> {
    pool.verify(password(text), PasswordHash::from_phc(phc.to_owned()))
        .await
}

/// The test vectors of the reference implementation (`src/test.c` of phc-winner-argon2), which made these strings.
const KNOWN: &[(&str, &str)] = &[
    (
        "password",
        "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
    ),
    (
        "password",
        "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
    ),
    (
        "password",
        "$argon2id$v=19$m=256,t=2,p=2$c29tZXNhbHQ$bQk8UB/VmZZF4Oo79iDXuL5/0ttZwg2f/5U52iv1cDc",
    ),
    (
        "differentpassword",
        "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$C4TWUs9rDEvq7w3+J4umqA32aWKB1+DSiRuBfYxFj94",
    ),
    (
        "password",
        "$argon2i$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$wWKIMhR9lyDFvRz9YTZweHKfbftvj+qf+YFY4NeBbtA",
    ),
    (
        "password",
        "$argon2i$m=65536,t=2,p=1$c29tZXNhbHQ$9sTbSlTio3Biev89thdrlKKiCaYsjjYVJxGAL3swxpQ",
    ),
];

#[tokio::test]
async fn hashes_of_the_reference_implementation_match() {
    let pool = pool(&cheap());
    for (text, phc) in KNOWN {
        let outcome = compare(&pool, text, phc).await.unwrap();
        assert!(matches!(outcome, Verification::Match(_)), "{phc}");
        assert_eq!(
            compare(&pool, "passwore", phc).await.unwrap(),
            Verification::Mismatch,
            "{phc}"
        );
    }
}

#[tokio::test]
async fn a_hash_is_a_phc_string_of_argon2id_with_the_present_parameters() {
    let settings = HashingSettings {
        memory_kib: 128,
        passes: 3,
        lanes: 2,
        ..cheap()
    };
    let hash = pool(&settings)
        .hash(password("swordfish"), Salt(*b"sixteen bytes ok"))
        .await
        .unwrap();
    // As libargon2, the reference implementation in C, makes it.
    let expected = "$argon2id$v=19$m=128,t=3,p=2$c2l4dGVlbiBieXRlcyBvaw$uOHns5YagJs2kk0Ggklt2E1skfZPoX9ro1TpJXNSWFc";
    assert_eq!(hash.as_phc(), expected);
}

#[tokio::test]
async fn a_hash_is_due_for_a_new_one_where_it_is_weaker_and_only_there() {
    let present = HashingSettings {
        memory_kib: 128,
        passes: 2,
        lanes: 2,
        ..cheap()
    };
    let pool_now = pool(&present);
    for (memory_kib, passes, lanes, expected) in [
        (128, 2, 2, Rehash::No),
        (64, 2, 2, Rehash::Due),
        (128, 1, 2, Rehash::Due),
        (128, 2, 1, Rehash::Due),
        (256, 2, 2, Rehash::No),
        (128, 3, 2, Rehash::No),
        (256, 1, 2, Rehash::Due),
    ] {
        let stored = HashingSettings {
            memory_kib,
            passes,
            lanes,
            ..cheap()
        };
        let hash = pool(&stored).hash(password("swordfish"), Salt([1; 16])).await.unwrap();
        let outcome = pool_now.verify(password("swordfish"), hash).await.unwrap();
        assert_eq!(outcome, Verification::Match(expected), "{stored:?}");
    }
    for (text, phc) in KNOWN.iter().filter(|(_, phc)| !phc.starts_with("$argon2id$v=19$")) {
        assert_eq!(
            compare(&pool_now, text, phc).await.unwrap(),
            Verification::Match(Rehash::Due),
            "{phc}"
        );
    }
}

#[tokio::test]
async fn a_hostile_row_costs_nothing() {
    let pool = pool(&cheap());
    let end = "c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4";
    for phc in [
        format!("$argon2id$v=19$m=4194304,t=1,p=1${end}"),
        format!("$argon2id$v=19$m=4294967295,t=1,p=1${end}"),
        format!("$argon2id$v=19$m=262145,t=1,p=1${end}"),
        format!("$argon2id$v=19$m=262144,t=5,p=1${end}"),
        format!("$argon2id$v=19$m=64,t=4294967295,p=1${end}"),
        format!("$argon2id$v=19$m=262144,t=1,p=16777215${end}"),
        format!("$argon2id$v=19$m=262144,t=1,p=4294967295${end}"),
        format!("$argon2id$v=19$m=262144,t=1,p=536870912${end}"),
        format!("$argon2id$v=19$m=0,t=0,p=0${end}"),
        format!("$argon2id$v=20$m=256,t=2,p=1${end}"),
        format!("$argon3$v=19$m=256,t=2,p=1${end}"),
        format!("$scrypt$ln=22,r=8,p=1${end}"),
        "$argon2id$v=19$m=256,t=2,p=1$$".to_owned(),
        "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65".to_owned(),
        "x".repeat(1 << 20),
    ] {
        let outcome = compare(&pool, "password", &phc).await;
        assert!(
            matches!(outcome, Err(HashError::Broken(_))),
            "{:?} gave {outcome:?}",
            phc.get(..60)
        );
    }
    assert_eq!(pool.performed(), 0);
}

#[tokio::test]
async fn work_for_nobody_costs_the_hashes_of_work_for_somebody() {
    let pool = pool(&cheap());
    let hash = pool.hash(password("swordfish"), Salt([1; 16])).await.unwrap();
    assert_eq!(pool.performed(), 1);
    pool.verify(password("swordfish"), hash.clone()).await.unwrap();
    assert_eq!(pool.performed(), 2);
    pool.verify(password("starfish"), hash).await.unwrap();
    assert_eq!(pool.performed(), 3);
    pool.verify_absent(password("swordfish")).await.unwrap();
    assert_eq!(pool.performed(), 4);
}

#[tokio::test]
async fn under_a_flood_whoever_finds_no_place_is_turned_away_at_once() {
    let settings = HashingSettings {
        memory_kib: 32 * 1024,
        passes: 4,
        queue: 2,
        max_wait: Duration::from_secs(600),
        ..cheap()
    };
    let pool = Arc::new(pool(&settings));
    let calls: Vec<_> = (0..64_u8)
        .map(|number| {
            let pool = Arc::clone(&pool);
            tokio::spawn(async move { pool.hash(password("swordfish"), Salt([number; 16])).await })
        })
        .collect();
    let (mut hashed, mut refused) = (0, 0);
    for call in calls {
        match call.await.unwrap() {
            Ok(_hash) => hashed += 1,
            Err(HashError::Full { retry_after }) if retry_after >= Duration::from_secs(1) => refused += 1,
            Err(error) => panic!("{error:?}"),
        }
    }
    assert!(hashed >= 2 && refused > 32, "{hashed} hashed, {refused} refused");
    assert_eq!(pool.performed(), hashed, "who was refused has cost no hash");
    assert_eq!(pool.waiting(), 0);
}
