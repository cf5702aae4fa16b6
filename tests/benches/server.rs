//! A server as a process of its own: the program as it is shipped, or a stand-in of this one. What it says goes into a file, so
//! that nothing of the load is spent on reading it.

use std::fs::{self, File};
use std::net::SocketAddr;
use std::num::NonZeroU32;
use std::path::PathBuf;
use std::process::Stdio;
use std::time::{Duration, Instant};

use enroll_tests::port;
use tempfile::TempDir;
use tokio::io::AsyncWriteExt as _;
use tokio::process::{Child, Command};
use tokio::time::{MissedTickBehavior, interval};

use crate::PROGRAM;
use crate::client::Client;
use crate::mail_sink::MailSink;
use crate::requests;

/// A root secret that guards nothing.
pub(crate) const SECRET: &str = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";

/// More than a load can ask for: the limits of the edge count every request, and refuse none.
pub(crate) const BOUNDLESS: NonZeroU32 = NonZeroU32::MAX;
const BUDGETS: [&str; 3] = [
    "ENROLL_LIMITS__CLIENT_PER_MINUTE",
    "ENROLL_LIMITS__ACCOUNT_PER_HOUR",
    "ENROLL_LIMITS__TENANT_PER_MINUTE",
];

/// How long a server may take to answer.
const PATIENCE: Duration = Duration::from_secs(60);

/// A tick of the kernel's accounts, in milliseconds.
const TICK: f64 = 10.0;

/// A folder with everything that the program needs to run in it.
pub(crate) struct Place {
    folder: TempDir,
    variables: Vec<(&'static str, String)>,
    address: SocketAddr,
}

/// Which memory of a process.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Memory {
    /// All that is resident: with the parts of the program and of libraries that were touched, which many processes may share.
    All,
    /// What is its own alone.
    Own,
}

/// A server that runs. It is killed when this is dropped.
pub(crate) struct Server {
    pub(crate) address: SocketAddr,
    child: Child,
    log: PathBuf,
}

impl Place {
    /// A place with an SQLite file that is not there yet, and this mail server.
    pub(crate) fn new(mails: &MailSink) -> Self {
        let address = SocketAddr::from(([127, 0, 0, 1], port::free()));
        let variables = [
            ("ENROLL_LISTEN", address.to_string()),
            ("ENROLL_PUBLIC_URL", format!("http://{address}")),
            ("ENROLL_DATABASE_URL", "sqlite:enroll.db".to_owned()),
            ("ENROLL_SECRET", SECRET.to_owned()),
            ("ENROLL_MAIL__SMTP_URL", mails.url()),
            ("ENROLL_MAIL__FROM", "enroll <enroll@localhost>".to_owned()),
        ];
        let budgets = BUDGETS.map(|name| (name, BOUNDLESS.to_string()));
        Self {
            folder: TempDir::new().unwrap(),
            variables: variables.into_iter().chain(budgets).collect(),
            address,
        }
    }

    /// Starts the program, and waits until it answers.
    pub(crate) async fn serve(&self) -> Server {
        let (server, _took) = self.serve_timed().await;
        server
    }

    /// The same, and how long it took from before there was a process until after the first 200.
    pub(crate) async fn serve_timed(&self) -> (Server, Duration) {
        let log = self.folder.path().join("server.log");
        let mut command = self.command(&["serve"]);
        command.stdout(Stdio::null()).stderr(File::create(&log).unwrap());
        let begun = Instant::now();
        let child = command.spawn().unwrap();
        let mut server = Server {
            address: self.address,
            child,
            log,
        };
        server.until_it_answers().await;
        (server, begun.elapsed())
    }

    /// Makes so many active users, at the command line.
    pub(crate) async fn make_users(&self, count: u64) {
        for number in 0..count {
            let email = requests::user(number);
            let mut child = self
                .command(&["user", "create", "--email", &email, "--password-stdin"])
                .stdin(Stdio::piped())
                .stdout(Stdio::null())
                .spawn()
                .unwrap();
            let mut input = child.stdin.take().unwrap();
            input.write_all(requests::PASSWORD.as_bytes()).await.unwrap();
            drop(input);
            assert!(child.wait().await.unwrap().success(), "a user cannot be made");
        }
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(PROGRAM);
        command.args(arguments).current_dir(self.folder.path()).env_clear();
        command.envs(self.variables.iter().cloned()).kill_on_drop(true);
        command
    }
}

impl Server {
    async fn until_it_answers(&mut self) {
        let (request, begun) = (requests::get("/livez"), Instant::now());
        let mut client = Client::new(self.address);
        let mut ticks = interval(Duration::from_millis(1));
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        while client.ask(&request).await.ok() != Some(200) {
            let ended = self.child.try_wait().unwrap();
            assert!(ended.is_none(), "the server ended:\n{}", self.said());
            assert!(begun.elapsed() < PATIENCE, "no answer:\n{}", self.said());
            client = Client::new(self.address);
            ticks.tick().await;
        }
    }

    /// The memory it holds at this moment, in megabytes.
    pub(crate) fn memory(&self, memory: Memory) -> f64 {
        let name = match memory {
            Memory::All => "VmRSS:",
            Memory::Own => "RssAnon:",
        };
        self.kib(name) * 1024.0 / 1e6
    }

    /// The most memory it ever held, in MiB.
    pub(crate) fn most_memory(&self) -> f64 {
        self.kib("VmHWM:") / 1024.0
    }

    /// How long its threads but those that hash were on a core so far, in milliseconds.
    pub(crate) fn beside_hashing(&self) -> f64 {
        let id = self.child.id().expect("the server runs");
        let threads = fs::read_dir(format!("/proc/{id}/task")).unwrap();
        // A thread may end while it is looked at.
        let read = threads.filter_map(|thread| fs::read_to_string(thread.ok()?.path().join("stat")).ok());
        read.filter(|stat| !stat.contains("(enroll-hash)"))
            .map(|stat| {
                let (_, after_name) = stat.rsplit_once(") ").unwrap();
                let ticks = after_name.split(' ').skip(11).take(2);
                ticks.map(|ticks| ticks.parse::<f64>().unwrap() * TICK).sum::<f64>()
            })
            .sum()
    }

    fn kib(&self, name: &str) -> f64 {
        let id = self.child.id().expect("the server runs");
        let text = fs::read_to_string(format!("/proc/{id}/status")).unwrap();
        let line = text.lines().find_map(|line| line.strip_prefix(name)).unwrap();
        line.trim().trim_end_matches(" kB").parse().unwrap()
    }

    fn said(&self) -> String {
        fs::read_to_string(&self.log).unwrap_or_default()
    }

    /// Kills it, and waits until it is gone.
    pub(crate) async fn kill(mut self) {
        self.child.kill().await.unwrap();
    }
}
