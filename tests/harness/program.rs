//! The real program as a process: started in a folder of its own, watched until it is ready, stopped gently or not.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{ExitStatus, Output, Stdio};
use std::sync::{Arc, Mutex, PoisonError};

use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncWriteExt, BufReader};
use tokio::process::{Child, Command};
use tokio::task::JoinSet;
use tokio::time::timeout;

use crate::api::Api;
use crate::port;
use crate::until::{PATIENCE, until};

/// A way to run the program: the binary, a folder and an environment of its own. Whatever it keeps, it keeps there.
#[derive(Debug)]
pub struct Program {
    binary: PathBuf,
    folder: TempDir,
    environment: BTreeMap<String, String>,
    port: u16,
}

/// A program that runs.
#[derive(Debug)]
pub struct Running {
    child: Child,
    /// What it has said so far, on both streams.
    pub said: Said,
    listening: JoinSet<()>,
    /// A client of it.
    pub api: Api,
}

/// What a program has said so far. Clones share it.
#[derive(Debug, Clone, Default)]
pub struct Said(Arc<Mutex<String>>);

impl Said {
    /// All of it.
    #[must_use]
    pub fn text(&self) -> String {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    async fn listen(self, stream: impl AsyncRead + Unpin) {
        let mut lines = BufReader::new(stream).lines();
        while let Ok(Some(line)) = lines.next_line().await {
            let mut text = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            text.push_str(&line);
            text.push('\n');
        }
    }
}

impl Program {
    /// The program in an empty folder, set up to listen on a free port and to know its own address.
    #[must_use]
    pub fn new(binary: &str) -> Self {
        let port = port::free();
        let program = Self {
            binary: PathBuf::from(binary),
            folder: TempDir::new().unwrap(),
            environment: BTreeMap::new(),
            port,
        };
        program
            .with("ENROLL_LISTEN", &format!("127.0.0.1:{port}"))
            .with("ENROLL_PUBLIC_URL", &format!("http://127.0.0.1:{port}"))
            // Everybody in a test comes from one address.
            .with("ENROLL_LIMITS__ENABLED", "false")
    }

    /// The same program in a folder and at a port of its own.
    #[must_use]
    pub fn beside(&self) -> Self {
        Self::new(&self.binary.to_string_lossy())
    }

    /// With a variable in its environment.
    #[must_use]
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.environment.insert(name.to_owned(), value.to_owned());
        self
    }

    /// Without a variable that was set up before.
    #[must_use]
    pub fn without(mut self, name: &str) -> Self {
        self.environment.remove(name);
        self
    }

    /// The folder in which it runs.
    #[must_use]
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Where it is reached once it serves.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Runs a command to its end, with this text on its standard input.
    pub async fn run(&self, arguments: &[&str], input: &str) -> Output {
        let mut child = self.command(arguments).stdin(Stdio::piped()).spawn().unwrap();
        let mut stdin = child.stdin.take().unwrap();
        // A command that does not read its input closes it, which is its good right.
        let _closed = stdin.write_all(input.as_bytes()).await;
        drop(stdin);
        child.wait_with_output().await.unwrap()
    }

    /// Starts a command that goes on, such as `serve`.
    #[must_use]
    pub fn start(&self, arguments: &[&str]) -> Running {
        let mut child = self.command(arguments).stdin(Stdio::null()).spawn().unwrap();
        let (said, mut listening) = (Said::default(), JoinSet::new());
        listening.spawn(said.clone().listen(child.stdout.take().unwrap()));
        listening.spawn(said.clone().listen(child.stderr.take().unwrap()));
        Running {
            child,
            said,
            listening,
            api: Api::new(&self.url()),
        }
    }

    /// Starts a command that serves, and waits until it is ready.
    pub async fn serve(&self, arguments: &[&str]) -> Running {
        let mut running = self.start(arguments);
        running.ready().await;
        running
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(&self.binary);
        command
            .args(arguments)
            .current_dir(self.folder.path())
            .env_clear()
            .envs(&self.environment);
        command.env("PATH", std::env::var_os("PATH").unwrap_or_default());
        command.stdout(Stdio::piped()).stderr(Stdio::piped()).kill_on_drop(true);
        command
    }
}

impl Running {
    /// Waits until it is ready to serve.
    ///
    /// # Panics
    /// When it ends before, with all that it said.
    pub async fn ready(&mut self) {
        let child = Mutex::new(&mut self.child);
        let (api, said) = (&self.api, &self.said);
        until("the server to be ready", || {
            let ended = child.lock().unwrap_or_else(PoisonError::into_inner).try_wait().unwrap();
            assert!(ended.is_none(), "the server ended with {ended:?}:\n{}", said.text());
            async {
                api.call("GET", "/readyz")
                    .attempt()
                    .await
                    .ok()
                    .filter(|answer| answer.status == 200)
                    .map(drop)
            }
        })
        .await;
    }

    /// The number by which the system knows its process.
    ///
    /// # Panics
    /// When it has ended.
    #[must_use]
    pub fn id(&self) -> u32 {
        self.child.id().expect("the program runs")
    }

    /// Kills it at once (`SIGKILL`), and waits until it is gone.
    pub async fn kill(mut self) {
        self.child.kill().await.unwrap();
    }

    /// Sends it a signal, such as `STOP`.
    pub async fn signal(&self, name: &str) {
        let sent = Command::new("sh")
            .args(["-c", "kill -\"$0\" \"$1\"", name, &self.id().to_string()])
            .status()
            .await
            .unwrap();
        assert!(sent.success());
    }

    /// Asks it to end (`SIGTERM`).
    pub async fn ask_to_end(&self) {
        self.signal("TERM").await;
    }

    /// Waits until it has ended by itself, and all that it said is heard.
    pub async fn ended(&mut self) -> ExitStatus {
        let child = Mutex::new(&mut self.child);
        let ended = until("the server to end", || {
            let ended = child.lock().unwrap_or_else(PoisonError::into_inner).try_wait().unwrap();
            async move { ended }
        });
        let ended = ended.await;
        let heard = async { while self.listening.join_next().await.is_some() {} };
        let heard = timeout(PATIENCE, heard).await;
        heard.expect("nobody else speaks in its place");
        ended
    }
}
