//! A PostgreSQL server of the tests' own: found on this machine, started in a temporary folder on a free port of the
//! loopback, stopped and removed when dropped. Only what talks to its programs stands here.

#![expect(clippy::expect_used, reason = "a test fails by panicking")]

use std::fs::{self, Permissions};
use std::net::TcpListener;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use tempfile::TempDir;

/// Where the server's programs are, or why the tests that need them cannot run.
pub(crate) fn find() -> Result<Installed, String> {
    let on_path = std::env::var_os("PATH").unwrap_or_default();
    let versions = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let mut folders: Vec<PathBuf> = versions.map(|version| version.path().join("bin")).collect();
    folders.sort();
    folders.reverse();
    folders.extend(std::env::split_paths(&on_path));
    let whole = |folder: &PathBuf| {
        ["initdb", "pg_ctl", "createdb"]
            .iter()
            .all(|program| folder.join(program).is_file())
    };
    match folders.into_iter().find(whole) {
        Some(programs) => Ok(Installed {
            programs,
            user: unprivileged()?,
        }),
        None => Err("no PostgreSQL server is installed".to_owned()),
    }
}

/// Whether `ENROLL_TEST_REQUIRE` says that tests which need this part must not be left out.
pub(crate) fn is_required() -> bool {
    let required = std::env::var("ENROLL_TEST_REQUIRE").unwrap_or_default();
    required.split(',').any(|part| part.trim() == "postgres")
}

/// The programs, and as whom to run them: the server refuses to be root's.
#[derive(Clone)]
pub(crate) struct Installed {
    programs: PathBuf,
    user: Option<(u32, u32)>,
}

/// A server that runs.
pub(crate) struct Server {
    installed: Installed,
    port: u16,
    folder: TempDir,
    settings: &'static str,
}

impl Installed {
    /// Starts a server with an empty cluster. It keeps nothing through a power cut, and so is quick.
    pub(crate) fn start(&self) -> Server {
        self.start_with("-c fsync=off")
    }

    /// Starts a server with an empty cluster and these settings.
    pub(crate) fn start_with(&self, settings: &'static str) -> Server {
        let folder = tempfile::tempdir().expect("a temporary folder");
        fs::set_permissions(folder.path(), Permissions::from_mode(0o755)).expect("a folder that others may enter");
        let cluster = folder.path().join("cluster");
        fs::create_dir(&cluster).expect("a folder for the cluster");
        if let Some((user, group)) = self.user {
            std::os::unix::fs::chown(&cluster, Some(user), Some(group)).expect("a folder of the server's user");
        }
        self.call(
            "initdb",
            &[
                "-D",
                text(&cluster),
                "-U",
                "postgres",
                "-A",
                "trust",
                "-E",
                "UTF8",
                "--locale=C",
                "-N",
            ],
        );
        let port = TcpListener::bind(("127.0.0.1", 0))
            .and_then(|socket| socket.local_addr())
            .expect("a free port")
            .port();
        let server = Server {
            installed: self.clone(),
            port,
            folder,
            settings,
        };
        server.up();
        server
    }

    fn call(&self, program: &str, arguments: &[&str]) {
        let mut command = Command::new(self.programs.join(program));
        command
            .args(arguments)
            .current_dir("/")
            .stdin(Stdio::null())
            .stdout(Stdio::null());
        if let Some((user, group)) = self.user {
            command.uid(user).gid(group);
        }
        let status = command.status().unwrap_or_else(|error| panic!("{program}: {error}"));
        assert!(status.success(), "{program} ended with {status}");
    }
}

impl Server {
    /// The URL of a database.
    pub(crate) fn url(&self, database: &str) -> String {
        format!("postgres://postgres@127.0.0.1:{}/{database}", self.port)
    }

    /// Makes a database as a copy of another; `template1` is empty.
    pub(crate) fn create_database(&self, name: &str, template: &str) {
        let port = self.port.to_string();
        self.installed.call(
            "createdb",
            &["-h", "127.0.0.1", "-p", &port, "-U", "postgres", "-T", template, name],
        );
    }

    /// Starts the server, and waits until it answers.
    pub(crate) fn up(&self) {
        let options = format!(
            "-p {} -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c max_connections=200 {}",
            self.port, self.settings
        );
        let log = self.folder.path().join("cluster/log");
        let cluster = self.folder.path().join("cluster");
        self.installed.call(
            "pg_ctl",
            &["-D", text(&cluster), "-l", text(&log), "-w", "-o", &options, "start"],
        );
    }

    /// Stops the server at once, as a crash would.
    pub(crate) fn down(&self) {
        let cluster = self.folder.path().join("cluster");
        self.installed
            .call("pg_ctl", &["-D", text(&cluster), "-w", "-m", "immediate", "stop"]);
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.down();
    }
}

/// The user and group `postgres` where we are root, nobody else otherwise.
fn unprivileged() -> Result<Option<(u32, u32)>, String> {
    let root = fs::metadata("/proc/self").is_ok_and(|process| process.uid() == 0);
    if !root {
        return Ok(None);
    }
    let users = fs::read_to_string("/etc/passwd").unwrap_or_default();
    let entry = users.lines().find_map(|line| line.strip_prefix("postgres:"));
    let mut ids = entry
        .into_iter()
        .flat_map(|entry| entry.split(':').skip(1))
        .map_while(|id| id.parse().ok());
    match (ids.next(), ids.next()) {
        (Some(user), Some(group)) => Ok(Some((user, group))),
        _ => Err("the server does not run as root, and there is no user postgres".to_owned()),
    }
}

fn text(path: &Path) -> &str {
    path.to_str().expect("a path in UTF-8")
}
