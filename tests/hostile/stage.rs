//! The stage: the real program on SQLite, with every contract, cheap hashes and no limits on how often, so that every request is
//! read; and what the system says of its memory.

use std::net::SocketAddr;
use std::path::Path;

use enroll_tests::program::{Program, Running};
use serde_json::json;

/// A password that no contract is against.
pub(crate) const PASSWORD: &str = "Seven0wls-Read-Maps";

const BINARY: &str = env!("CARGO_BIN_EXE_enroll-under-test");

/// A server, and where it is.
#[derive(Debug)]
pub(crate) struct Stage {
    program: Program,
    pub(crate) running: Running,
    pub(crate) server: SocketAddr,
}

/// Somebody with an account.
#[derive(Debug)]
pub(crate) struct Person {
    pub(crate) token: String,
    pub(crate) sub: String,
}

impl Stage {
    /// Starts a server.
    pub(crate) async fn open() -> Self {
        Self::saying("warn").await
    }

    /// Starts a server that says so much.
    pub(crate) async fn saying(level: &str) -> Self {
        let program = Program::new(BINARY).with("RUST_LOG", level);
        let settings = "[hashing]\nmemory_kib = 64\npasses = 1\nqueue = 4096\nmax_wait_ms = 60000\n";
        std::fs::write(program.folder().join("cheap.toml"), settings).unwrap();
        let running = program.serve(&["serve", "--dev", "--config", "cheap.toml"]).await;
        let server = program.url().trim_start_matches("http://").parse().unwrap();
        Self {
            program,
            running,
            server,
        }
    }

    /// Somebody of a tenant who signed in, made by the operator with this user name and role. They set their password here, where its
    /// hash is cheap: a dear one, which the command line makes, takes memory at each sign-in that is no bad request's doing.
    pub(crate) async fn person(&self, tenant: &str, username: &str, role: &str) -> Person {
        let email = format!("{username}@{tenant}.example.org");
        let made = ["user", "create", "--tenant", tenant, "--email", &email, "--role", role];
        let fields = [
            "given_name=Ada",
            "family_name=Lovelace",
            "locale=en-GB",
            "registration_app=test",
        ];
        let fields = fields.iter().flat_map(|field| ["--field", field]);
        let rest = ["--username", username].into_iter().chain(fields);
        let arguments: Vec<_> = made.into_iter().chain(rest).collect();
        let done = self.program.run(&arguments, "").await;
        let printed = String::from_utf8(done.stdout).unwrap();
        let token = printed.trim().rsplit_once("token=").unwrap().1;
        let body = json!({ "token": token, "password": PASSWORD });
        let call = self.running.api.call("POST", "/v1/first-password");
        let set = call.header("enroll-tenant", tenant).json(&body).send().await;
        assert!(set.status < 300, "{set:?}");
        let call = self.running.api.call("POST", "/v1/sessions");
        let body = json!({ "identifier": email, "password": PASSWORD });
        let answer = call.header("enroll-tenant", tenant).json(&body).send().await;
        let token = answer.expect(200).string("/access_token");
        let me = self.running.api.call("GET", "/v1/me").header("enroll-tenant", tenant);
        let sub = me.bearer(&token).send().await.expect(200).string("/sub");
        Person { token, sub }
    }

    /// The administrator of a tenant.
    pub(crate) async fn principal(&self, tenant: &str) -> Person {
        self.person(tenant, "principal", "admin").await
    }

    /// Where its files are.
    pub(crate) fn folder(&self) -> &Path {
        self.program.folder()
    }

    /// How much memory it holds, in KiB (`VmRSS` of proc(5)).
    pub(crate) fn resident(&self) -> u64 {
        let path = format!("/proc/{}/status", self.running.id());
        let status = std::fs::read_to_string(path).unwrap();
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
        line.trim().trim_end_matches("kB").trim().parse().unwrap()
    }

    /// What it said of itself being out of order.
    pub(crate) fn complaints(&self) -> Vec<String> {
        let said = self.running.said.text();
        let bad = |line: &&str| line.contains("panicked") || line.contains("out of order");
        said.lines().filter(bad).map(str::to_owned).collect()
    }
}
