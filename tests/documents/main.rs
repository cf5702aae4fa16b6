//! Documents: every description of an API that the server gives is tried against the server by a tool that knows nothing else of it.
//! No answer may be of a status that the description does not name, and none may be an error of the server.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by panicking")]

use std::process::{Command, ExitCode};
use std::sync::{Arc, OnceLock};

use enroll_tests::program::{Program, Running};
use enroll_tests::requirement::{Part, trial};
use libtest_mimic::{Arguments, Trial};
use serde_json::json;
use tokio::runtime::{Builder, Runtime};

const BINARY: &str = env!("CARGO_BIN_EXE_enroll-under-test");
const PASSWORD: &str = "Seven0wls-Read-Maps";
/// How many requests are made up for each operation.
const EXAMPLES: &str = "20";
/// The descriptions, each with the tenant whose administrator asks.
const DOCUMENTS: &[(&str, &str)] = &[
    ("openapi.json", "default"),
    ("openapi/cape-digital.json", "cape-digital"),
    ("openapi/self-community.json", "self-community"),
    ("openapi/onyx.json", "onyx"),
    ("openapi/jframework.json", "jframework"),
    ("openapi/rpost.json", "rpost"),
];

/// The server that all trials ask.
struct Served {
    program: Program,
    running: Running,
}

struct Stage {
    served: OnceLock<Served>,
    runtime: Runtime,
}

impl Stage {
    fn served(&self) -> &Served {
        self.served.get_or_init(|| self.runtime.block_on(serve()))
    }

    /// The access token of a tenant's administrator, who is made by the operator.
    fn token(&self, tenant: &str) -> String {
        let served = self.served();
        self.runtime.block_on(async {
            let email = format!("principal@{tenant}.example.org");
            let made = [
                "user", "create", "--tenant", tenant, "--email", &email, "--role", "admin",
            ];
            let rest = ["--username", "principal", "--password-stdin"];
            let fields = [
                "given_name=Ada",
                "family_name=Lovelace",
                "locale=en-GB",
                "registration_app=test",
            ];
            let fields: Vec<_> = fields.iter().flat_map(|field| ["--field", field]).collect();
            let (arguments, input) = ([made.as_slice(), &rest, &fields].concat(), format!("{PASSWORD}\n"));
            let done = served.program.run(&arguments, &input).await;
            assert!(done.status.success(), "{done:?}");
            let call = served
                .running
                .api
                .call("POST", "/v1/sessions")
                .header("enroll-tenant", tenant);
            let body = json!({ "identifier": email, "password": PASSWORD });
            call.json(&body).send().await.expect(200).string("/access_token")
        })
    }
}

async fn serve() -> Served {
    let program = Program::new(BINARY);
    let settings = "[hashing]\nmemory_kib = 64\npasses = 1\nmax_wait_ms = 60000\n";
    std::fs::write(program.folder().join("cheap.toml"), settings).unwrap();
    let running = program.serve(&["serve", "--dev", "--config", "cheap.toml"]).await;
    Served { program, running }
}

/// Has the tool try a description, and fails with all that it says where it finds anything.
fn holds(stage: &Stage, document: &str, tenant: &str) {
    let token = stage.token(tenant);
    let url = stage.served().program.url();
    let folder = tempfile::tempdir().unwrap();
    // One worker: the tool reads its own sources while it generates, which two of its threads do not survive together.
    let done = Command::new("schemathesis")
        .current_dir(folder.path())
        .args(["run", &format!("{url}/{document}"), "--url", &url])
        .args(["--checks", "not_a_server_error,status_code_conformance"])
        .args(["--max-examples", EXAMPLES, "--seed", "1", "--workers", "1"])
        .args(["--phases", "examples,coverage,fuzzing", "--warnings", "off"])
        .args(["--header", &format!("Authorization: Bearer {token}")])
        .args(["--header", &format!("Brand-URL: https://{tenant}.localhost")])
        .args([
            "--request-timeout",
            "60",
            "--suppress-health-check",
            "all",
            "--no-color",
        ])
        .output()
        .expect("the tool is on the path");
    let said = String::from_utf8_lossy(&done.stdout);
    assert!(done.status.success(), "{said}{}", String::from_utf8_lossy(&done.stderr));
}

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    let runtime = Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .unwrap();
    let stage = Arc::new(Stage {
        served: OnceLock::new(),
        runtime,
    });
    let trials: Vec<_> = DOCUMENTS
        .iter()
        .map(|&(document, tenant)| -> Trial {
            let stage = Arc::clone(&stage);
            trial(document, &[Part::Schemathesis], move || holds(&stage, document, tenant))
        })
        .collect();
    let conclusion = libtest_mimic::run(&arguments, trials);
    // The server ends within the runtime that watches it; an exit would leave it behind.
    if let Some(stage) = Arc::into_inner(stage) {
        let Stage { served, runtime } = stage;
        let _within = runtime.enter();
        drop(served);
    }
    conclusion.exit_code()
}
