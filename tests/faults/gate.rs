//! A gate on the way to a server: a TCP proxy that lets through, refuses, falls silent, or cuts at a chosen moment.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinHandle;

/// How the gate treats whoever comes, and whoever is inside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Manner {
    /// Everything goes through.
    Open,
    /// Whoever comes is let in, and nothing goes through.
    Silent,
    /// The connection ends instead of a `COMMIT` that was to go through: it never arrives.
    CutBeforeCommit,
    /// The `COMMIT` goes through, and the connection ends instead of its reply.
    CutAfterCommit,
    /// The end of a mail goes through, and the reply is kept until the gate opens.
    KeepReplyToMail,
}

/// The gate. It is gone when it is dropped.
pub(crate) struct Gate {
    address: SocketAddr,
    inside: Arc<Inside>,
    listening: Mutex<Option<JoinHandle<()>>>,
}

struct Inside {
    to: SocketAddr,
    manner: watch::Sender<Manner>,
    /// Of so many commits one is cut.
    one_of: usize,
    commits: AtomicUsize,
    cuts: AtomicUsize,
}

impl Gate {
    /// A gate before `to` that is open; of `one_of` commits one is cut while it cuts.
    pub(crate) async fn before(to: SocketAddr, one_of: usize) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let address = listener.local_addr().unwrap();
        let inside = Arc::new(Inside {
            to,
            manner: watch::channel(Manner::Open).0,
            one_of,
            commits: AtomicUsize::new(0),
            cuts: AtomicUsize::new(0),
        });
        let listening = Mutex::new(Some(tokio::spawn(listen(listener, Arc::clone(&inside)))));
        Self {
            address,
            inside,
            listening,
        }
    }

    /// Where it is.
    pub(crate) const fn address(&self) -> SocketAddr {
        self.address
    }

    /// Treats people so from now on. Whoever is inside when it falls silent or opens again after that is put out.
    pub(crate) fn be(&self, manner: Manner) {
        self.inside.manner.send_replace(manner);
    }

    /// Refuses whoever comes, and puts out whoever is inside.
    pub(crate) fn close(&self) {
        if let Some(listening) = self.listening.lock().unwrap().take() {
            listening.abort();
        }
        self.be(Manner::Silent);
    }

    /// Opens again after it was closed.
    pub(crate) async fn open_again(&self) {
        let listener = TcpListener::bind(self.address).await.unwrap();
        self.be(Manner::Open);
        let listening = tokio::spawn(listen(listener, Arc::clone(&self.inside)));
        *self.listening.lock().unwrap() = Some(listening);
    }

    /// How many connections were cut at a commit.
    pub(crate) fn cuts(&self) -> usize {
        self.inside.cuts.load(Ordering::SeqCst)
    }
}

impl Drop for Gate {
    fn drop(&mut self) {
        self.close();
    }
}

async fn listen(listener: TcpListener, inside: Arc<Inside>) {
    while let Ok((client, _)) = listener.accept().await {
        tokio::spawn(pass_through(client, Arc::clone(&inside)));
    }
}

/// Carries bytes until either side has enough, or the gate has.
async fn pass_through(mut client: TcpStream, inside: Arc<Inside>) -> Option<()> {
    let mut manner = inside.manner.subscribe();
    if *manner.borrow_and_update() == Manner::Silent {
        manner.changed().await.ok()?;
        return None;
    }
    let mut server = TcpStream::connect(inside.to).await.ok()?;
    let (mut up, mut down) = (vec![0; 65536], vec![0; 65536]);
    let mut tail: Vec<u8> = Vec::new();
    loop {
        tokio::select! {
            read = client.read(&mut up) => {
                let sent = &up[..read.ok().filter(|read| *read > 0)?];
                let now = *manner.borrow();
                if now == Manner::CutBeforeCommit && inside.cuts_at(sent) {
                    return None;
                }
                server.write_all(sent).await.ok()?;
                if now == Manner::CutAfterCommit && inside.cuts_at(sent) {
                    let _told_to_nobody = server.read(&mut down).await.ok()?;
                    return None;
                }
                tail.extend_from_slice(sent);
                let ended = tail.ends_with(b"\r\n.\r\n");
                tail.drain(..tail.len().saturating_sub(5));
                if now == Manner::KeepReplyToMail && ended {
                    manner.changed().await.ok()?;
                }
            }
            read = server.read(&mut down) => {
                let said = &down[..read.ok().filter(|read| *read > 0)?];
                client.write_all(said).await.ok()?;
            }
            changed = manner.changed() => {
                changed.ok()?;
                if *manner.borrow() == Manner::Silent {
                    return None;
                }
            }
        }
    }
}

impl Inside {
    /// Whether these bytes hold a commit at which the connection is to be cut.
    fn cuts_at(&self, sent: &[u8]) -> bool {
        let commits = sent.windows(7).any(|window| window == b"COMMIT\0");
        let cut = commits && self.commits.fetch_add(1, Ordering::SeqCst).is_multiple_of(self.one_of);
        if cut {
            self.cuts.fetch_add(1, Ordering::SeqCst);
        }
        cut
    }
}
