//! A Keycloak of the tests' own: installed once below `target/keycloak`, started from a copy with data and ports of its own,
//! stopped when dropped, and also when this process ends in any other way.

use std::fs;
use std::io;
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{LazyLock, Mutex, PoisonError};
use std::time::{Duration, Instant};

use serde_json::Value;
use tempfile::TempDir;

use crate::api::{Answer, Api, Call};
use crate::requirement::on_path;
use crate::until::{until, within};
use crate::{port, workspace};

/// The version that is tested against.
const VERSION: &str = "26.4.5";

/// How long a Keycloak may take to start on a busy machine.
const STARTING: Duration = Duration::from_secs(600);

/// How long an administrator's token is used; Keycloak lets it lapse after a minute.
const TOKEN_LASTS: Duration = Duration::from_secs(30);

/// The administrator, and their password.
const ADMINISTRATOR: &str = "admin";

/// A Keycloak that runs, with its data in a folder of its own.
pub struct Keycloak {
    home: PathBuf,
    ports: [u16; 2],
    api: Api,
    token: Mutex<Option<(Instant, String)>>,
    running: Mutex<Option<Child>>,
    _folder: TempDir,
}

/// What is missing for one, if anything is.
#[must_use]
pub fn missing() -> Option<String> {
    static MISSING: LazyLock<Option<String>> = LazyLock::new(|| {
        if java().is_none_or(|version| version < 17) {
            return Some("no Java of version 17 or later is installed".to_owned());
        }
        let tools = ["mvn", "unzip"].iter().all(|tool| on_path(tool).is_some());
        let there = tools || installed().is_dir();
        (!there).then(|| "Keycloak is not installed in target/keycloak, nor are mvn and unzip to do so".to_owned())
    });
    MISSING.clone()
}

/// The major version of the Java at hand.
fn java() -> Option<u32> {
    let said = Command::new("java").arg("-version").output().ok()?;
    let text = String::from_utf8_lossy(&said.stderr).into_owned();
    let version = text.split('"').nth(1)?;
    version.split(['.', '-', '+']).next()?.parse().ok()
}

impl Keycloak {
    /// Installs one where there is none, starts it, and waits until it is ready.
    ///
    /// # Panics
    /// When it does not start, with the end of what it said.
    pub async fn start() -> Self {
        let installed = install();
        let folder = tempfile::Builder::new().prefix("run-").tempdir_in(cache()).unwrap();
        let home = folder.path().join("keycloak");
        link(&installed, &home).unwrap();
        let ports = [port::free(), port::free()];
        let keycloak = Self {
            home,
            ports,
            api: Api::new(&format!("http://127.0.0.1:{}", ports[0])),
            token: Mutex::new(None),
            running: Mutex::new(None),
            _folder: folder,
        };
        keycloak.start_again().await;
        keycloak
    }

    /// Where it is.
    #[must_use]
    pub fn url(&self) -> &str {
        self.api.base()
    }

    /// A client of it.
    #[must_use]
    pub const fn api(&self) -> &Api {
        &self.api
    }

    /// Starts it where it was killed, with its data and on its port, and waits until it is ready.
    ///
    /// # Panics
    /// As [`Keycloak::start`].
    pub async fn start_again(&self) {
        *self.running() = Some(self.spawn());
        let ready = within(STARTING, || async {
            let ended = self.running().as_mut().and_then(|child| child.try_wait().unwrap());
            assert!(ended.is_none(), "Keycloak ended with {ended:?}:\n{}", self.said());
            let answer = self.api.call("GET", "/realms/master").attempt().await;
            answer.ok().filter(|answer| answer.status == 200).map(drop)
        });
        assert!(ready.await.is_some(), "Keycloak does not get ready:\n{}", self.said());
    }

    /// Kills it at once, as a crash would, and waits until nothing listens any more.
    pub async fn kill(&self) {
        end(self.running().take());
        until("Keycloak to be gone", || async {
            self.api.call("GET", "/realms/master").attempt().await.err().map(drop)
        })
        .await;
    }

    /// A call as its administrator.
    pub async fn call(&self, method: &str, path: &str) -> Call {
        self.api.call(method, path).bearer(&self.token().await)
    }

    /// Makes a realm, as Keycloak writes one.
    ///
    /// # Panics
    /// When it does not take it.
    pub async fn make_realm(&self, realm: &Value) {
        self.call("POST", "/admin/realms")
            .await
            .json(realm)
            .send()
            .await
            .expect(201);
    }

    /// Asks a realm for a token.
    pub async fn grant(&self, realm: &str, form: &[(&str, &str)]) -> Answer {
        let path = format!("/realms/{realm}/protocol/openid-connect/token");
        self.api.call("POST", &path).form(form).send().await
    }

