//! The wire: bytes go out over a connection of one's own, and what comes back is read as far as it tells how it went.

use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use enroll_tests::wire::{Answer, answer, answer_to_head, more};
use tokio::io::AsyncWriteExt;
use tokio::net::{TcpSocket, TcpStream};
use tokio::time::timeout;

/// How long anything may take on a busy machine before it counts as no answer at all.
const PATIENCE: Duration = Duration::from_secs(90);

/// How it went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Outcome {
    /// It was answered with this status.
    Status(u16),
    /// The connection was closed without an answer.
    Closed,
    /// Nothing came at all.
    Silence,
}

/// A connection that is kept as long as the server keeps it.
#[derive(Debug)]
pub(crate) struct Wire {
    server: SocketAddr,
    stream: Option<TcpStream>,
}

/// Connects from an address of the loopback.
pub(crate) async fn connect(server: SocketAddr, from: &str) -> io::Result<TcpStream> {
    let socket = TcpSocket::new_v4()?;
    socket.bind(SocketAddr::new(from.parse().map_err(io::Error::other)?, 0))?;
    socket.connect(server).await
}

impl Wire {
    pub(crate) const fn new(server: SocketAddr) -> Self {
        Self { server, stream: None }
    }

    /// Sends something that is framed well, and reads its answer to the end.
    pub(crate) async fn exchange(&mut self, bytes: &[u8], is_head: bool) -> Outcome {
        let kept = self.stream.is_some();
        match self.attempt(bytes, is_head).await {
            // The server had closed what was kept; that says nothing of this request.
            Outcome::Closed if kept => self.attempt(bytes, is_head).await,
            outcome => outcome,
        }
    }

    async fn attempt(&mut self, bytes: &[u8], is_head: bool) -> Outcome {
        let mut stream = match self.stream.take() {
            Some(stream) => stream,
            None => TcpStream::connect(self.server).await.unwrap(),
        };
        // Whoever is refused early need not have taken all of it.
        let (mut reading, mut writing) = stream.split();
        let written = async {
            let _refused = writing.write_all(bytes).await;
            std::future::pending::<()>().await;
        };
        let read = async {
            match is_head {
                true => answer_to_head(&mut reading).await,
                false => answer(&mut reading).await,
            }
        };
        let answered = tokio::select! {
            () = written => unreachable!("it waits for the answer"),
            answered = timeout(PATIENCE, read) => answered,
        };
        match answered {
            Ok(Some(Answer { status, kept, .. })) => {
                self.stream = kept.then_some(stream);
                Outcome::Status(status)
            }
            Ok(None) => Outcome::Closed,
            Err(_elapsed) => Outcome::Silence,
        }
    }
}

/// Sends anything at all, ends the sending side, and says with which statuses it was answered until the connection ended; none
/// where it does not end.
pub(crate) async fn all_thrown(server: SocketAddr, bytes: &[u8]) -> Option<Vec<u16>> {
    let mut stream = TcpStream::connect(server).await.unwrap();
    let _refused = stream.write_all(bytes).await;
    let _ended = stream.shutdown().await;
    let mut seen = Vec::new();
    timeout(PATIENCE, async {
        while more(&mut stream, &mut seen).await.is_some() {}
    })
    .await
    .ok()?;
    let text = String::from_utf8_lossy(&seen).into_owned();
    let lines = text.split("HTTP/1.1 ").skip(1);
    Some(lines.filter_map(|line| line.get(..3)?.parse().ok()).collect())
}

/// Sends anything at all, ends the sending side, and says how the first answer began.
pub(crate) async fn thrown(server: SocketAddr, bytes: &[u8]) -> Outcome {
    let mut stream = TcpStream::connect(server).await.unwrap();
    let _refused = stream.write_all(bytes).await;
    let _ended = stream.shutdown().await;
    match timeout(PATIENCE, answer_to_head(&mut stream)).await {
        Ok(Some(Answer { status, .. })) => Outcome::Status(status),
        Ok(None) => Outcome::Closed,
        Err(_elapsed) => Outcome::Silence,
    }
}
