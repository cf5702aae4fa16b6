//! How much is done, by which chance, and what came of it. What is done stands in the rows.

use std::env;
use std::fmt;
use std::time::Duration;

use enroll::adapters::memory::Chance;
use enroll_tests::promise::Noticed;
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
    /// What came of each deliberate break.
    pub(crate) controls: Vec<Control>,
}

/// What came of a deliberate break.
#[derive(Debug)]
pub(crate) struct Control {
    pub(crate) what: String,
    /// What has to notice it.
    pub(crate) names: Noticed,
    /// How many violations name it.
    pub(crate) seen: usize,
    /// A few of the others, if none does.
    pub(crate) instead: Vec<String>,
}

impl fmt::Display for Control {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            what, names, instead, ..
        } = self;
        write!(out, "{what}: {names} stayed green, and this was seen: {instead:?}")
    }
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

    /// Notes what a checker found in what was broken on purpose. It is seen by violations that name what was broken, and by no others.
    pub(crate) fn control(&mut self, what: &str, names: impl Into<Noticed>, (_, broken): (usize, Vec<String>)) {
        let names = names.into();
        let seen = broken.iter().filter(|how| names.is(how)).count();
        self.controls.push(Control {
            what: what.to_owned(),
            names,
            seen,
            instead: broken.into_iter().take(if seen == 0 { 3 } else { 0 }).collect(),
        });
    }
}
