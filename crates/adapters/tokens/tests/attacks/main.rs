//! Access tokens that somebody else put together, signed with whatever they could get hold of.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod algorithms;
mod claims;

use aws_lc_rs::hmac;
use aws_lc_rs::signature::{ED25519, Ed25519KeyPair, KeyPair, UnparsedPublicKey};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use enroll_credentials::{AccessClaims, KeySeed, ProofSigner, RefreshClaim, TokenError, TokenIssuer};
use enroll_domain::Timestamp;
use enroll_domain::id::{SessionId, TenantId, UserId};
use enroll_domain::role::RoleName;
use enroll_tokens::{RootSecret, Tokens};
use serde_json::{Value, json};
use uuid::Uuid;

const ISSUER: &str = "https://enroll.example";
const AUDIENCE: &str = "https://app.example";
const SEED: [u8; 32] = [9; 32];

/// An issuer with the key of the seed, and the name of that key.
fn issuer() -> (Tokens, String) {
    let tokens = Tokens::new(
        &RootSecret::from_bytes([1; 32]),
        None,
        ISSUER.to_owned(),
        AUDIENCE.to_owned(),
    );
    let key = tokens
        .make_key(
            &KeySeed {
                key: SEED,
                nonce: [2; 12],
            },
            at(0),
        )
        .unwrap();
    tokens.load(std::slice::from_ref(&key)).unwrap();
    (tokens, key.id)
}

fn pair() -> Ed25519KeyPair {
    Ed25519KeyPair::from_seed_unchecked(&SEED).unwrap()
}

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_micros(seconds * 1_000_000)
}

fn header(kid: &str) -> Value {
    json!({"typ": "at+jwt", "alg": "EdDSA", "kid": kid})
}

fn claims() -> Value {
    json!({
        "iss": ISSUER, "aud": AUDIENCE, "sub": Uuid::from_u128(1).to_string(), "exp": 1600, "iat": 1000,
        "jti": Uuid::from_u128(2).to_string(), "sid": Uuid::from_u128(3).to_string(),
        "tenant": Uuid::from_u128(4).to_string(), "roles": ["member"],
    })
}

fn with(mut object: Value, name: &str, value: Value) -> Value {
    object.as_object_mut().unwrap().insert(name.to_owned(), value);
    object
}

fn without(mut object: Value, name: &str) -> Value {
    object.as_object_mut().unwrap().remove(name).unwrap();
    object
}

/// A token with the genuine key's signature over whatever it says.
fn signed(header: &str, claims: &str) -> String {
    let message = format!("{}.{}", URL_SAFE_NO_PAD.encode(header), URL_SAFE_NO_PAD.encode(claims));
    format!("{message}.{}", URL_SAFE_NO_PAD.encode(pair().sign(message.as_bytes())))
}

#[track_caller]
fn assert_invalid(tokens: &Tokens, token: &str) {
    let outcome = tokens.check(token, at(1001));
    assert!(matches!(outcome, Err(TokenError::Invalid)), "{outcome:?}");
}

#[test]
fn the_token_that_the_others_differ_from_is_good() {
    let (tokens, kid) = issuer();
    let read = tokens
        .check(&signed(&header(&kid).to_string(), &claims().to_string()), at(1001))
        .unwrap();
    let expected = AccessClaims {
        id: Uuid::from_u128(2),
        user: UserId::from_uuid(Uuid::from_u128(1)),
        session: SessionId::from_uuid(Uuid::from_u128(3)),
        tenant: TenantId::from_uuid(Uuid::from_u128(4)),
        roles: vec![RoleName::member()],
        issued_at: at(1000),
        expires_at: at(1600),
    };
    assert_eq!(read, expected);
    let written = tokens.issue(&expected).unwrap();
    let parts: Vec<_> = written
        .split('.')
        .map(|part| URL_SAFE_NO_PAD.decode(part).unwrap())
        .collect();
    assert_eq!(serde_json::from_slice::<Value>(&parts[0]).unwrap(), header(&kid));
    assert_eq!(serde_json::from_slice::<Value>(&parts[1]).unwrap(), claims());
    let (message, _) = written.rsplit_once('.').unwrap();
    UnparsedPublicKey::new(&ED25519, pair().public_key())
        .verify(message.as_bytes(), &parts[2])
        .unwrap();
}

#[test]
fn no_algorithm_but_that_of_the_key_passes() {
    let (tokens, kid) = issuer();
    let body = URL_SAFE_NO_PAD.encode(claims().to_string());
    for alg in [
        "none", "None", "NONE", "nOnE", "", "HS256", "HS384", "HS512", "RS256", "ES256", "PS256", "eddsa",
    ] {
        let head = URL_SAFE_NO_PAD.encode(with(header(&kid), "alg", json!(alg)).to_string());
        assert_invalid(&tokens, &format!("{head}.{body}."));
        let message = format!("{head}.{body}");
        assert_invalid(
            &tokens,
            &format!("{message}.{}", URL_SAFE_NO_PAD.encode(pair().sign(message.as_bytes()))),
        );
        // The public key is public: as the secret of a MAC it would prove nothing.
        let x = URL_SAFE_NO_PAD.encode(pair().public_key());
        for secret in [
            pair().public_key().as_ref(),
            x.as_bytes(),
            tokens.key_set().as_bytes(),
            b"",
        ] {
            for algorithm in [hmac::HMAC_SHA256, hmac::HMAC_SHA384, hmac::HMAC_SHA512] {
                let mac = hmac::sign(&hmac::Key::new(algorithm, secret), message.as_bytes());
                assert_invalid(&tokens, &format!("{message}.{}", URL_SAFE_NO_PAD.encode(mac)));
            }
        }
    }
}

