//! HTTP as it goes over the wire: every byte of an answer in the order in which it came, and how long it took.

use std::time::{Duration, Instant};

use enroll_tests::wire;
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;

/// The headers that are new each time; their values are not compared.
const RANDOM_HEADERS: &[&str] = &["date", "x-request-id"];
/// The member of a problem document that is new each time.
const RANDOM_MEMBER: &str = "\"request_id\":\"";

/// A connection that asks one thing after another.
pub(crate) struct Wire {
    stream: TcpStream,
    host: String,
    /// The header that says who asks, if anybody does.
    speaker: String,
}

/// An answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Heard {
    /// The line with the status, and each header.
    pub(crate) head: String,
    pub(crate) body: String,
    pub(crate) took: Duration,
}

impl Wire {
    /// Connects to a server such as `http://127.0.0.1:8080`.
    pub(crate) async fn to(url: &str) -> Self {
        let host = url.strip_prefix("http://").expect("plain HTTP").to_owned();
        let stream = TcpStream::connect(&host).await.unwrap();
        stream.set_nodelay(true).unwrap();
        let speaker = String::new();
        Self { stream, host, speaker }
    }

    /// The same, on which everything is asked with this access token.
    pub(crate) fn speaking_for(self, token: &str) -> Self {
        let speaker = format!("Authorization: Bearer {token}\r\n");
        Self { speaker, ..self }
    }

    /// Posts a JSON body, in this tenant.
    pub(crate) async fn post(&mut self, tenant: &str, path: &str, body: &str) -> Heard {
        let request = format!(
            "POST {path} HTTP/1.1\r\nHost: {}\r\nEnroll-Tenant: {tenant}\r\nContent-Type: application/json\r\n\
             {}Content-Length: {}\r\n\r\n{body}",
            self.host,
            self.speaker,
            body.len()
        );
        let begun = Instant::now();
        self.stream.write_all(request.as_bytes()).await.unwrap();
        let answer = wire::answer(&mut self.stream).await.expect("the server hung up");
        let took = begun.elapsed();
        assert_eq!(Some(answer.body.len()), answer.length, "it is not what was announced");
        let (head, body) = (answer.head, String::from_utf8(answer.body).unwrap());
        Heard { head, body, took }
    }
}

impl Heard {
    /// The status.
    pub(crate) fn status(&self) -> u16 {
        self.head.split(' ').nth(1).unwrap().parse().unwrap()
    }

    /// The answer in its own order and to the byte, but for what is new each time.
    pub(crate) fn masked(&self) -> (String, String) {
        let lines = self.head.lines().map(|line| match line.split_once(": ") {
            Some((name, value)) if RANDOM_HEADERS.contains(&name.to_ascii_lowercase().as_str()) => {
                format!("{name}: {}", "*".repeat(value.len()))
            }
            Some(_) | None => line.to_owned(),
        });
        let head = lines.collect::<Vec<_>>().join("\n");
        let body = match self.body.split_once(RANDOM_MEMBER) {
            Some((before, rest)) => {
                let (id, after) = rest.split_once('"').unwrap();
                format!("{before}{RANDOM_MEMBER}{}\"{after}", "*".repeat(id.len()))
            }
            None => self.body.clone(),
        };
        (head, body)
    }
}