    async fn token(&self) -> String {
        let kept = self.token.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some((_, token)) = kept.filter(|(since, _)| since.elapsed() < TOKEN_LASTS) {
            return token;
        }
        let form = [
            ("grant_type", "password"),
            ("client_id", "admin-cli"),
            ("username", ADMINISTRATOR),
            ("password", ADMINISTRATOR),
        ];
        let token = self.grant("master", &form).await.expect(200).string("/access_token");
        *self.token.lock().unwrap_or_else(PoisonError::into_inner) = Some((Instant::now(), token.clone()));
        token
    }

    /// Starts the server in a process group of its own. The shell between takes the group with it when the server ends, and
    /// when we go away, in whatever way.
    fn spawn(&self) -> Child {
        let log = fs::File::create(self.log()).unwrap();
        let watch = "(\"$0\" \"$@\" </dev/null; kill -KILL 0) & read -r _gone; kill -KILL 0";
        Command::new("sh")
            .args(["-c", watch])
            .arg(self.home.join("bin/kc.sh"))
            .args([
                "start",
                "--optimized",
                "--http-enabled=true",
                "--hostname-strict=false",
                "--cache=local",
                // Its database would keep a commit back for half a second, which a kill would lose.
                "--db-url-properties=;NON_KEYWORDS=VALUE;DB_CLOSE_ON_EXIT=FALSE;WRITE_DELAY=0",
            ])
            .arg("--http-host=127.0.0.1")
            .arg(format!("--http-port={}", self.ports[0]))
            .arg(format!("--http-management-port={}", self.ports[1]))
            .env("KC_BOOTSTRAP_ADMIN_USERNAME", ADMINISTRATOR)
            .env("KC_BOOTSTRAP_ADMIN_PASSWORD", ADMINISTRATOR)
            .env("JAVA_OPTS_KC_HEAP", "-Xms64m -Xmx768m")
            .stdin(Stdio::piped())
            .stdout(log.try_clone().unwrap())
            .stderr(log)
            .process_group(0)
            .spawn()
            .unwrap()
    }

    fn log(&self) -> PathBuf {
        self.home.with_file_name("log")
    }

    /// The end of what it said.
    fn said(&self) -> String {
        let text = fs::read_to_string(self.log()).unwrap_or_default();
        let lines: Vec<&str> = text.lines().collect();
        lines[lines.len().saturating_sub(30)..].join("\n")
    }

    fn running(&self) -> std::sync::MutexGuard<'_, Option<Child>> {
        self.running.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Keycloak {
    fn drop(&mut self) {
        end(self.running().take());
    }
}

/// Ends the group of a process: its shell reads the end of its input.
fn end(child: Option<Child>) {
    if let Some(mut child) = child {
        drop(child.stdin.take());
        // Its own kill takes it along.
        let _killed = child.wait();
    }
}

/// Where everything of Keycloak's is kept.
fn cache() -> PathBuf {
    workspace::root().join("target/keycloak")
}

/// The distribution, once it is there: it is moved here when it is whole.
fn installed() -> PathBuf {
    cache().join(format!("keycloak-{VERSION}"))
}

/// Downloads the distribution through Maven and builds it, unless it is there.
fn install() -> PathBuf {
    let home = installed();
    if home.is_dir() {
        return home;
    }
    fs::create_dir_all(cache()).unwrap();
    let work = tempfile::Builder::new().prefix("install-").tempdir_in(cache()).unwrap();
    let artifact = format!("org.keycloak:keycloak-quarkus-dist:{VERSION}:zip");
    run(Command::new("mvn")
        .args([
            "-q",
            "-B",
            "org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy",
        ])
        .arg(format!("-Dartifact={artifact}"))
        .arg(format!("-DoutputDirectory={}", work.path().display())));
    run(Command::new("unzip")
        .arg("-q")
        .arg(work.path().join(format!("keycloak-quarkus-dist-{VERSION}.zip")))
        .arg("-d")
        .arg(work.path()));
    let unpacked = work.path().join(format!("keycloak-{VERSION}"));
    run(Command::new(unpacked.join("bin/kc.sh")).args(["build", "--db=dev-file", "--health-enabled=true"]));
    // Another run may have been quicker; its result is as good.
    if let Err(error) = fs::rename(&unpacked, &home) {
        assert!(home.is_dir(), "{}: {error}", home.display());
    }
    home
}

fn run(command: &mut Command) {
    let done = command.stdin(Stdio::null()).output().unwrap();
    let said = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let (out, err) = (said(&done.stdout), said(&done.stderr));
    assert!(
        done.status.success(),
        "{command:?} ended with {}:\n{out}{err}",
        done.status
    );
}

/// A copy that shares its files with the original; what Keycloak writes, it writes into new ones.
fn link(from: &Path, to: &Path) -> io::Result<()> {
    fs::create_dir(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let (source, target) = (entry.path(), to.join(entry.file_name()));
        if entry.file_name() == "data" {
            continue;
        }
        if entry.file_type()?.is_dir() {
            link(&source, &target)?;
        } else {
            fs::hard_link(&source, &target)?;
        }
    }
    Ok(())
}
