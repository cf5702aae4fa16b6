//! The table of settings: every key there is, and what may be shown of it. `Settings` says what each is for.

/// A key of the settings.
#[derive(Debug)]
pub(crate) struct Key {
    /// Its name, with its section: `mail.from`.
    pub(crate) name: &'static str,
    /// What may be shown of its value.
    pub(crate) shown: Shown,
    /// Where it may be set.
    pub(crate) place: Place,
    /// The key that says the same in another way; whichever is set later stands for both.
    pub(crate) instead_of: Option<&'static str>,
}

/// What may be shown of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shown {
    /// All of it.
    Openly,
    /// All but the password in a URL.
    WithoutPassword,
    /// That it is set.
    Never,
}

/// Where a key may be set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    /// In files and in the environment.
    Anywhere,
    /// In files alone, because it has parts.
    FilesAlone,
    /// In the environment alone, because settings files are copied, backed up and read by many.
    EnvironmentAlone,
}

const fn key(name: &'static str) -> Key {
    Key {
        name,
        shown: Shown::Openly,
        place: Place::Anywhere,
        instead_of: None,
    }
}

const fn url(name: &'static str, instead_of: &'static str) -> Key {
    Key {
        shown: Shown::WithoutPassword,
        instead_of: Some(instead_of),
        ..key(name)
    }
}

const fn file(name: &'static str, instead_of: &'static str) -> Key {
    Key {
        instead_of: Some(instead_of),
        ..key(name)
    }
}

const fn secret(name: &'static str, instead_of: &'static str) -> Key {
    Key {
        shown: Shown::Never,
        place: Place::EnvironmentAlone,
        instead_of: Some(instead_of),
        ..key(name)
    }
}

const fn tables(name: &'static str) -> Key {
    Key {
        place: Place::FilesAlone,
        ..key(name)
    }
}

/// Every key, in the order in which they are shown: those of a section stand together, those of none come first.
pub(crate) const KEYS: &[Key] = &[
    key("listen"),
    key("public_url"),
    key("allow_plain_http"),
    key("trusted_proxies"),
    key("forwarded_header"),
    key("cors_origins"),
    url("database_url", "database_url_file"),
    file("database_url_file", "database_url"),
    secret("secret", "secret_file"),
    file("secret_file", "secret"),
    secret("previous_secret", "previous_secret_file"),
    file("previous_secret_file", "previous_secret"),
    key("audience"),
    url("mail.smtp_url", "mail.smtp_url_file"),
    file("mail.smtp_url_file", "mail.smtp_url"),
    key("mail.from"),
    key("mail.allow_plain"),
    key("tokens.algorithm"),
    key("hashing.memory_kib"),
    key("hashing.passes"),
    key("hashing.queue"),
    key("hashing.max_wait_ms"),
    key("limits.enabled"),
    key("limits.client_per_minute"),
    key("limits.account_per_hour"),
    key("limits.tenant_per_minute"),
    key("limits.connections"),
    key("limits.connections_per_client"),
    key("log.format"),
    tables("tenants"),
    tables("providers"),
    tables("dialects"),
];

/// Members of tables whose values are secret.
pub(crate) const SECRET_MEMBERS: &[&str] = &["client_secret", "community_secret"];

/// The key of this name.
pub(crate) fn find(name: &str) -> Option<&'static Key> {
    KEYS.iter().find(|key| key.name == name)
}

/// Whether a section has this name.
pub(crate) fn is_section(name: &str) -> bool {
    KEYS.iter()
        .any(|key| key.name.strip_prefix(name).is_some_and(|rest| rest.starts_with('.')))
}

/// The variable that sets a key.
pub(crate) fn variable(name: &str) -> String {
    format!("ENROLL_{}", name.to_ascii_uppercase().replace('.', "__"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_that_stand_for_each_other_name_each_other() {
        for key in KEYS {
            if let Some(other) = key.instead_of {
                assert_eq!(find(other).unwrap().instead_of, Some(key.name));
            }
        }
    }

    #[test]
    fn every_secret_can_come_from_a_file() {
        for key in KEYS.iter().filter(|key| key.shown != Shown::Openly) {
            assert_eq!(key.instead_of, Some(&*format!("{}_file", key.name)));
        }
    }
}
