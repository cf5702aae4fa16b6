//! Claims that somebody else put together, under the genuine signature: what they say, and for how long.

use enroll_credentials::{TokenError, TokenIssuer};
use serde_json::{Value, json};

use super::{AUDIENCE, ISSUER, assert_invalid, at, claims, header, issuer, signed, with, without};

#[test]
fn claims_that_are_missing_wrong_or_said_twice_are_not_valid() {
    let (tokens, kid) = issuer();
    let mut wrong: Vec<Value> = ["iss", "aud", "sub", "exp", "iat", "jti", "sid", "tenant", "roles"]
        .into_iter()
        .flat_map(|name| {
            let other = [
                json!(null),
                json!({}),
                json!([]),
                json!(true),
                json!("elsewhere"),
                json!(1.5),
            ];
            let spoiled: Vec<_> = other.into_iter().map(|value| with(claims(), name, value)).collect();
            spoiled.into_iter().chain([without(claims(), name)])
        })
        .filter(|claims| claims.get("roles") != Some(&json!([])))
        .collect();
    wrong.extend([
        with(claims(), "aud", json!([AUDIENCE, "https://other.example"])),
        with(claims(), "aud", json!(ISSUER)),
        with(claims(), "iss", json!(AUDIENCE)),
        with(claims(), "exp", json!(i64::MAX)),
        with(claims(), "exp", json!("1600")),
        with(claims(), "exp", json!(u64::MAX)),
        with(claims(), "nbf", json!(1002)),
        with(claims(), "nbf", json!(i64::MAX)),
        with(claims(), "roles", json!(["Member"])),
        with(claims(), "roles", json!("admin")),
        json!([]),
        json!("claims"),
    ]);
    for claims in wrong {
        let outcome = tokens.check(&signed(&header(&kid).to_string(), &claims.to_string()), at(1001));
        assert!(matches!(outcome, Err(TokenError::Invalid)), "{claims}: {outcome:?}");
    }
    let plain = claims().to_string();
    for twice in [
        r#"{"exp":9999,"#,
        r#"{"sub":"00000000-0000-0000-0000-000000000009","#,
        r#"{"iss":"x","#,
    ] {
        assert_invalid(
            &tokens,
            &signed(&header(&kid).to_string(), &plain.replacen('{', twice, 1)),
        );
    }
    let begun = with(claims(), "nbf", json!(1001));
    tokens
        .check(&signed(&header(&kid).to_string(), &begun.to_string()), at(1001))
        .unwrap();
}

#[test]
fn time_has_no_leeway_and_no_clock_of_its_own() {
    let (tokens, kid) = issuer();
    let long_ago = signed(&header(&kid).to_string(), &claims().to_string());
    tokens.check(&long_ago, at(1599)).unwrap();
    assert!(matches!(tokens.check(&long_ago, at(1600)), Err(TokenError::Expired)));
    for exp in [1001, 1000, 1, 0] {
        let over = signed(
            &header(&kid).to_string(),
            &with(claims(), "exp", json!(exp)).to_string(),
        );
        assert!(
            matches!(tokens.check(&over, at(1001)), Err(TokenError::Expired)),
            "{exp}"
        );
    }
    for never in [-1, i64::MIN] {
        assert_invalid(
            &tokens,
            &signed(
                &header(&kid).to_string(),
                &with(claims(), "exp", json!(never)).to_string(),
            ),
        );
    }
}

#[test]
fn a_token_that_was_made_later_than_now_or_when_it_was_over_is_not_valid() {
    let (tokens, kid) = issuer();
    let check = |iat: i64, exp: i64| {
        let claims = with(with(claims(), "iat", json!(iat)), "exp", json!(exp));
        tokens.check(&signed(&header(&kid).to_string(), &claims.to_string()), at(1001))
    };
    for (iat, exp) in [(1, 1002), (1001, 1600), (1061, 1600)] {
        check(iat, exp).unwrap();
    }
    for (iat, exp) in [
        (1062, 1600),
        (i64::from(u32::MAX), i64::from(u32::MAX) + 600),
        (1002, 1002),
        (1010, 1005),
    ] {
        let outcome = check(iat, exp);
        assert!(
            matches!(outcome, Err(TokenError::Invalid)),
            "{iat} to {exp}: {outcome:?}"
        );
    }
}
