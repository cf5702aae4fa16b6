//! The way from a mail server, with an end: however long a server goes on talking, so much of it is taken in between two
//! sentences of ours, and no more. What is said in it stands elsewhere.

use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use lettre::transport::smtp::client::AsyncTokioStream;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpStream, lookup_host};
use tokio::time::timeout;

/// What a server may say before it is our turn: many times the longest reply, or the certificates of a TLS handshake. lettre
/// reads a line of any length, and reads a reply anew with every line of it.
const LIMIT: usize = 16 * 1024;

/// What an endless reply is called in errors.
pub(crate) const ENDLESS: &str = "the reply has no end";

/// A connection on which replies have an end.
#[derive(Debug)]
pub(crate) struct Replies {
    stream: TcpStream,
    heard: usize,
}

impl Replies {
    /// Connects to the first address of the host that takes us within `patience`.
    pub(crate) async fn connect(host: &str, port: u16, patience: Duration) -> io::Result<Self> {
        let mut why = io::Error::from(io::ErrorKind::NotFound);
        for address in lookup_host((host, port)).await? {
            match timeout(patience, TcpStream::connect(address)).await {
                Ok(Ok(stream)) => return Ok(Self { stream, heard: 0 }),
                Ok(Err(error)) => why = error,
                Err(_elapsed) => why = io::ErrorKind::TimedOut.into(),
            }
        }
        Err(why)
    }
}

impl AsyncTokioStream for Replies {
    fn peer_addr(&self) -> io::Result<SocketAddr> {
        self.stream.peer_addr()
    }
}

impl AsyncRead for Replies {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let before = buf.filled().len();
        ready!(Pin::new(&mut self.stream).poll_read(cx, buf))?;
        self.heard = self.heard.saturating_add(buf.filled().len().saturating_sub(before));
        if self.heard > LIMIT {
            return Poll::Ready(Err(io::Error::new(io::ErrorKind::InvalidData, ENDLESS)));
        }
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for Replies {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        self.heard = 0;
        Pin::new(&mut self.stream).poll_write(cx, buf)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}
