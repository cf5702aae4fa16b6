//! What must be installed for some tests: where it is missing they show as ignored, with the reason; where it is named in
//! `ENROLL_TEST_REQUIRE` (such as `postgres,chromium`) they fail instead.

use std::env;
use std::path::PathBuf;
use std::process::Command;

use libtest_mimic::{Completion, Trial};

use crate::{keycloak, mta, postgres, postgres_server};

/// Names what must not be missing, separated by commas.
const REQUIRE: &str = "ENROLL_TEST_REQUIRE";

/// Every name that may stand there; those of other test programs are no mistake.
const NAMES: &[&str] = &[
    "postgres",
    "chromium",
    "pyjwt",
    "mta",
    "keycloak",
    "schemathesis",
    "strace",
    "tmpfs",
    "faketime",
];

/// Something that must be installed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// PostgreSQL's server.
    Postgres,
    /// Chromium and its driver.
    Chromium,
    /// Python with PyJWT.
    PyJwt,
    /// A mail server, and Python to read its mails.
    Mta,
    /// strace, which must be let trace.
    Strace,
    /// The right to mount a file system in a name space of one's own.
    Tmpfs,
    /// libfaketime.
    Faketime,
    /// Keycloak, or what it takes to install it.
    Keycloak,
    /// Schemathesis, which tries an API by its description.
    Schemathesis,
}

impl Part {
    /// Its name in `ENROLL_TEST_REQUIRE`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Postgres => "postgres",
            Self::Chromium => "chromium",
            Self::PyJwt => "pyjwt",
            Self::Mta => "mta",
            Self::Strace => "strace",
            Self::Tmpfs => "tmpfs",
            Self::Faketime => "faketime",
            Self::Keycloak => "keycloak",
            Self::Schemathesis => "schemathesis",
        }
    }

    /// What is missing, if anything is.
    #[must_use]
    pub fn missing(self) -> Option<String> {
        match self {
            Self::Postgres => postgres::missing(),
            Self::Chromium => {
                let there = on_path("chromedriver").is_some() && chromium().is_some();
                (!there).then(|| "chromium and chromedriver are not both installed".to_owned())
            }
            Self::PyJwt => (!has_pyjwt()).then(|| "python3 has no PyJWT with cryptography".to_owned()),
            Self::Mta => mta::missing(),
            Self::Strace => {
                let traces = runs("strace", &["-D", "-o", "/dev/null", "true"]);
                (!traces).then(|| "strace is not installed, or may not trace".to_owned())
            }
            Self::Tmpfs => {
                let mounts = runs("unshare", &["-rm", "mount", "-t", "tmpfs", "tmpfs", "/tmp"]);
                (!mounts).then(|| "nobody may mount a file system in a name space of their own".to_owned())
            }
            Self::Faketime => faketime().is_none().then(|| "libfaketime is not installed".to_owned()),
            Self::Keycloak => keycloak::missing(),
            Self::Schemathesis => {
                let there = on_path("schemathesis").is_some();
                (!there).then(|| "schemathesis is not installed".to_owned())
            }
        }
    }

    fn is_required(self) -> bool {
        match self {
            Self::Postgres => postgres_server::is_required(),
            Self::Chromium
            | Self::PyJwt
            | Self::Mta
            | Self::Strace
            | Self::Tmpfs
            | Self::Faketime
            | Self::Keycloak
            | Self::Schemathesis => required().iter().any(|name| name == self.name()),
        }
    }
}

/// A test that needs `parts`.
pub fn trial(name: impl Into<String>, parts: &'static [Part], run: impl FnOnce() + Send + 'static) -> Trial {
    Trial::ignorable_test(name, move || {
        for part in parts {
            match part.missing() {
                None => {}
                Some(reason) if part.is_required() => {
                    return Err(format!("{reason}, and {REQUIRE} names {}", part.name()).into());
                }
                Some(reason) => return Ok(Completion::ignored_with(reason)),
            }
        }
        run();
        Ok(Completion::Completed)
    })
}

fn required() -> Vec<String> {
    let named = env::var(REQUIRE).unwrap_or_default();
    let names: Vec<String> = named
        .split(',')
        .map(str::trim)
        .filter(|name| !name.is_empty())
        .map(str::to_owned)
        .collect();
    for name in &names {
        assert!(
            NAMES.contains(&&**name),
            "{REQUIRE} names {name}, which is none of {NAMES:?}"
        );
    }
    names
}

/// Where a program stands that is found by its name.
#[must_use]
pub fn on_path(name: &str) -> Option<PathBuf> {
    let path = env::var_os("PATH")?;
    env::split_paths(&path)
        .map(|folder| folder.join(name))
        .find(|file| file.is_file())
}

/// Where Chromium stands.
#[must_use]
pub fn chromium() -> Option<PathBuf> {
    on_path("chromium").or_else(|| on_path("google-chrome"))
}

/// Where the library stands that tells a program another time.
#[must_use]
pub fn faketime() -> Option<PathBuf> {
    let libraries = std::fs::read_dir("/usr/lib").into_iter().flatten().flatten();
    libraries
        .map(|entry| entry.path().join("faketime/libfaketimeMT.so.1"))
        .find(|library| library.is_file())
}

fn runs(program: &str, arguments: &[&str]) -> bool {
    let done = Command::new(program).args(arguments).output();
    done.is_ok_and(|done| done.status.success())
}

fn has_pyjwt() -> bool {
    let import = Command::new("python3")
        .args(["-c", "import jwt, jwt.algorithms, cryptography"])
        .output();
    import.is_ok_and(|done| done.status.success())
}
