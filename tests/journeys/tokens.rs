//! Access tokens, as others see them: verified by PyJWT against the key set, which shares no line of code with us.

use std::process::Stdio;

use tokio::io::AsyncWriteExt;
use tokio::process::Command;

use crate::person::{PASSWORD, somebody};
use crate::world::World;

/// Fetches the key set, verifies the token on the standard input, and prints what it says.
const VERIFY: &str = r#"
import json, sys, urllib.request, jwt
base, token = sys.argv[1], sys.stdin.read()
direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
keys = json.load(direct.open(base + "/.well-known/jwks.json"))
header = jwt.get_unverified_header(token)
assert header["typ"] == "at+jwt", header
key = jwt.PyJWKSet.from_dict(keys)[header["kid"]]
required = {"require": ["iss", "aud", "exp", "iat", "jti", "sub", "sid", "tenant", "roles"]}
said = jwt.decode(token, key.key, algorithms=["EdDSA"], issuer=base, audience=base, options=required)
for wrong in ({"issuer": base, "audience": "https://elsewhere.example"}, {"issuer": "https://elsewhere.example", "audience": base}):
    try:
        jwt.decode(token, key.key, algorithms=["EdDSA"], **wrong)
        sys.exit("a token for somebody else was accepted")
    except jwt.InvalidTokenError:
        pass
print(json.dumps(said))
"#;

/// PyJWT verifies the token of a sign-in against the key set.
pub(crate) async fn another_library_verifies_our_tokens(world: &World) {
    let tokens = world.active(&somebody("verified"), PASSWORD).await;
    let mut python = Command::new("python3")
        .args(["-c", VERIFY, world.api.base()])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    python
        .stdin
        .take()
        .unwrap()
        .write_all(tokens.access.as_bytes())
        .await
        .unwrap();
    let done = python.wait_with_output().await.unwrap();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    let said: serde_json::Value = serde_json::from_slice(&done.stdout).unwrap();
    assert_eq!(said["sub"], world.sub(&tokens).await.as_str());
    assert_eq!(said["roles"], serde_json::json!(["member"]));
    assert_eq!(said["exp"].as_i64().unwrap() - said["iat"].as_i64().unwrap(), 600);
}
