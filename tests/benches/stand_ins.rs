//! Servers that are no program of their own: enroll without its hash, and a bare echo. This program plays them, as a process of
//! their own. Each says its address in its first line.

use std::io::{BufRead as _, Write as _, stdin, stdout};
use std::net::{SocketAddr, TcpListener};
use std::process::Stdio;
use std::sync::Arc;

use actix_web::{App, HttpServer, web};
use enroll::Enroll;
use enroll::adapters::actix::{Limits, Options as Surroundings, Server};
use enroll::adapters::diesel::{DieselStore, Options};
use enroll::adapters::memory::{Mailbox, MemoryHasher};
use enroll::adapters::passwords::ZxcvbnMeter;
use enroll::adapters::tokens::{RootSecret, Tokens};
use enroll::ports::repository::Channel;
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader, Lines};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};
use tokio::runtime::{Builder, Runtime};

use crate::server::{BOUNDLESS, SECRET};

/// The word that makes this program enroll without its hash.
pub(crate) const HASH_FREE: &str = "hash-free";
/// The word that makes this program an echo.
pub(crate) const ECHO: &str = "echo";

const URL: &str = "http://127.0.0.1";

/// A stand-in that runs. It is killed when this is dropped.
pub(crate) struct StandIn {
    pub(crate) address: SocketAddr,
    child: Child,
    asks: ChildStdin,
    says: Lines<BufReader<ChildStdout>>,
}

impl StandIn {
    /// Starts one, and waits until it answers.
    pub(crate) async fn start(words: &[&str]) -> Self {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(words)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        let asks = child.stdin.take().unwrap();
        let mut says = BufReader::new(child.stdout.take().unwrap()).lines();
        let address = says.next_line().await.unwrap().expect("it says its address");
        Self {
            address: address.parse().unwrap(),
            child,
            asks,
            says,
        }
    }

    /// How many mails wait in its outbox.
    pub(crate) async fn waiting_mails(&mut self) -> u32 {
        self.asks.write_all(b"?\n").await.unwrap();
        let line = self.says.next_line().await.unwrap().expect("it says how many wait");
        line.parse().unwrap()
    }

    /// Kills it, and waits until it is gone.
    pub(crate) async fn kill(mut self) {
        self.child.kill().await.unwrap();
    }
}

/// Serves enroll as the facade wires it, but that a hash costs nothing and mails go nowhere. Whoever asks on the standard input
/// is told how many mails wait.
pub(crate) fn hash_free(database_url: &str) {
    DieselStore::migrate(database_url).unwrap();
    let store = Arc::new(DieselStore::open(database_url, Options::default()).unwrap());
    let root = RootSecret::parse(SECRET).unwrap();
    let tokens = Arc::new(Tokens::new(&root, None, URL.to_owned(), URL.to_owned()));
    let enroll = Enroll::builder()
        .public_url(URL)
        .store(store)
        .hasher(Arc::new(MemoryHasher::new()))
        .strength(Arc::new(ZxcvbnMeter))
        .tokens(tokens.clone(), tokens)
        .mailer(Arc::new(Mailbox::keeping(1)))
        .build()
        .unwrap();
    let runtime = threads();
    runtime.block_on(enroll.prepare()).unwrap();
    let _running = runtime.block_on(async { enroll.start() });
    let limits = Limits {
        client_per_minute: BOUNDLESS,
        account_per_hour: BOUNDLESS,
        tenant_per_minute: BOUNDLESS,
    };
    let surroundings = Surroundings::new().with_limits(limits);
    let server = Server::bind("127.0.0.1:0", enroll.enrollment().clone(), surroundings).unwrap();
    say(&server.addr().to_string());
    runtime.spawn(async move { server.run().await.unwrap() });
    for _question in stdin().lock().lines() {
        let backlog = runtime.block_on(enroll.relay().backlog(Channel::Mail)).unwrap();
        say(&backlog.open.to_string());
    }
}

/// Serves an echo on the same framework.
pub(crate) fn echo() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let app = || App::new().route("/echo", web::post().to(|body: web::Bytes| async { body }));
    let server = HttpServer::new(app).disable_signals().listen(listener).unwrap();
    say(&address.to_string());
    threads().block_on(server.run()).unwrap();
}

fn threads() -> Runtime {
    Builder::new_multi_thread().enable_all().build().unwrap()
}

fn say(line: &str) {
    println!("{line}");
    stdout().flush().unwrap();
}
