//! Tokens of another system: what it signed with the secret is read, and nothing else is.

use super::cases;
use super::material::{FIRST, at, claims, edits};
use super::ring::ready;
use super::{MakeIssuer, SignShared};
use crate::{SharedClaims, SharedSecret, TokenError, TokenIssuer};

/// A case.
pub(super) type Case = fn(MakeIssuer<'_>, SignShared<'_>);

cases! { Case:
    what_another_system_signed_is_read,
    it_is_over_to_the_second_and_begins_a_minute_ahead_at_most,
    every_claim_must_be_there_and_be_what_it_should,
    no_other_algorithm_passes_and_least_of_all_none,
    no_other_secret_and_no_edit_passes,
    our_own_tokens_and_theirs_are_not_mistaken_for_each_other,
}

const SECRET: &str = "forty bytes that two systems have agreed on";

const GOOD: &[(&str, &str)] = &[
    ("token_type", "\"access\""),
    ("exp", "1700000600"),
    ("iat", "1700000000"),
    ("jti", "\"6f1b\""),
    ("user_id", "7"),
];

fn secret(text: &str) -> SharedSecret {
    SharedSecret::parse(text).unwrap()
}

/// The good claims, with one of another value, or without it.
fn with<'a>(name: &'a str, value: Option<&'a str>) -> Vec<(&'a str, &'a str)> {
    let kept = GOOD.iter().copied().filter(|(known, _)| *known != name);
    kept.chain(value.map(|value| (name, value))).collect()
}

fn refused(issuer: &dyn TokenIssuer, token: &str, now: i64) -> bool {
    matches!(
        issuer.check_shared(&secret(SECRET), token, at(now)),
        Err(TokenError::Invalid)
    )
}

fn what_another_system_signed_is_read(make: MakeIssuer<'_>, sign: SignShared<'_>) {
    let (issuer, _key) = ready(make, &FIRST);
    let token = sign(&secret(SECRET), "HS256", GOOD);
    for now in [0, 1, 599] {
        let read = issuer.check_shared(&secret(SECRET), &token, at(now)).unwrap();
        assert_eq!(read, SharedClaims { user_number: 7 });
    }
    let more = with("ext_id", Some("\"4711\""));
    let token = sign(&secret(SECRET), "HS256", &more);
    assert!(issuer.check_shared(&secret(SECRET), &token, at(1)).is_ok());
}

fn it_is_over_to_the_second_and_begins_a_minute_ahead_at_most(make: MakeIssuer<'_>, sign: SignShared<'_>) {
    let (issuer, _key) = ready(make, &FIRST);
    let token = sign(&secret(SECRET), "HS256", GOOD);
    for now in [600, 601, 1_000_000] {
        let checked = issuer.check_shared(&secret(SECRET), &token, at(now));
        assert!(matches!(checked, Err(TokenError::Expired)), "good at {now}");
    }
    assert!(issuer.check_shared(&secret(SECRET), &token, at(-60)).is_ok());
    assert!(refused(&*issuer, &token, -61));
    let backwards = sign(&secret(SECRET), "HS256", &with("iat", Some("1700000600")));
    assert!(refused(&*issuer, &backwards, 599));
}

fn every_claim_must_be_there_and_be_what_it_should(make: MakeIssuer<'_>, sign: SignShared<'_>) {
    let (issuer, _key) = ready(make, &FIRST);
    for (name, values) in [
        ("user_id", &["\"7\"", "-1", "7.5", "null", "true"][..]),
        ("token_type", &["\"refresh\"", "\"\"", "1"]),
        ("jti", &["\"\"", "5", "null"]),
        ("iat", &["\"1700000000\"", "9223372036854775807"]),
        ("exp", &["\"1700000600\"", "9223372036854775807", "null"]),
    ] {
        for value in values.iter().map(|value| Some(*value)).chain([None]) {
            let token = sign(&secret(SECRET), "HS256", &with(name, value));
            assert!(refused(&*issuer, &token, 1), "good with {name} {value:?}");
        }
    }
}

fn no_other_algorithm_passes_and_least_of_all_none(make: MakeIssuer<'_>, sign: SignShared<'_>) {
    let (issuer, _key) = ready(make, &FIRST);
    for algorithm in ["none", "None", "HS384", "HS512", "RS256", "EdDSA", "hs256", ""] {
        let token = sign(&secret(SECRET), algorithm, GOOD);
        assert!(refused(&*issuer, &token, 1), "good with {algorithm}");
    }
}

fn no_other_secret_and_no_edit_passes(make: MakeIssuer<'_>, sign: SignShared<'_>) {
    let (issuer, _key) = ready(make, &FIRST);
    let foreign = sign(&secret("forty bytes that nobody has agreed with us"), "HS256", GOOD);
    assert!(refused(&*issuer, &foreign, 1));
    let token = sign(&secret(SECRET), "HS256", GOOD);
    for edit in edits(&token) {
        assert!(refused(&*issuer, &edit, 1), "good: {edit:?}");
    }
    for text in ["", ".", "..", "null", "a.b.c", "é.é.é"] {
        assert!(refused(&*issuer, text, 1), "good: {text:?}");
    }
}

fn our_own_tokens_and_theirs_are_not_mistaken_for_each_other(make: MakeIssuer<'_>, sign: SignShared<'_>) {
    let (issuer, _key) = ready(make, &FIRST);
    let ours = issuer.issue(&claims()).unwrap();
    assert!(refused(&*issuer, &ours, 1));
    let theirs = sign(&secret(SECRET), "HS256", GOOD);
    let checked = issuer.check(&theirs, at(1));
    assert!(matches!(checked, Err(TokenError::Invalid | TokenError::UnknownKey)));
}
