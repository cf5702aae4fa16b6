//! A client that costs next to nothing: one connection that is kept, requests as bytes, and of an answer nothing but its status
//! and where it ends.

use std::io;
use std::net::SocketAddr;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// A client of one server.
#[derive(Debug)]
pub(crate) struct Client {
    address: SocketAddr,
    stream: Option<TcpStream>,
    buffer: Vec<u8>,
}

impl Client {
    /// A client that connects when it first asks.
    pub(crate) fn new(address: SocketAddr) -> Self {
        Self {
            address,
            stream: None,
            buffer: vec![0; 16 * 1024],
        }
    }

    /// Sends a request and reads the answer to its end; gives its status.
    pub(crate) async fn ask(&mut self, request: &[u8]) -> io::Result<u16> {
        let mut stream = match self.stream.take() {
            Some(stream) => stream,
            None => {
                let stream = TcpStream::connect(self.address).await?;
                stream.set_nodelay(true)?;
                stream
            }
        };
        stream.write_all(request).await?;
        let (status, keeps) = self.answer(&mut stream).await?;
        if keeps == Keeps::Open {
            self.stream = Some(stream);
        }
        Ok(status)
    }

    async fn answer(&mut self, stream: &mut TcpStream) -> io::Result<(u16, Keeps)> {
        let mut filled = 0;
        loop {
            if filled == self.buffer.len() {
                self.buffer.resize(filled * 2, 0);
            }
            let read = stream.read(&mut self.buffer[filled..]).await?;
            if read == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            filled += read;
            let so_far = &self.buffer[..filled];
            if let Some(head) = Head::of(so_far)
                && filled >= head.end + head.length
            {
                return Ok((head.status, head.keeps));
            }
        }
    }
}

/// What becomes of a connection after an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Keeps {
    Open,
    Closed,
}

struct Head {
    status: u16,
    end: usize,
    length: usize,
    keeps: Keeps,
}

impl Head {
    fn of(bytes: &[u8]) -> Option<Self> {
        let end = bytes.windows(4).position(|four| four == b"\r\n\r\n")? + 4;
        let text = std::str::from_utf8(&bytes[..end]).expect("a head in ASCII");
        let mut lines = text.split("\r\n");
        let status = lines.next()?.split(' ').nth(1)?.parse().expect("a status");
        let (mut length, mut keeps) = (0, Keeps::Open);
        for (name, value) in lines.filter_map(|line| line.split_once(':')) {
            if name.eq_ignore_ascii_case("content-length") {
                length = value.trim().parse().expect("a length");
            } else if name.eq_ignore_ascii_case("connection") && value.trim().eq_ignore_ascii_case("close") {
                keeps = Keeps::Closed;
            }
        }
        Some(Self {
            status,
            end,
            length,
            keeps,
        })
    }
}
