//! How much is done, by which chance, and what came of it. What is done stands in the rows.

use std::env;
use std::time::Duration;

use enroll_tests::chance::Chance;
use enroll_tests::until::within;

/// Says how much: `full` for the figures of a release, anything else for those of every run.
const SIZE: &str = "ENROLL_FAULTS";
/// The seed to begin with, to see a run again.
const SEED: &str = "ENROLL_FAULTS_SEED";

/// How much is done in a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Size {
    /// What every run affords.
    Small,
    /// What a release is measured with.
    Full,
}

/// How a row is measured.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Measure {
    pub(crate) size: Size,
    pub(crate) seed: u64,
}

impl Measure {
    /// As the environment has it.
    pub(crate) fn from_environment() -> Self {
        let size = match env::var(SIZE).as_deref() {
            Ok("full") => Size::Full,
            Ok(_) | Err(_) => Size::Small,
        };
        let now = std::time::UNIX_EPOCH.elapsed().unwrap().subsec_nanos();
        let seed = env::var(SEED).map_or(u64::from(now), |seed| seed.parse().unwrap());
        Self { size, seed }
    }

    /// A number, by the size.
    pub(crate) const fn of(self, small: usize, full: usize) -> usize {
        match self.size {
            Size::Small => small,
            Size::Full => full,
        }
    }

    /// How long something may take that is promised within a span: in every run, while others use the machine, longer.
    pub(crate) const fn patience(self, promised: Duration) -> Duration {
        match self.size {
            Size::Small => promised.saturating_mul(6),
            Size::Full => promised,
        }
    }

    /// The chance of one row.
    pub(crate) const fn chance(self) -> Chance {
        Chance::new(self.seed)
    }
}

/// Lets time pass in which a fault lasts or is waited for. Nothing is proved by that it has.
pub(crate) async fn pass(span: Duration) {
    within(span, || async { None::<()> }).await;
}

/// What a row came to.
#[derive(Debug, Default)]
pub(crate) struct Found {
    /// How many faults there were.
    pub(crate) injected: usize,
    /// How many times something was looked at.
    pub(crate) checked: usize,
    /// What was not as promised.
    pub(crate) broken: Vec<String>,
    /// Each deliberate break, with how many violations it was seen by.
    pub(crate) controls: Vec<(String, usize)>,
}

impl Found {
    /// Looks at something: `how` says what is wrong if it is not as promised.
    pub(crate) fn check(&mut self, as_promised: impl Into<Option<bool>>, how: impl FnOnce() -> String) {
        self.checked += 1;
        if as_promised.into() != Some(true) {
            self.broken.push(how());
        }
    }

    /// Takes over what a checker looked at and found.
    pub(crate) fn add(&mut self, (checked, broken): (usize, Vec<String>)) {
        self.checked += checked;
        self.broken.extend(broken);
    }

    /// Notes what a checker found in what was broken on purpose.
    pub(crate) fn control(&mut self, what: &str, (_, broken): (usize, Vec<String>)) {
        self.controls.push((what.to_owned(), broken.len()));
    }
}
