//! Two keys of different algorithms in one ring: each token is checked by the key that it names, and as that key signs.

use enroll_credentials::TokenIssuer as _;
use enroll_tokens::SigningAlgorithm;
use serde_json::{Value, json};

use super::*;

const OTHER: [u8; 32] = [11; 32];

/// An issuer whose newest key is of P-256, and whose older one is that of the others here; with the names of both.
fn mixed() -> (Tokens, String, String) {
    let (tokens, old) = issuer();
    let eddsa = tokens
        .make_key(
            &KeySeed {
                key: SEED,
                nonce: [2; 12],
            },
            at(0),
        )
        .unwrap();
    let tokens = tokens.making(SigningAlgorithm::Es256);
    let es256 = tokens
        .make_key(
            &KeySeed {
                key: OTHER,
                nonce: [3; 12],
            },
            at(1),
        )
        .unwrap();
    tokens.load(&[es256.clone(), eddsa]).unwrap();
    (tokens, old, es256.id)
}

fn said() -> AccessClaims {
    let (tokens, kid) = issuer();
    tokens
        .check(&signed(&header(&kid).to_string(), &claims().to_string()), at(1001))
        .unwrap()
}

fn head_of(token: &str) -> Value {
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(token.split('.').next().unwrap()).unwrap()).unwrap()
}

#[test]
fn the_newest_key_signs_as_it_can_and_the_older_one_still_checks() {
    let (tokens, old, new) = mixed();
    let written = tokens.issue(&said()).unwrap();
    assert_eq!(head_of(&written), json!({"typ": "at+jwt", "alg": "ES256", "kid": new}));
    assert_eq!(tokens.check(&written, at(1001)).unwrap(), said());
    let before = signed(&header(&old).to_string(), &claims().to_string());
    assert_eq!(tokens.check(&before, at(1001)).unwrap(), said());
}

#[test]
fn the_key_set_says_how_each_key_signs() {
    let (tokens, old, new) = mixed();
    let set: Value = serde_json::from_str(&tokens.key_set()).unwrap();
    let said: Vec<_> = set["keys"]
        .as_array()
        .unwrap()
        .iter()
        .map(|key| json!([key["kid"], key["alg"], key["kty"], key["crv"], key["use"]]))
        .collect();
    assert_eq!(
        said,
        [
            json!([new, "ES256", "EC", "P-256", "sig"]),
            json!([old, "EdDSA", "OKP", "Ed25519", "sig"])
        ]
    );
    assert!(set["keys"][0]["y"].is_string() && set["keys"][1].get("y").is_none());
    assert!(!tokens.key_set().contains(r#""d":"#));
}

#[test]
fn a_token_that_names_one_key_and_is_signed_as_the_other_signs_is_not_good() {
    let (tokens, old, new) = mixed();
    // The older key's signature, under the name of the newer one, with either algorithm said.
    assert_invalid(&tokens, &signed(&header(&new).to_string(), &claims().to_string()));
    let lying = with(header(&new), "alg", json!("ES256"));
    assert_invalid(&tokens, &signed(&lying.to_string(), &claims().to_string()));
    let lying = with(header(&old), "alg", json!("ES256"));
    assert_invalid(&tokens, &signed(&lying.to_string(), &claims().to_string()));
    // The newer key's signature over a header that names the older one.
    let written = tokens.issue(&said()).unwrap();
    let (message, signature) = written.rsplit_once('.').unwrap();
    let body = message.split_once('.').unwrap().1;
    for head in [header(&old), with(header(&old), "alg", json!("ES256"))] {
        let head = URL_SAFE_NO_PAD.encode(head.to_string());
        assert_invalid(&tokens, &format!("{head}.{body}.{signature}"));
    }
}
