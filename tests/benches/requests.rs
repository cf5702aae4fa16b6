//! The requests that are made, as bytes.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// The password of everybody. No number in an address can be read as a part of it.
pub(crate) const PASSWORD: &str = "plum-orbit-Canvas-dwell";

/// Makes the requests of a load, one after the other.
pub(crate) type Requests = Arc<dyn Fn() -> Vec<u8> + Send + Sync>;

/// How many registrations were made in this run: no two have one address.
static REGISTRATIONS: AtomicU64 = AtomicU64::new(0);

/// Registrations, each of an address of its own.
pub(crate) fn registrations() -> Requests {
    Arc::new(|| {
        let number = REGISTRATIONS.fetch_add(1, Ordering::Relaxed);
        let body = format!(r#"{{"email":"person.{number}@example.org","password":"{PASSWORD}"}}"#);
        post("/v1/registrations", &body)
    })
}

/// The address of a user who signs in.
pub(crate) fn user(number: u64) -> String {
    format!("user.{number}@example.net")
}

/// Sign-ins of this many users, by turns.
pub(crate) fn sign_ins(users: u64) -> Requests {
    let turn = AtomicU64::new(0);
    Arc::new(move || {
        let user = user(turn.fetch_add(1, Ordering::Relaxed) % users);
        let body = format!(r#"{{"identifier":"{user}","password":"{PASSWORD}"}}"#);
        post("/v1/sessions", &body)
    })
}

/// The same body every time.
pub(crate) fn same(path: &str, body: &str) -> Requests {
    let request = post(path, body);
    Arc::new(move || request.clone())
}

/// A `GET`.
pub(crate) fn get(path: &str) -> Vec<u8> {
    format!("GET {path} HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n").into_bytes()
}

fn post(path: &str, body: &str) -> Vec<u8> {
    let length = body.len();
    format!(
        "POST {path} HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n\r\n{body}"
    )
    .into_bytes()
}