#[test]
fn a_header_that_says_anything_else_is_not_ours() {
    let (tokens, kid) = issuer();
    let jwk = json!({"kty": "OKP", "crv": "Ed25519", "x": URL_SAFE_NO_PAD.encode(pair().public_key())});
    let plain = header(&kid);
    for head in [
        with(plain.clone(), "typ", json!("JWT")),
        with(plain.clone(), "typ", json!("AT+JWT")),
        with(plain.clone(), "typ", json!("logout+jwt")),
        without(plain.clone(), "typ"),
        without(plain.clone(), "kid"),
        without(plain.clone(), "alg"),
        with(plain.clone(), "jwk", jwk),
        with(plain.clone(), "jku", json!("https://evil.example/keys")),
        with(plain.clone(), "x5u", json!("https://evil.example/chain")),
        with(plain.clone(), "x5c", json!(["MIIB"])),
        with(plain.clone(), "crit", json!(["exp"])),
        with(plain.clone(), "cty", json!("JWT")),
        with(plain.clone(), "zip", json!("DEF")),
        with(plain.clone(), "b64", json!(false)),
        json!([]),
        json!(null),
    ] {
        assert_invalid(&tokens, &signed(&head.to_string(), &claims().to_string()));
    }
    let twice = format!(r#"{{"typ":"at+jwt","alg":"none","alg":"EdDSA","kid":"{kid}"}}"#);
    assert_invalid(&tokens, &signed(&twice, &claims().to_string()));
    for kid in ["", "../../dev/null", "' OR 1=1 --", &kid.to_uppercase()] {
        let outcome = tokens.check(&signed(&header(kid).to_string(), &claims().to_string()), at(1001));
        assert!(matches!(outcome, Err(TokenError::UnknownKey)), "{kid:?}: {outcome:?}");
    }
}

#[test]
fn a_key_that_borrows_the_name_of_ours_signs_nothing() {
    let (tokens, kid) = issuer();
    let message = signed(&header(&kid).to_string(), &claims().to_string());
    let (message, _) = message.rsplit_once('.').unwrap();
    let stranger = Ed25519KeyPair::from_seed_unchecked(&[8; 32]).unwrap();
    assert_invalid(
        &tokens,
        &format!(
            "{message}.{}",
            URL_SAFE_NO_PAD.encode(stranger.sign(message.as_bytes()))
        ),
    );
    for signature in [vec![0; 64], vec![0; 63], vec![], vec![0xff; 64], vec![0; 1 << 13]] {
        assert_invalid(&tokens, &format!("{message}.{}", URL_SAFE_NO_PAD.encode(signature)));
    }
}

#[test]
fn a_huge_token_is_turned_away_even_if_it_is_ours() {
    let (tokens, kid) = issuer();
    let roles: Vec<String> = (0..20_000)
        .map(|number| format!("role-{number}-{}", "x".repeat(40)))
        .collect();
    let huge = with(claims(), "roles", json!(roles));
    let token = signed(&header(&kid).to_string(), &huge.to_string());
    assert!(token.len() > 1 << 20);
    assert_invalid(&tokens, &token);
    let mut claims = tokens
        .check(
            &signed(&header(&kid).to_string(), &self::claims().to_string()),
            at(1001),
        )
        .unwrap();
    claims.roles = roles.iter().map(|role| RoleName::parse(role).unwrap()).collect();
    assert!(
        matches!(tokens.issue(&claims), Err(TokenError::Broken(_))),
        "nor is one made"
    );
}

#[test]
fn no_kind_of_token_passes_for_another() {
    let (tokens, kid) = issuer();
    let access = signed(&header(&kid).to_string(), &claims().to_string());
    let claim = RefreshClaim {
        tenant: TenantId::from_uuid(Uuid::from_u128(4)),
        session: SessionId::from_uuid(Uuid::from_u128(3)),
        generation: 1,
    };
    assert_invalid(&tokens, &tokens.refresh_token(&claim));
    assert!(matches!(tokens.check_refresh(&access), Err(TokenError::Invalid)));
    assert!(matches!(tokens.read_link(&access), Err(TokenError::Invalid)));
    assert!(matches!(tokens.read_invitation(&access), Err(TokenError::Invalid)));
    assert!(matches!(
        tokens.read_invitation(&tokens.refresh_token(&claim)),
        Err(TokenError::Invalid)
    ));
}

#[test]
fn the_key_set_says_what_rfc_8037_asks_for_and_nothing_secret() {
    let (tokens, kid) = issuer();
    let keys: Value = serde_json::from_str(&tokens.key_set()).unwrap();
    let x = URL_SAFE_NO_PAD.encode(pair().public_key());
    let expected = json!({"kty": "OKP", "crv": "Ed25519", "x": x, "kid": kid, "use": "sig", "alg": "EdDSA"});
    assert_eq!(keys, json!({"keys": [expected]}));
}

#[test]
fn nothing_that_is_shown_holds_a_secret() {
    let (tokens, _kid) = issuer();
    let shown = format!("{tokens:?}");
    assert_eq!(shown, format!("Tokens {{ current: {:?}, .. }}", tokens.current_key()));
}
