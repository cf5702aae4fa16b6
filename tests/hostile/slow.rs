//! Slow clients: two thousand that send a byte a second, half of them heads and half of them bodies. Whoever sends as usual does
//! not notice, and the slow ones are cut.

use std::env;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::task::JoinSet;
use tokio::time::{interval, timeout};

use crate::request::Request;
use crate::stage::Stage;
use crate::wire::{Outcome, Wire, connect};

/// How many slow clients there are.
const SLOW: usize = 2_000;
/// How many of them come from one address; the server holds 256.
const FROM_ONE: usize = 200;
/// How many send as usual, one request after the other.
const GOOD: usize = 4;
/// How long a slow one may stay before it counts as never cut. The server's own bounds are far below.
const NEVER: Duration = Duration::from_secs(120);
/// When `just hostile` asserts times: how long the slowest but one in a hundred good requests may take.
const GOOD_ENOUGH: Duration = Duration::from_millis(500);

/// Sends a byte a second until the server ends it, and says after how long it did.
async fn drip(mut stream: TcpStream, first: Vec<u8>) -> Option<Duration> {
    let begun = Instant::now();
    stream.write_all(&first).await.ok()?;
    let (mut reading, mut writing) = stream.into_split();
    let dripping = async {
        let mut ticks = interval(Duration::from_secs(1));
        while writing.write_all(b"a").await.is_ok() {
            ticks.tick().await;
        }
        std::future::pending::<()>().await;
    };
    let cut = async {
        let mut rest = Vec::new();
        let _reset = reading.read_to_end(&mut rest).await;
    };
    tokio::select! {
        () = dripping => None,
        cut = timeout(NEVER, cut) => cut.ok().map(|()| begun.elapsed()),
    }
}

/// What a slow client sends at once: a head that is not whole, or one whose body is to come.
fn beginning(number: usize) -> Vec<u8> {
    if number.is_multiple_of(2) {
        return b"POST /v1/registrations HTTP/1.1\r\nhost: 127.0.0.1\r\nx-slow: ".to_vec();
    }
    // Some of them to where nobody reads what they send.
    let (method, path) = [
        ("POST", "/v1/registrations"),
        ("POST", "/auth/register"),
        ("HEAD", "/nowhere"),
        ("POST", "/auth/register/"),
    ][number / 2 % 4];
    let mut request = Request::new(method, path);
    request.header("host", "127.0.0.1");
    request.header("content-type", "application/json");
    if number % 16 < 8 {
        let head = request.head(&["transfer-encoding: chunked"]);
        return [&head[..], b"ffff\r\n"].concat();
    }
    request.head(&["content-length: 60000"])
}

/// Sends good requests until there is no slow client left, and says how long each took.
async fn good(server: SocketAddr, over: Arc<AtomicBool>) -> Vec<(Outcome, Duration)> {
    let mut wire = Wire::new(server);
    let mut resets = Request::new("POST", "/v1/password-resets");
    resets.header("content-type", "application/json");
    resets.body = br#"{"email":"nobody@example.org"}"#.to_vec();
    let mut seen = Vec::new();
    while !over.load(Ordering::Relaxed) {
        let begun = Instant::now();
        let outcome = wire.exchange(&resets.framed(), false).await;
        seen.push((outcome, begun.elapsed()));
    }
    seen
}

/// Lets them all come at once.
pub(crate) async fn clients() {
    let stage = Stage::open().await;
    let (server, over) = (stage.server, Arc::new(AtomicBool::new(false)));
    let before = stage.resident();
    let mut slow = JoinSet::new();
    for number in 0..SLOW {
        let from = format!("127.0.1.{}", 1 + number / FROM_ONE);
        let stream = connect(server, &from).await.unwrap();
        slow.spawn(drip(stream, beginning(number)));
    }
    let good: Vec<_> = (0..GOOD)
        .map(|_| tokio::spawn(good(server, Arc::clone(&over))))
        .collect();
    let cut: Vec<_> = slow.join_all().await.into_iter().flatten().collect();
    over.store(true, Ordering::Relaxed);
    let mut served = Vec::new();
    for client in good {
        served.extend(client.await.unwrap());
    }
    let held = stage.resident().saturating_sub(before);
    let unserved: Vec<_> = served
        .iter()
        .filter(|(outcome, _)| *outcome != Outcome::Status(202))
        .collect();
    let mut times: Vec<_> = served.iter().map(|(_, took)| *took).collect();
    times.sort();
    let p99 = times[times.len() * 99 / 100];
    let longest = cut.iter().max().copied().unwrap_or_default();
    println!(
        "slow clients: {} of {SLOW} cut, the last after {longest:.1?}; {} good requests, {} of them not served, p99 {p99:.0?}; \
         {held} KiB more held",
        cut.len(),
        served.len(),
        unserved.len(),
    );
    assert!(unserved.is_empty(), "{unserved:?}");
    assert_eq!(cut.len(), SLOW);
    assert!(
        served.len() > GOOD && stage.complaints().is_empty(),
        "{:?}",
        stage.complaints()
    );
    if env::var("ENROLL_HOSTILE_TIMED").is_ok() {
        assert!(
            p99 < GOOD_ENOUGH && longest < Duration::from_secs(30),
            "p99 {p99:?}, cut after {longest:?}"
        );
    }
}
