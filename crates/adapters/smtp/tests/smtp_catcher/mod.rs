//! A mail server for tests: it holds real conversations (RFC 5321) with any client over TCP, keeps what it takes, and
//! refuses, hangs up or falls silent at the step that a test names. It knows nothing of enroll and needs only tokio.
//!
//! It is stricter than many: unknown commands, commands out of order, lines longer than RFC 5321 allows and line feeds
//! without carriage returns are errors.

mod conversation;
mod text;

use std::collections::VecDeque;
use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;

/// How long a test waits for mails before it fails.
const PATIENCE: Duration = Duration::from_secs(30);

/// A mail that the server took responsibility for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mail {
    /// The address of `MAIL FROM`.
    pub from: String,
    /// The addresses of `RCPT TO`.
    pub recipients: Vec<String>,
    /// What came after `DATA`, with the dots taken out again that RFC 5321 §4.5.2 puts in.
    pub raw: Vec<u8>,
}

/// The steps of a conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Somebody connected; the greeting is due.
    Connect,
    /// `EHLO`.
    Ehlo,
    /// `STARTTLS`.
    StartTls,
    /// `AUTH`.
    Auth,
    /// `MAIL FROM`.
    Mail,
    /// `RCPT TO`.
    Rcpt,
    /// `DATA`.
    Data,
    /// The first line of the mail has come. There is nothing to say here; the server may hang up or fall silent.
    Body,
    /// The dot at the end of the mail. The mail is kept unless the reply is a refusal.
    Dot,
    /// `RSET`.
    Rset,
    /// `NOOP`.
    Noop,
    /// `QUIT`.
    Quit,
}

/// What the server does instead of going on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reply {
    /// Answers with this line. `{to}` stands for the last recipient.
    Say(String),
    /// Answers with these bytes, which need not be UTF-8, and counts it as a refusal.
    Bytes(Vec<u8>),
    /// Closes the connection.
    HangUp,
    /// Answers nothing until the client has gone.
    Silence,
}

/// A connection, encrypted or not.
pub trait Stream: AsyncRead + AsyncWrite + Unpin + Send {}

impl<T: AsyncRead + AsyncWrite + Unpin + Send> Stream for T {}

/// The server's side of a TLS handshake, which a test brings along.
pub type Encrypt = Arc<dyn Fn(Box<dyn Stream>) -> Encrypting + Send + Sync>;

/// A handshake under way.
pub type Encrypting = Pin<Box<dyn Future<Output = io::Result<Box<dyn Stream>>> + Send>>;

/// Whether and when conversations are encrypted.
#[derive(Clone, Default)]
pub enum Encryption {
    /// Never; `STARTTLS` is not offered.
    #[default]
    None,
    /// From the first byte.
    Implicit(Encrypt),
    /// By `STARTTLS`, which is offered; `AUTH` and `MAIL FROM` are refused until then.
    StartTls(Encrypt),
}

/// What the server is like.
#[derive(Clone, Default)]
pub struct Options {
    /// Whether and when conversations are encrypted.
    pub encryption: Encryption,
    /// The user and the password that it wants to see; with none, `AUTH` is not offered.
    pub login: Option<(String, String)>,
}

/// A running server. It stops when it is dropped.
pub struct SmtpCatcher {
    address: SocketAddr,
    shared: Arc<Shared>,
    listening: JoinHandle<()>,
}

struct Shared {
    options: Options,
    script: Mutex<VecDeque<(Step, Reply)>>,
    seen: watch::Sender<Seen>,
}

#[derive(Default)]
struct Seen {
    mails: Vec<Mail>,
    steps: Vec<Step>,
}

impl SmtpCatcher {
    /// Starts a server on a free port of 127.0.0.1 that takes every mail in clear from anybody.
    ///
    /// # Errors
    /// When no port can be had.
    pub async fn start() -> io::Result<Self> {
        Self::start_with(Options::default()).await
    }

    /// Starts a server on a free port of 127.0.0.1.
    ///
    /// # Errors
    /// When no port can be had.
    pub async fn start_with(options: Options) -> io::Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let address = listener.local_addr()?;
        let (seen, _) = watch::channel(Seen::default());
        let shared = Arc::new(Shared {
            options,
            script: Mutex::default(),
            seen,
        });
        let listening = tokio::spawn(listen(listener, Arc::clone(&shared)));
        Ok(Self {
            address,
            shared,
            listening,
        })
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The URL for clients that speak in clear.
    pub fn url(&self) -> String {
        format!("smtp://{}", self.address)
    }

    /// Does this at the next `step`, and no other time. What is asked for the same step is done in the order of asking.
    pub fn next(&self, step: Step, reply: Reply) {
        self.shared
            .script
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push_back((step, reply));
    }

    /// Says this at the next `step`, and no other time.
    pub fn say_next(&self, step: Step, line: &str) {
        self.next(step, Reply::Say(line.to_owned()));
    }

    /// The mails that it took, oldest first.
    pub fn received(&self) -> Vec<Mail> {
        self.shared.seen.borrow().mails.clone()
    }

    /// Waits until it took `count` mails, and answers them all.
    ///
    /// # Panics
    /// When they do not come within 30 s.
    pub async fn arrived(&self, count: usize) -> Vec<Mail> {
        self.wait(&format!("{count} mails"), |seen| seen.mails.len() >= count)
            .await;
        self.received()
    }

    /// How often a conversation came to this step.
    pub fn count(&self, step: Step) -> usize {
        self.shared.seen.borrow().count(step)
    }

    /// Waits until conversations came to this step `count` times.
    ///
    /// # Panics
    /// When they do not within 30 s.
    pub async fn reached(&self, step: Step, count: usize) {
        self.wait(&format!("{step:?}, {count} times"), |seen| seen.count(step) >= count)
            .await;
    }

    async fn wait(&self, what: &str, condition: impl Fn(&Seen) -> bool) {
        let mut seen = self.shared.seen.subscribe();
        let waiting = tokio::time::timeout(PATIENCE, seen.wait_for(|seen| condition(seen)));
        assert!(
            matches!(waiting.await, Ok(Ok(_))),
            "the mail server waited {PATIENCE:?} for {what}"
        );
    }
}

impl Drop for SmtpCatcher {
    fn drop(&mut self) {
        self.listening.abort();
    }
}

impl Seen {
    fn count(&self, step: Step) -> usize {
        self.steps.iter().filter(|seen| **seen == step).count()
    }
}

impl Shared {
    /// Notes that a conversation came to this step, and answers what a test wants done there.
    fn reach(&self, step: Step) -> Option<Reply> {
        let mut script = self.script.lock().unwrap_or_else(PoisonError::into_inner);
        let asked = script
            .iter()
            .position(|(asked, _)| *asked == step)
            .and_then(|place| script.remove(place));
        drop(script);
        self.seen.send_modify(|seen| seen.steps.push(step));
        asked.map(|(_, reply)| reply)
    }

    fn keep(&self, mail: Mail) {
        self.seen.send_modify(|seen| seen.mails.push(mail));
    }
}

async fn listen(listener: TcpListener, shared: Arc<Shared>) {
    while let Ok((stream, _)) = listener.accept().await {
        // A conversation that ends badly is the client's affair; what matters was noted on the way.
        tokio::spawn(conversation::hold(stream, Arc::clone(&shared)));
    }
}
