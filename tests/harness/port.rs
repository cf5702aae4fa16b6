//! Free ports.

use std::net::TcpListener;

/// A port of the loopback on which nothing listens at the moment.
#[must_use]
pub fn free() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}
