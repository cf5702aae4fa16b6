//! Asking the server that runs on this machine whether it is ready.

use std::io::{self, Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use serde_json::Value;

use crate::exit::{Exit, Failure};
use crate::output;
use crate::settings;
use crate::sources::Sources;

/// How long the server may take for each step.
const PATIENCE: Duration = Duration::from_secs(5);
/// More than any answer of ours.
const MOST: u64 = 64 * 1024;
/// How the type of a problem of ours begins.
const OUR_PROBLEMS: &str = "urn:enroll:problem:";

/// Says whether it is.
///
/// # Errors
/// It is not, or nothing answers.
pub(super) fn ask(sources: &Sources) -> Result<(), Failure> {
    let at = settings::listens_at(sources)?;
    let fail = |line| Err(Failure::new(Exit::Failed, line));
    match asked(at) {
        Ok(Answer::Ready) => output::write("ready\n"),
        Ok(Answer::NotReady(why)) => fail(format!("the server at {at} is not ready: {why}")),
        Ok(Answer::Another) => fail(format!("what answers at {at} is no server of ours: look at listen")),
        Err(error) => fail(format!("nothing at {at} says whether it is ready: {error}")),
    }
}

/// Whether a server of ours answers at an address, ready or not.
pub(super) fn answers(at: SocketAddr) -> bool {
    match asked(at) {
        Ok(Answer::Ready | Answer::NotReady(_)) => true,
        Ok(Answer::Another) | Err(_) => false,
    }
}

/// Who answers, and what.
#[derive(Debug, PartialEq, Eq)]
enum Answer {
    /// A server of ours, which is ready.
    Ready,
    /// A server of ours, which is not, and why.
    NotReady(String),
    /// Another program, whatever its status says.
    Another,
}

impl Answer {
    fn read(text: &str) -> Self {
        let status = text.split_whitespace().nth(1);
        let body = text.split_once("\r\n\r\n").map(|(_, body)| body).unwrap_or_default();
        let body: Value = serde_json::from_str(body).unwrap_or_default();
        let member = |name: &str| body.get(name).and_then(Value::as_str).unwrap_or_default();
        match status {
            Some("200") if member("status") == "ready" => Self::Ready,
            Some("503") if member("type").starts_with(OUR_PROBLEMS) => {
                let why = Some(member("detail")).filter(|detail| !detail.is_empty());
                Self::NotReady(why.unwrap_or(member("title")).to_owned())
            }
            _ => Self::Another,
        }
    }
}

fn asked(at: SocketAddr) -> io::Result<Answer> {
    let mut stream = TcpStream::connect_timeout(&at, PATIENCE)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_write_timeout(Some(PATIENCE))?;
    let request = format!("GET /readyz HTTP/1.1\r\nhost: {at}\r\nconnection: close\r\n\r\n");
    stream.write_all(request.as_bytes())?;
    let mut answer = Vec::new();
    stream.take(MOST).read_to_end(&mut answer)?;
    Ok(Answer::read(&String::from_utf8_lossy(&answer)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(status: &str, body: &str) -> Answer {
        Answer::read(&format!("HTTP/1.1 {status}\r\ncontent-type: any\r\n\r\n{body}"))
    }

    #[test]
    fn a_server_of_ours_is_told_by_its_body_and_not_by_its_status() {
        assert_eq!(read("200 OK", r#"{"status":"ready"}"#), Answer::Ready);
        let problem =
            |detail: &str| format!(r#"{{"type":"urn:enroll:problem:not_ready","title":"Not ready"{detail}}}"#);
        assert_eq!(
            read("503 Service Unavailable", &problem(r#","detail":"it drains""#)),
            Answer::NotReady("it drains".to_owned())
        );
        assert_eq!(
            read("503 Service Unavailable", &problem("")),
            Answer::NotReady("Not ready".to_owned())
        );
        for (status, body) in [
            ("200 OK", "<!doctype html><title>Welcome to nginx!</title>"),
            ("200 OK", r#"{"status":"alive"}"#),
            ("200 OK", ""),
            ("503 Service Unavailable", "<html>no upstream</html>"),
            ("503 Service Unavailable", r#"{"type":"about:blank"}"#),
            ("404 Not Found", r#"{"status":"ready"}"#),
        ] {
            assert_eq!(read(status, body), Answer::Another, "{status} {body}");
        }
    }
}
