//! The promises of `docs/reliability.md`, each by the one name that every suite prints. How each is looked at stands in the suites.

use std::fmt::{self, Display};

/// A promise.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Promise {
    /// What was answered as done is there, and stays as it was put last.
    Acknowledged,
    /// One call, or one idempotency key, has one effect and one answer; what was refused, and who never asked, has none.
    OneEffect,
    /// A change, its mails, its provisioning and its audit record are there together or not at all.
    OneCommit,
    /// An identifier has one holder in its tenant.
    OneHolder,
    /// A mail comes from a committed change, goes to whom that names, within the budget, and its link works.
    MailsIntended,
    /// A mail and a provisioning end, in time, visibly and as they are said to have ended.
    IntentsEnd,
    /// A link, code, password, session or token is good for its own purpose, owner and time, and no longer.
    SecretsEnd,
    /// No secret is told or stored.
    NothingTold,
    /// Nobody acts, gives or receives beyond the giver's authority.
    Authority,
    /// A call in one tenant reads and changes nothing of another.
    TenantsApart,
    /// Nothing of whoever registered with an unproved address outlives its owner's arrival.
    StrangersLeaveNothing,
    /// Nothing of whoever is gone rests, nor what was noted for what is done.
    Forgotten,
    /// What cannot be read is given up, says why, and holds nothing else up.
    DamageContained,
    /// Where encryption is required, nothing goes out in clear.
    NothingInClear,
    /// Whoever calls is served, or told what stands in the way or to come again.
    Answered,
    /// Nothing keeps a processor or a relay busy for nothing.
    NothingBusy,
}

impl Promise {
    /// All of them, in the order of the page.
    pub const ALL: [Self; 16] = [
        Self::Acknowledged,
        Self::OneEffect,
        Self::OneCommit,
        Self::OneHolder,
        Self::MailsIntended,
        Self::IntentsEnd,
        Self::SecretsEnd,
        Self::NothingTold,
        Self::Authority,
        Self::TenantsApart,
        Self::StrangersLeaveNothing,
        Self::Forgotten,
        Self::DamageContained,
        Self::NothingInClear,
        Self::Answered,
        Self::NothingBusy,
    ];

    /// What it is called.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Acknowledged => "what was acknowledged stays",
            Self::OneEffect => "one call has one effect",
            Self::OneCommit => "a change is whole",
            Self::OneHolder => "one holder",
            Self::MailsIntended => "every mail was intended",
            Self::IntentsEnd => "every intent ends",
            Self::SecretsEnd => "a secret is good no longer than it should be",
            Self::NothingTold => "nothing secret is told",
            Self::Authority => "no authority beyond the giver's",
            Self::TenantsApart => "tenants are apart",
            Self::StrangersLeaveNothing => "a stranger leaves nothing",
            Self::Forgotten => "what is over is forgotten",
            Self::DamageContained => "damage holds nothing up",
            Self::NothingInClear => "nothing goes out in clear",
            Self::Answered => "everybody is answered",
            Self::NothingBusy => "nothing is kept busy",
        }
    }

    /// A violation of it, in the words that every suite has for one.
    #[must_use]
    pub fn broken(self, how: impl Display) -> String {
        format!("{self}: {how}")
    }

    /// Which promise a violation breaks.
    #[must_use]
    pub fn of(violation: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|promise| promise.told_by(violation).is_some())
    }

    /// The check of it that says so.
    #[must_use]
    pub const fn by(self, check: &'static str) -> Noticed {
        Noticed { promise: self, check }
    }

    fn told_by(self, violation: &str) -> Option<&str> {
        violation.strip_prefix(self.name())?.strip_prefix(": ")
    }
}

impl Display for Promise {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.name())
    }
}

/// What a deliberate break has to be noticed by: the promise that it breaks, and the check of it, where it has several.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Noticed {
    /// The promise.
    pub promise: Promise,
    /// How the check begins to tell it; empty where any check will do.
    pub check: &'static str,
}

impl Noticed {
    /// Whether this violation is what was to be noticed.
    #[must_use]
    pub fn is(self, violation: &str) -> bool {
        let told = self.promise.told_by(violation);
        let rest = told.and_then(|told| told.strip_prefix(self.check));
        rest.is_some_and(|rest| self.check.is_empty() || rest.starts_with([' ', ':']))
    }
}

impl From<Promise> for Noticed {
    fn from(promise: Promise) -> Self {
        promise.by("")
    }
}

impl Display for Noticed {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.check {
            "" => write!(out, "{}", self.promise),
            check => write!(out, "{}: {check}", self.promise),
        }
    }
}

/// A violation of the promise of this name, told as `format!` does.
#[macro_export]
macro_rules! violation {
    ($promise:ident, $($how:tt)+) => {
        $crate::promise::Promise::$promise.broken(::std::format_args!($($how)+))
    };
}

#[test]
fn a_violation_names_its_promise_and_its_check_and_no_other() {
    let how = 2;
    let told = violation!(OneEffect, "one key had {how} effects");
    assert_eq!(told, "one call has one effect: one key had 2 effects");
    assert_eq!(Promise::of(&told), Some(Promise::OneEffect));
    assert!(Promise::OneEffect.by("one key had").is(&told) && Noticed::from(Promise::OneEffect).is(&told));
    assert!(
        !Promise::OneEffect.by("one key ha").is(&told),
        "a check is named by whole words"
    );
    assert!(!Promise::OneHolder.by("").is(&told));
    assert_eq!(Promise::of("one call has two"), None);
}
