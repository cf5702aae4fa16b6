//! How long things last in a tenant, and how many mails an address gets.

use std::time::Duration;

const MINUTE: u64 = 60;
const HOUR: u64 = 60 * MINUTE;
const DAY: u64 = 24 * HOUR;

/// How long things last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lifetimes {
    /// An attempt, and each activation link. 24 hours by default.
    pub activation: Duration,
    /// A link to set a first password. 7 days by default.
    pub first_password: Duration,
    /// A link to reset a password. 1 hour by default.
    pub password_reset: Duration,
    /// An access token. 10 minutes by default.
    pub access_token: Duration,
    /// A session, however often it is refreshed. 30 days by default.
    pub session: Duration,
    /// How long what a closed user was known by stays theirs, so that nobody else can be taken for them. 30 days by default.
    pub cool_down: Duration,
}

impl Default for Lifetimes {
    fn default() -> Self {
        Self {
            activation: Duration::from_secs(DAY),
            first_password: Duration::from_secs(7 * DAY),
            password_reset: Duration::from_secs(HOUR),
            access_token: Duration::from_secs(10 * MINUTE),
            session: Duration::from_secs(30 * DAY),
            cool_down: Duration::from_secs(30 * DAY),
        }
    }
}

/// How many mails one address gets in a span of time, whoever asks for them. Resets are counted apart, so that
/// registrations in somebody's name cannot use up their resets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MailBudget {
    /// The span. 24 hours by default.
    pub window: Duration,
    /// Mails that follow from registrations. 10 by default.
    pub registrations: u32,
    /// Mails that follow from requests to reset a password. 5 by default.
    pub resets: u32,
}

impl Default for MailBudget {
    fn default() -> Self {
        Self {
            window: Duration::from_secs(DAY),
            registrations: 10,
            resets: 5,
        }
    }
}
