//! The user names that nobody may ask for, because others would take their holder for the service itself.
//! A tenant's own additions do not live here.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use super::username::{UsernameKey, key_of};

/// The mailboxes of RFC 2142, the accounts of operating systems, and words that pages and programs give a meaning.
const NAMES: &[&str] = &[
    "abuse",
    "account",
    "accounts",
    "admin",
    "administrator",
    "admins",
    "anonymous",
    "anybody",
    "api",
    "billing",
    "bot",
    "contact",
    "daemon",
    "default",
    "deleted",
    "enroll",
    "everybody",
    "everyone",
    "false",
    "ftp",
    "group",
    "guest",
    "help",
    "helpdesk",
    "hostmaster",
    "info",
    "legal",
    "login",
    "logout",
    "mail",
    "mailer-daemon",
    "me",
    "moderator",
    "news",
    "nil",
    "nobody",
    "noc",
    "noreply",
    "no-reply",
    "null",
    "official",
    "operator",
    "owner",
    "password",
    "postmaster",
    "privacy",
    "register",
    "registration",
    "root",
    "sales",
    "security",
    "self",
    "service",
    "signin",
    "signup",
    "staff",
    "superuser",
    "support",
    "sysadmin",
    "sysop",
    "system",
    "team",
    "test",
    "true",
    "undefined",
    "unknown",
    "user",
    "users",
    "webmaster",
    "webmail",
    "www",
];

static RESERVED: LazyLock<BTreeSet<String>> = LazyLock::new(|| {
    NAMES
        .iter()
        .filter_map(|name| key_of(name).ok())
        .map(|key| coarse(&key))
        .collect()
});

/// Whether a key is that of a reserved name, or would be taken for it.
pub(super) fn is_reserved(key: &UsernameKey) -> bool {
    RESERVED.contains(&coarse(key.as_str()))
}

/// Folds further than a key does, where the price is no more than a refused `adm1n` or `r.o.o.t`: separators go, and
/// digits stand for the letters they are written for. Accounts are not told apart by this.
fn coarse(key: &str) -> String {
    key.chars()
        .filter(|c| !matches!(c, '.' | '-' | '_'))
        .map(|c| match c {
            'i' | 'j' => 'l',
            '3' => 'e',
            '4' => 'a',
            '5' => 's',
            '7' => 't',
            '8' => 'b',
            other => other,
        })
        .collect()
}
