//! The binary in a folder of its own, with nothing of the environment of whoever runs the tests.

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Output, Stdio};

/// A folder in which the binary runs, and its environment.
pub(crate) struct Place {
    folder: tempfile::TempDir,
    environment: Vec<(String, String)>,
}

/// How a run ended.
pub(crate) struct Ended {
    /// Its exit code.
    pub(crate) code: i32,
    /// What it printed.
    pub(crate) out: String,
    /// What it complained of.
    pub(crate) err: String,
}

impl Place {
    /// An empty folder.
    pub(crate) fn new() -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
            environment: Vec::new(),
        }
    }

    /// A folder with a secret and a database.
    pub(crate) fn ready() -> Self {
        let place = Self::new();
        for command in [&["keys", "init"][..], &["migrate"]] {
            let ended = place.run(command);
            assert_eq!(ended.code, 0, "{}", ended.err);
        }
        place
    }

    /// With this variable.
    pub(crate) fn with(mut self, name: &str, value: &str) -> Self {
        self.environment.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Without this variable.
    pub(crate) fn without(mut self, name: &str) -> Self {
        self.environment.retain(|(set, _)| set != name);
        self
    }

    /// Where it is.
    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    /// The binary with these arguments, ready to be started.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_enroll"));
        command
            .args(arguments)
            .current_dir(self.path())
            .env_clear()
            .envs(self.environment.iter().cloned());
        command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    }

    /// Runs the binary to its end.
    pub(crate) fn run(&self, arguments: &[&str]) -> Ended {
        ended(&self.command(arguments).output().unwrap())
    }

    /// Runs the binary to its end, with this on its standard input.
    pub(crate) fn run_with_input(&self, arguments: &[&str], input: &str) -> Ended {
        let mut child = self.command(arguments).stdin(Stdio::piped()).spawn().unwrap();
        child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
        ended(&child.wait_with_output().unwrap())
    }

    /// Runs the binary with an output that nobody reads: a pipe that was closed before it began.
    pub(crate) fn run_unread(&self, arguments: &[&str], input: &str) -> Ended {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let mut command = self.command(arguments);
        let mut child = command.stdin(Stdio::piped()).stdout(writer).spawn().unwrap();
        child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
        ended(&child.wait_with_output().unwrap())
    }

    /// Writes a file.
    pub(crate) fn write(&self, name: &str, text: &str) {
        std::fs::write(self.path().join(name), text).unwrap();
    }

    /// Reads a file.
    pub(crate) fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.path().join(name)).unwrap()
    }

    /// Removes a file.
    pub(crate) fn remove(&self, name: &str) {
        std::fs::remove_file(self.path().join(name)).unwrap();
    }

    /// Whether a file is there.
    pub(crate) fn exists(&self, name: &str) -> bool {
        self.path().join(name).exists()
    }

    /// What is known of a file.
    pub(crate) fn metadata(&self, name: &str) -> std::fs::Metadata {
        std::fs::metadata(self.path().join(name)).unwrap()
    }
}

fn ended(output: &Output) -> Ended {
    Ended {
        code: output.status.code().expect("it ends by itself"),
        out: String::from_utf8(output.stdout.clone()).unwrap(),
        err: String::from_utf8(output.stderr.clone()).unwrap(),
    }
}
