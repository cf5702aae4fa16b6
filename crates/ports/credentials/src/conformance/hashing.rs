//! Password hashers: what matches, what does not, and that no caller disturbs another.

use std::sync::Arc;

use enroll_domain::password::PasswordHash;

use super::material::password;
use super::{HasherCase, Running};
use crate::{HashError, PasswordHasher, Rehash, Salt, Verification};

type Hasher = Arc<dyn PasswordHasher>;

macro_rules! cases {
    ($($case:ident,)*) => {
        pub(super) const CASES: &[(&str, HasherCase)] = &[$((
            concat!("hashing::", stringify!($case)),
            |one, other| -> Running { Box::pin($case(one, other)) },
        )),*];
    };
}

cases! {
    a_password_matches_its_own_hash_and_no_other_password_does,
    every_byte_of_a_long_password_counts,
    the_salt_and_the_password_make_the_hash,
    a_hash_is_a_phc_string_without_the_password,
    another_process_compares_with_the_hash,
    a_hasher_takes_what_it_makes_and_nothing_that_it_cannot_read,
    the_work_for_nobody_says_nothing,
    many_at_once_each_get_their_own_answer,
    a_hash_that_cannot_be_read_is_broken_and_breaks_nothing_else,
    callers_that_go_away_leave_the_hasher_well,
}

const SALT: Salt = Salt([7; 16]);

async fn a_password_matches_its_own_hash_and_no_other_password_does(hasher: Hasher, _other: Hasher) {
    let hash = hasher.hash(password("correct horse battery"), SALT).await.unwrap();
    assert_eq!(
        compare(&hasher, "correct horse battery", &hash).await,
        Verification::Match(Rehash::No)
    );
    for wrong in [
        "Correct horse battery",
        "correct horse batter",
        "correct horse battery ",
        "correct",
        "x",
    ] {
        assert_eq!(compare(&hasher, wrong, &hash).await, Verification::Mismatch);
    }
}

async fn every_byte_of_a_long_password_counts(hasher: Hasher, _other: Hasher) {
    let long = "é".repeat(511);
    let hash = hasher.hash(password(&format!("{long}a")), SALT).await.unwrap();
    assert_eq!(
        compare(&hasher, &format!("{long}a"), &hash).await,
        Verification::Match(Rehash::No)
    );
    for wrong in [
        format!("{long}b"),
        long.clone(),
        format!("e{}", &long[2..]),
        long[..72].to_owned(),
    ] {
        assert_eq!(compare(&hasher, &wrong, &hash).await, Verification::Mismatch);
    }
}

async fn the_salt_and_the_password_make_the_hash(hasher: Hasher, _other: Hasher) {
    let hash = hasher.hash(password("one and the same"), SALT).await.unwrap();
    let again = hasher.hash(password("one and the same"), SALT).await.unwrap();
    assert_eq!(hash.as_phc(), again.as_phc());
    let salted = hasher.hash(password("one and the same"), Salt([8; 16])).await.unwrap();
    let other = hasher.hash(password("another"), SALT).await.unwrap();
    let last = |hash: &PasswordHash| hash.as_phc().rsplit('$').next().unwrap().to_owned();
    assert_ne!(last(&hash), last(&salted), "the salt is mixed in, not only noted down");
    assert_ne!(last(&hash), last(&other));
    assert_eq!(
        compare(&hasher, "one and the same", &salted).await,
        Verification::Match(Rehash::No)
    );
}

async fn a_hash_is_a_phc_string_without_the_password(hasher: Hasher, _other: Hasher) {
    let hash = hasher.hash(password("swordfish"), SALT).await.unwrap();
    let phc = hash.as_phc();
    assert!(
        phc.starts_with('$') && phc.bytes().all(|byte| byte.is_ascii_graphic()),
        "it is not a PHC string"
    );
    assert!(phc.len() <= 255, "a PHC string of {} characters", phc.len());
    assert!(!phc.contains("swordfish"));
}

async fn another_process_compares_with_the_hash(hasher: Hasher, other: Hasher) {
    let hash = hasher.hash(password("made over there"), SALT).await.unwrap();
    assert_eq!(
        compare(&other, "made over there", &hash).await,
        Verification::Match(Rehash::No)
    );
    assert_eq!(compare(&other, "made elsewhere", &hash).await, Verification::Mismatch);
}

