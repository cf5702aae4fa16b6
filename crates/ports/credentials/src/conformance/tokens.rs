//! Access tokens: what is said is what is read, until the time is over, and for nobody else.

use super::MakeIssuer;
use super::cases;
use super::material::{FIRST, SECOND, at, claims, edits, seed};
use super::ring::ready;
use crate::TokenError;
use enroll_domain::Timestamp;

/// A case.
pub(super) type Case = fn(MakeIssuer<'_>);

cases! { Case:
    what_is_said_is_what_is_read,
    a_token_fits_into_a_header,
    a_token_is_good_until_the_very_microsecond_of_its_end,
    a_token_for_another_audience_or_from_another_issuer_is_not_valid,
    no_edit_of_a_token_passes,
    what_was_never_a_token_is_not_valid,
    a_token_of_a_key_that_is_not_in_the_ring_names_an_unknown_key,
}

fn what_is_said_is_what_is_read(make: MakeIssuer<'_>) {
    let (issuer, _key) = ready(make, &FIRST);
    let mut said = claims();
    assert_eq!(issuer.check(&issuer.issue(&said).unwrap(), at(1)).unwrap(), said);
    said.roles.clear();
    assert_eq!(issuer.check(&issuer.issue(&said).unwrap(), at(1)).unwrap(), said);
}

fn a_token_fits_into_a_header(make: MakeIssuer<'_>) {
    let (issuer, _key) = ready(make, &FIRST);
    let token = issuer.issue(&claims()).unwrap();
    assert!(
        token
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte))
    );
    assert!(token.len() < 2048, "{} characters for two roles", token.len());
}

fn a_token_is_good_until_the_very_microsecond_of_its_end(make: MakeIssuer<'_>) {
    let (issuer, _key) = ready(make, &FIRST);
    let said = claims();
    let token = issuer.issue(&said).unwrap();
    let last = Timestamp::from_micros(said.expires_at.as_micros() - 1);
    for now in [said.issued_at, at(599), last] {
        assert_eq!(issuer.check(&token, now).unwrap(), said);
    }
    for now in [said.expires_at, at(601), at(1_000_000_000)] {
        assert!(
            matches!(issuer.check(&token, now), Err(TokenError::Expired)),
            "good at {now:?}"
        );
    }
}

fn a_token_for_another_audience_or_from_another_issuer_is_not_valid(make: MakeIssuer<'_>) {
    let (issuer, key) = ready(make, &FIRST);
    let token = issuer.issue(&claims()).unwrap();
    for (name, audience) in [
        ("https://enroll.example", "https://other.example"),
        ("https://other.example", "https://app.example"),
        ("https://enroll.example/", "https://app.example"),
        ("https://app.example", "https://enroll.example"),
    ] {
        let other = make(&FIRST, name, audience);
        other.load(std::slice::from_ref(&key)).unwrap();
        assert!(
            matches!(other.check(&token, at(1)), Err(TokenError::Invalid)),
            "good for {name}, {audience}"
        );
    }
}

fn no_edit_of_a_token_passes(make: MakeIssuer<'_>) {
    let (issuer, _key) = ready(make, &FIRST);
    let token = issuer.issue(&claims()).unwrap();
    for edit in edits(&token) {
        // An edit of the key's name may leave a name that nobody knows.
        let outcome = issuer.check(&edit, at(1));
        assert!(
            matches!(outcome, Err(TokenError::Invalid | TokenError::UnknownKey)),
            "{edit:?} gave {outcome:?}"
        );
    }
    let mut longer = claims();
    longer.expires_at = at(6000);
    let longer = issuer.issue(&longer).unwrap();
    let (body, _) = longer.rsplit_once('.').unwrap();
    let (_, signature) = token.rsplit_once('.').unwrap();
    let outcome = issuer.check(&format!("{body}.{signature}"), at(1));
    assert!(matches!(outcome, Err(TokenError::Invalid)), "{outcome:?}");
}

fn what_was_never_a_token_is_not_valid(make: MakeIssuer<'_>) {
    let (issuer, _key) = ready(make, &FIRST);
    let megabyte = "a".repeat(1 << 20);
    let parts = format!("{megabyte}.{megabyte}.{megabyte}");
    let dots = ".".repeat(1 << 20);
    for text in [
        "", ".", "..", "...", "null", "0", "[]", "{}", "{}.{}.", "a.b.c", "é.é.é", &megabyte, &parts, &dots,
    ] {
        assert!(
            matches!(issuer.check(text, at(1)), Err(TokenError::Invalid)),
            "{:?}",
            text.get(..20)
        );
    }
}

fn a_token_of_a_key_that_is_not_in_the_ring_names_an_unknown_key(make: MakeIssuer<'_>) {
    let (issuer, _key) = ready(make, &FIRST);
    let token = issuer.issue(&claims()).unwrap();
    let (stranger, _key) = ready(make, &SECOND);
    let foreign = stranger.make_key(&seed(9), at(0)).unwrap();
    stranger.load(&[foreign]).unwrap();
    assert!(matches!(stranger.check(&token, at(1)), Err(TokenError::UnknownKey)));
    stranger.load(&[]).unwrap();
    assert!(matches!(stranger.check(&token, at(1)), Err(TokenError::UnknownKey)));
}
