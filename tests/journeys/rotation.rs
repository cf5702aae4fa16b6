//! The keys that sign tokens: another takes the place of the present one while two servers serve, and nobody notices.

use enroll_tests::api::Api;
use enroll_tests::program::{Program, Running};
use enroll_tests::smtp_catcher::SmtpCatcher;
use enroll_tests::until::until;
use serde_json::{Value, json};

use crate::person::{PASSWORD, somebody};
use crate::tokens::{header_of, verified_elsewhere};
use crate::world::{SERVE, set_up};

/// A token of a key that nobody has: whoever meets it reads the ring again. What it says is of no matter.
const OF_AN_UNKNOWN_KEY: &str = "eyJhbGciOiJFZERTQSIsInR5cCI6ImF0K2p3dCIsImtpZCI6Im5vYm9keSJ9.e30.AAAA";

/// Two servers on one database, and somebody who signs in at both.
struct Two {
    program: Program,
    one: Running,
    other: Running,
    email: String,
    _second: Program,
    _mails: SmtpCatcher,
}

impl Two {
    async fn begin(program: Program, database_url: &str) -> Self {
        let mails = SmtpCatcher::start().await.unwrap();
        let program = set_up(program, database_url, &mails);
        let one = program.serve(SERVE).await;
        let secret = program.folder().join("enroll.secret");
        let second = set_up(program.beside(), database_url, &mails)
            .with("ENROLL_PUBLIC_URL", &program.url())
            .with("ENROLL_SECRET_FILE", &secret.display().to_string());
        let other = second.serve(SERVE).await;
        let email = somebody("rotating");
        let create = ["user", "create", "--email", &email, "--password-stdin"];
        let made = program.run(&create, &format!("{PASSWORD}\n")).await;
        assert!(made.status.success(), "{made:?}");
        Self {
            program,
            one,
            other,
            email,
            _second: second,
            _mails: mails,
        }
    }

    async fn sign_in(&self, at: &Api) -> String {
        let form = json!({ "identifier": self.email, "password": PASSWORD });
        at.post("/v1/sessions", form).await.expect(200).string("/access_token")
    }

    /// Has a new key made, and names it.
    async fn rotate(&self, algorithm: &str) -> String {
        self.rotate_with(&["keys", "rotate", "--algorithm", algorithm]).await
    }

    async fn rotate_with(&self, arguments: &[&str]) -> String {
        let rotated = self.program.run(arguments, "").await;
        assert!(rotated.status.success(), "{rotated:?}");
        let said = String::from_utf8(rotated.stdout).unwrap();
        let key = said.strip_prefix("made signing key ").expect(&said);
        key.split_whitespace().next().unwrap().to_owned()
    }

    /// Waits until a server signs with a key, and gives a token of it.
    async fn signed_by(&self, at: &Api, key: &str) -> String {
        until("a server to sign with the new key", || async {
            at.get_as(OF_AN_UNKNOWN_KEY, "/v1/me").await.problem(401);
            let token = self.sign_in(at).await;
            (header_of(&token)["kid"] == key).then_some(token)
        })
        .await
    }
}

async fn speaks(token: &str, at: &Api) {
    at.get_as(token, "/v1/me").await.expect(200);
}

async fn published(at: &Api) -> Vec<(Value, Value)> {
    let set = at.get("/.well-known/jwks.json").await.expect(200).json();
    let keys = set["keys"].as_array().unwrap().iter();
    keys.map(|key| (key["kid"].clone(), key["alg"].clone())).collect()
}

/// A server that meets a token of the new key knows it at once; the tokens of the old one stay good at both.
pub(crate) async fn a_new_key_signs_at_two_servers_and_tokens_of_the_old_one_stay_good(program: Program, url: String) {
    let two = Two::begin(program, &url).await;
    let (one, other) = (&two.one.api, &two.other.api);
    let old = two.sign_in(one).await;
    speaks(&old, other).await;
    assert_eq!(header_of(&old)["alg"], "EdDSA");

    let key = two.rotate("ES256").await;
    let new = two.signed_by(one, &key).await;
    assert_eq!(header_of(&new)["alg"], "ES256");
    speaks(&new, other).await;
    assert_eq!(
        header_of(&two.sign_in(other).await)["kid"],
        key.as_str(),
        "it read the ring again"
    );
    for at in [one, other] {
        speaks(&old, at).await;
        speaks(&new, at).await;
        let expected = [
            (json!(key), json!("ES256")),
            (header_of(&old)["kid"].clone(), json!("EdDSA")),
        ];
        assert_eq!(published(at).await, expected);
    }
}

/// Whoever has the old key signs nothing that counts any more: it is out of the key set, and what it signed is refused.
pub(crate) async fn a_key_that_got_out_is_dropped_with_every_token_that_it_signed(program: Program, url: String) {
    let two = Two::begin(program, &url).await;
    let (one, other) = (&two.one.api, &two.other.api);
    let old = two.sign_in(one).await;
    speaks(&old, other).await;
    let key = two.rotate_with(&["keys", "rotate", "--drop-old"]).await;
    for at in [one, other] {
        let new = two.signed_by(at, &key).await;
        speaks(&new, at).await;
        assert_eq!(published(at).await, [(json!(key), json!("EdDSA"))]);
        at.get_as(&old, "/v1/me").await.problem(401);
    }
}

/// PyJWT verifies tokens of either algorithm against one key set.
pub(crate) async fn another_library_verifies_tokens_of_either_algorithm(program: Program, url: String) {
    let two = Two::begin(program, &url).await;
    let one = &two.one.api;
    let old = two.sign_in(one).await;
    let key = two.rotate("ES256").await;
    let new = two.signed_by(one, &key).await;
    for (token, algorithm) in [(&old, "EdDSA"), (&new, "ES256")] {
        let said = verified_elsewhere(one.base(), token, algorithm).await;
        assert_eq!(said["iss"], one.base());
    }
}