async fn a_hasher_takes_what_it_makes_and_nothing_that_it_cannot_read(hasher: Hasher, other: Hasher) {
    let hash = hasher.hash(password("made over there"), SALT).await.unwrap();
    assert!(hasher.takes(&hash) && other.takes(&hash));
    for unreadable in [
        "",
        "$",
        "still here",
        "$nothing$",
        hash.as_phc().trim_start_matches('$'),
    ] {
        let unreadable = PasswordHash::from_phc(unreadable.to_owned());
        assert!(!hasher.takes(&unreadable), "it would take {}", unreadable.as_phc());
    }
}

async fn the_work_for_nobody_says_nothing(hasher: Hasher, _other: Hasher) {
    for anything in ["x", "correct horse battery", "password"] {
        hasher.verify_absent(password(anything)).await.unwrap();
    }
}

async fn many_at_once_each_get_their_own_answer(hasher: Hasher, _other: Hasher) {
    let mut running = Vec::new();
    for number in 0..32_u8 {
        let hasher = Arc::clone(&hasher);
        running.push(tokio::spawn(async move {
            let mine = format!("password number {number}");
            let hash = hasher.hash(password(&mine), Salt([number; 16])).await.unwrap();
            let right = compare(&hasher, &mine, &hash).await;
            let wrong = compare(&hasher, &format!("{mine}!"), &hash).await;
            hasher.verify_absent(password(&mine)).await.unwrap();
            (hash, right, wrong)
        }));
    }
    let mut hashes = Vec::new();
    for task in running {
        let (hash, right, wrong) = task.await.unwrap();
        assert_eq!(
            (right, wrong),
            (Verification::Match(Rehash::No), Verification::Mismatch)
        );
        hashes.push(hash.as_phc().to_owned());
    }
    hashes.sort_unstable();
    hashes.dedup();
    assert_eq!(hashes.len(), 32);
}

async fn a_hash_that_cannot_be_read_is_broken_and_breaks_nothing_else(hasher: Hasher, _other: Hasher) {
    let hash = hasher.hash(password("still here"), SALT).await.unwrap();
    let phc = hash.as_phc();
    let (without_output, _) = phc.rsplit_once('$').unwrap();
    for unreadable in [
        "",
        "$",
        "still here",
        "$nothing$",
        without_output,
        &format!("{phc}$"),
        &format!(" {phc}"),
    ] {
        let outcome = hasher
            .verify(password("still here"), PasswordHash::from_phc(unreadable.to_owned()))
            .await;
        assert!(
            matches!(outcome, Err(HashError::Broken(_))),
            "{unreadable:?} gave {outcome:?}"
        );
    }
    assert_eq!(
        compare(&hasher, "still here", &hash).await,
        Verification::Match(Rehash::No)
    );
}

async fn callers_that_go_away_leave_the_hasher_well(hasher: Hasher, _other: Hasher) {
    let gone: Vec<_> = (0..16_u8)
        .map(|number| {
            let hasher = Arc::clone(&hasher);
            tokio::spawn(async move { hasher.hash(password("never mind"), Salt([number; 16])).await })
        })
        .collect();
    for task in gone {
        task.abort();
        // A task that was cancelled says so; one that was quicker has its hash.
        assert!(
            task.await
                .map_or_else(|error| error.is_cancelled(), |hash| hash.is_ok())
        );
    }
    let hash = hasher.hash(password("still here"), SALT).await.unwrap();
    assert_eq!(
        compare(&hasher, "still here", &hash).await,
        Verification::Match(Rehash::No)
    );
}

async fn compare(hasher: &Hasher, text: &str, hash: &PasswordHash) -> Verification {
    hasher.verify(password(text), hash.clone()).await.unwrap()
}

/// What a hasher is to find of a hash that was made otherwise: with older parameters, or by another system.
pub(super) async fn a_hash_that_was_made_otherwise_matches_and_is_due_for_a_new_one(
    hasher: Hasher,
    text: &'static str,
    old: PasswordHash,
) {
    assert!(hasher.takes(&old), "it does not take {}", old.as_phc());
    assert_eq!(compare(&hasher, text, &old).await, Verification::Match(Rehash::Due));
    assert_eq!(
        compare(&hasher, &format!("{text}!"), &old).await,
        Verification::Mismatch
    );
    let new = hasher.hash(password(text), SALT).await.unwrap();
    assert_eq!(compare(&hasher, text, &new).await, Verification::Match(Rehash::No));
}
