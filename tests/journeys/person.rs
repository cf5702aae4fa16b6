//! People: each with an address of their own, so that any number of journeys live in one world.

use std::sync::atomic::{AtomicU64, Ordering};

use enroll_tests::api::Answer;
use serde_json::{Value, json};

use crate::world::World;

/// A good password.
pub(crate) const PASSWORD: &str = "quartz jumbled vow fix 7391";
/// Another one.
pub(crate) const OTHER_PASSWORD: &str = "big dwarf plucky zone 2648 hut";

/// The tokens of a sign-in.
#[derive(Debug, Clone)]
pub(crate) struct Tokens {
    pub(crate) access: String,
    pub(crate) refresh: String,
}

impl Tokens {
    pub(crate) fn of(answer: &Answer) -> Self {
        Self {
            access: answer.string("/access_token"),
            refresh: answer.string("/refresh_token"),
        }
    }
}

/// An address that nobody else has.
pub(crate) fn somebody(name: &str) -> String {
    static COUNT: AtomicU64 = AtomicU64::new(1);
    format!("{name}-{}@people.example.org", COUNT.fetch_add(1, Ordering::Relaxed))
}

/// A registration.
pub(crate) fn registration(email: &str, password: &str) -> Value {
    json!({ "email": email, "password": password })
}

impl World {
    /// Somebody registers.
    pub(crate) async fn register(&self, email: &str, password: &str) -> Answer {
        self.api
            .post("/v1/registrations", registration(email, password))
            .await
            .expect(202)
    }

    /// Somebody activates with the token of a link.
    pub(crate) async fn activate(&self, token: &str, password: &str) -> Answer {
        self.api
            .post("/v1/activations", json!({ "token": token, "password": password }))
            .await
    }

    /// Somebody signs in.
    pub(crate) async fn sign_in(&self, name: &str, password: &str) -> Answer {
        self.api
            .post("/v1/sessions", json!({ "identifier": name, "password": password }))
            .await
    }

    /// Somebody registers, reads the mail and activates.
    pub(crate) async fn active(&self, email: &str, password: &str) -> Tokens {
        self.register(email, password).await;
        let token = self.mails_to(email, 1).await[0].token();
        Tokens::of(&self.activate(&token, password).await.expect(200))
    }

    /// An administrator, signed in.
    pub(crate) async fn administrator(&self) -> Tokens {
        let email = somebody("administrator");
        self.make(&email, PASSWORD, "admin").await;
        Tokens::of(&self.sign_in(&email, PASSWORD).await.expect(200))
    }

    /// The `sub` of whoever a token speaks for.
    pub(crate) async fn sub(&self, tokens: &Tokens) -> String {
        self.api
            .get_as(&tokens.access, "/v1/me")
            .await
            .expect(200)
            .string("/sub")
    }
}
