//! Access tokens, as others see them: verified by PyJWT against the key set, which shares no line of code with us.

use std::process::Stdio;

use serde_json::{Value, json};
use tokio::io::AsyncWriteExt;
use tokio::process::Command;

use crate::person::{PASSWORD, somebody};
use crate::world::World;

/// Fetches the key set, verifies the token on the standard input, and prints what it says.
const VERIFY: &str = r#"
import json, sys, urllib.request, jwt
base, algorithm, token = sys.argv[1], sys.argv[2], sys.stdin.read()
direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
keys = json.load(direct.open(base + "/.well-known/jwks.json"))
header = jwt.get_unverified_header(token)
assert header["typ"] == "at+jwt" and header["alg"] == algorithm, header
key = jwt.PyJWKSet.from_dict(keys)[header["kid"]]
required = {"require": ["iss", "aud", "exp", "iat", "jti", "sub", "sid", "tenant", "roles"]}
said = jwt.decode(token, key.key, algorithms=[algorithm], issuer=base, audience=base, options=required)
for wrong in ({"issuer": base, "audience": "https://elsewhere.example"}, {"issuer": "https://elsewhere.example", "audience": base}):
    try:
        jwt.decode(token, key.key, algorithms=[algorithm], **wrong)
        sys.exit("a token for somebody else was accepted")
    except jwt.InvalidTokenError:
        pass
print(json.dumps(said))
"#;

/// PyJWT verifies the token of a sign-in against the key set.
pub(crate) async fn another_library_verifies_our_tokens(world: &World) {
    let tokens = world.active(&somebody("verified"), PASSWORD).await;
    let said = verified_elsewhere(world.api.base(), &tokens.access, "EdDSA").await;
    assert_eq!(said["sub"], world.sub(&tokens).await.as_str());
    assert_eq!(said["roles"], json!(["member"]));
    assert_eq!(said["exp"].as_i64().unwrap() - said["iat"].as_i64().unwrap(), 600);
}

/// What a token says, once PyJWT has verified it against the key set of a server.
pub(crate) async fn verified_elsewhere(base: &str, token: &str, algorithm: &str) -> Value {
    let mut python = Command::new("python3")
        .args(["-c", VERIFY, base, algorithm])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    python.stdin.take().unwrap().write_all(token.as_bytes()).await.unwrap();
    let done = python.wait_with_output().await.unwrap();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    serde_json::from_slice(&done.stdout).unwrap()
}

/// The header of a token, unverified.
pub(crate) fn header_of(token: &str) -> Value {
    let header = token.split('.').next().unwrap();
    serde_json::from_slice(&base64_url(header)).unwrap()
}

/// Reads base64url without padding (RFC 4648 §5).
fn base64_url(text: &str) -> Vec<u8> {
    const ALPHABET: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let (mut bytes, mut bits, mut held) = (Vec::new(), 0_u32, 0_u32);
    for byte in text.bytes() {
        let six = ALPHABET.iter().position(|known| *known == byte).unwrap();
        (bits, held) = (bits << 6 | u32::try_from(six).unwrap(), held + 6);
        if held >= 8 {
            held -= 8;
            bytes.push(u8::try_from(bits >> held & 0xff).unwrap());
            bits &= (1 << held) - 1;
        }
    }
    bytes
}
