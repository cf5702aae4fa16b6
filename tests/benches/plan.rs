//! What is to be measured, and for how long: settings by environment, so that a quick run is possible.

use std::env;
use std::time::Duration;

/// How many rounds; 5 unless it says otherwise.
const ROUNDS: &str = "ENROLL_BENCH_ROUNDS";
/// How long one measurement lasts, in seconds; 3 unless it says otherwise.
const SECONDS: &str = "ENROLL_BENCH_SECONDS";
/// Which parts, separated by commas; all unless it names some.
const ONLY: &str = "ENROLL_BENCH_ONLY";

/// A part of the bench: what is measured together, because it takes turns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    /// Memory and time at the start.
    Idle,
    /// Registrations and sign-ins as they are, and a crowd of them.
    Hashing,
    /// Registrations without their hash, on SQLite.
    HashFree,
    /// The same on PostgreSQL.
    Postgres,
    /// Bodies that are refused.
    Rejected,
}

impl Part {
    /// All of them, in the order in which they are measured.
    pub(crate) const ALL: [Self; 5] = [
        Self::Idle,
        Self::Hashing,
        Self::HashFree,
        Self::Postgres,
        Self::Rejected,
    ];

    /// Its name in `ENROLL_BENCH_ONLY`.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Idle => "idle",
            Self::Hashing => "hashing",
            Self::HashFree => "hash-free",
            Self::Postgres => "postgres",
            Self::Rejected => "rejected",
        }
    }
}

/// What this run does.
#[derive(Debug)]
pub(crate) struct Plan {
    pub(crate) rounds: u32,
    /// How long one measurement lasts, once everything is under way.
    pub(crate) span: Duration,
    only: Vec<String>,
}

impl Plan {
    pub(crate) fn from_environment() -> Self {
        let only = env::var(ONLY).unwrap_or_default();
        let only: Vec<String> = only
            .split(',')
            .map(|name| name.trim().to_owned())
            .filter(|name| !name.is_empty())
            .collect();
        let known = Part::ALL.map(Part::name);
        for name in &only {
            assert!(
                known.contains(&name.as_str()),
                "{ONLY} names {name}, which is none of {known:?}"
            );
        }
        Self {
            rounds: number(ROUNDS, 5),
            span: Duration::from_secs(number(SECONDS, 3).into()),
            only,
        }
    }

    pub(crate) fn wants(&self, part: Part) -> bool {
        self.only.is_empty() || self.only.iter().any(|name| name == part.name())
    }
}

fn number(name: &str, usual: u32) -> u32 {
    let Ok(text) = env::var(name) else { return usual };
    let number = text.parse().ok().filter(|number| *number > 0);
    number.unwrap_or_else(|| panic!("{name} is {text}, which is no number above 0"))
}
