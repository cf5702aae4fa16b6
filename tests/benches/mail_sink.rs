//! A mail server that takes every mail and keeps none (RFC 5321), at next to no cost.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use enroll_tests::until::until;
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};

/// A mail server that runs as long as the runtime does.
pub(crate) struct MailSink {
    address: SocketAddr,
    taken: Arc<AtomicUsize>,
}

impl MailSink {
    pub(crate) async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let (address, taken) = (listener.local_addr().unwrap(), Arc::default());
        let count = Arc::clone(&taken);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let count = Arc::clone(&count);
                // A client that hangs up is none of its business.
                tokio::spawn(async move { drop(converse(stream, &count).await) });
            }
        });
        Self { address, taken }
    }

    pub(crate) fn url(&self) -> String {
        format!("smtp://{}", self.address)
    }

    /// How many mails it has taken.
    pub(crate) fn taken(&self) -> usize {
        self.taken.load(Ordering::Relaxed)
    }

    /// Waits until it has taken so many: until then the relay still works on what was measured before.
    pub(crate) async fn until_taken(&self, count: usize) {
        until(format!("{count} mails"), || async {
            (self.taken() >= count).then_some(())
        })
        .await;
    }
}

async fn converse(stream: TcpStream, taken: &AtomicUsize) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let mut stream = BufReader::new(stream);
    stream.write_all(b"220 localhost\r\n").await?;
    let mut line = Vec::new();
    while read_line(&mut stream, &mut line).await? {
        let answer: &[u8] = match line.get(..4).unwrap_or_default() {
            b"EHLO" => b"250-localhost\r\n250 8BITMIME\r\n",
            b"DATA" => {
                stream.write_all(b"354 go on\r\n").await?;
                while line != b".\r\n" && read_line(&mut stream, &mut line).await? {}
                taken.fetch_add(1, Ordering::Relaxed);
                b"250 taken\r\n"
            }
            _ => b"250 so be it\r\n",
        };
        stream.write_all(answer).await?;
    }
    Ok(())
}

async fn read_line(stream: &mut BufReader<TcpStream>, line: &mut Vec<u8>) -> io::Result<bool> {
    line.clear();
    Ok(stream.read_until(b'\n', line).await? > 0)
}
