//! Asking the server that runs on this machine whether it is ready.

use std::io::{self, Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use crate::exit::{Exit, Failure};
use crate::output;
use crate::settings;
use crate::sources::Sources;

/// How long the server may take for each step.
const PATIENCE: Duration = Duration::from_secs(5);
/// More than any answer of ours.
const MOST: u64 = 64 * 1024;

/// Says whether it is.
///
/// # Errors
/// It is not, or nothing answers.
pub(super) fn ask(sources: &Sources) -> Result<(), Failure> {
    let at = settings::listens_at(sources)?;
    match asked(at) {
        Ok(answer) if is_ready(&answer) => output::write("ready\n"),
        Ok(answer) => {
            let why = answer.split_once("\r\n\r\n").map_or("", |(_, body)| body.trim());
            Err(Failure::new(
                Exit::Failed,
                format!("the server at {at} is not ready: {why}"),
            ))
        }
        Err(error) => Err(Failure::new(
            Exit::Failed,
            format!("nothing at {at} says whether it is ready: {error}"),
        )),
    }
}

/// Whether a server of ours answers at an address, ready or not.
pub(super) fn answers(at: SocketAddr) -> bool {
    let ours = |answer: &String| answer.starts_with("HTTP/1.1 200") || answer.starts_with("HTTP/1.1 503");
    asked(at).as_ref().is_ok_and(ours)
}

fn is_ready(answer: &str) -> bool {
    answer.split_whitespace().nth(1) == Some("200")
}

fn asked(at: SocketAddr) -> io::Result<String> {
    let mut stream = TcpStream::connect_timeout(&at, PATIENCE)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_write_timeout(Some(PATIENCE))?;
    let request = format!("GET /readyz HTTP/1.1\r\nhost: {at}\r\nconnection: close\r\n\r\n");
    stream.write_all(request.as_bytes())?;
    let mut answer = Vec::new();
    stream.take(MOST).read_to_end(&mut answer)?;
    Ok(String::from_utf8_lossy(&answer).into_owned())
}
