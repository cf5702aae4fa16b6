//! Database URLs: which database is meant. Passwords may stand in them, so nothing here can be printed.

#[cfg(feature = "sqlite")]
use std::path::{Path, PathBuf};

use crate::OpenError;

/// Where the store is.
#[derive(Clone)]
pub(crate) enum DatabaseUrl {
    /// In this file.
    #[cfg(feature = "sqlite")]
    Sqlite(PathBuf),
    /// On the server that this URL of libpq names.
    #[cfg(feature = "postgres")]
    Postgres(String),
}

impl DatabaseUrl {
    /// Reads `sqlite:PATH`, `sqlite://PATH`, `postgres://…` or `postgresql://…`.
    pub(crate) fn parse(text: &str) -> Result<Self, OpenError> {
        if text.contains('\0') {
            return Err(OpenError::BadUrl("it holds a NUL"));
        }
        if let Some(path) = text.strip_prefix("sqlite:") {
            return in_file(path.strip_prefix("//").unwrap_or(path));
        }
        match text.split_once("://") {
            Some(("postgres" | "postgresql", rest)) => on_server(text, rest),
            _ => Err(OpenError::BadUrl("it must begin with sqlite: or postgres://")),
        }
    }
}

#[cfg(feature = "sqlite")]
fn in_file(path: &str) -> Result<DatabaseUrl, OpenError> {
    match path {
        "" => Err(OpenError::BadUrl("it names no file")),
        ":memory:" => Err(OpenError::BadUrl("a database in memory keeps nothing; name a file")),
        path if Path::new(path).is_absolute() => Ok(DatabaseUrl::Sqlite(path.into())),
        // SQLite would take `file:…` for a URL of its own; nothing that begins with a dot is one.
        path => Ok(DatabaseUrl::Sqlite(Path::new(".").join(path))),
    }
}

#[cfg(not(feature = "sqlite"))]
fn in_file(_path: &str) -> Result<DatabaseUrl, OpenError> {
    Err(OpenError::BadUrl("this build has no SQLite"))
}

/// A sign in the password that ends it early would make libpq show the remainder in its errors, as a host or a port.
#[cfg(feature = "postgres")]
fn on_server(text: &str, rest: &str) -> Result<DatabaseUrl, OpenError> {
    let authority = rest.split(['/', '?']).next().unwrap_or_default();
    if rest.matches('@').count() > 1 || (rest.contains('@') && !authority.contains('@')) {
        return Err(OpenError::BadUrl(
            "signs in its user name and password must be percent-encoded",
        ));
    }
    Ok(DatabaseUrl::Postgres(text.to_owned()))
}

#[cfg(not(feature = "postgres"))]
fn on_server(_text: &str, _rest: &str) -> Result<DatabaseUrl, OpenError> {
    Err(OpenError::BadUrl("this build has no PostgreSQL"))
}

/// The text of an error of libpq without the password that the URL holds.
#[cfg(feature = "postgres")]
pub(crate) fn without_password(error: &str, url: &str) -> String {
    let userinfo = url.split_once("://").and_then(|(_, rest)| rest.split_once('@'));
    let in_front = userinfo
        .and_then(|(userinfo, _)| userinfo.split_once(':'))
        .map(|(_, password)| password);
    let behind = url.split_once("password=").and_then(|(_, rest)| rest.split('&').next());
    let passwords = [in_front, behind]
        .into_iter()
        .flatten()
        .filter(|password| !password.is_empty());
    passwords.fold(error.trim().to_owned(), |text, password| text.replace(password, "…"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_that_name_no_database_are_refused() {
        for url in [
            "",
            "enroll.db",
            "sqlite:",
            "sqlite://",
            "sqlite::memory:",
            "mysql://host/db",
            "sqlite:a\0b",
        ] {
            assert!(matches!(DatabaseUrl::parse(url), Err(OpenError::BadUrl(_))), "{url}");
        }
    }

    #[cfg(feature = "sqlite")]
    #[test]
    fn a_file_is_never_taken_for_a_url_of_sqlite() {
        for (url, expected) in [
            ("sqlite:enroll.db", "./enroll.db"),
            ("sqlite://enroll.db", "./enroll.db"),
            ("sqlite:///var/enroll.db", "/var/enroll.db"),
            ("sqlite:file:enroll.db?mode=memory", "./file:enroll.db?mode=memory"),
        ] {
            let Ok(DatabaseUrl::Sqlite(path)) = DatabaseUrl::parse(url) else {
                panic!("{url}")
            };
            assert_eq!(path, Path::new(expected));
        }
    }

    #[cfg(feature = "postgres")]
    #[test]
    fn a_password_that_ends_early_is_refused_before_libpq_quotes_it() {
        for url in [
            "postgres://ada:se/cret@host/db",
            "postgres://ada:se?cret@host/db",
            "postgres://ada:se@cret@host/db",
        ] {
            assert!(matches!(DatabaseUrl::parse(url), Err(OpenError::BadUrl(_))), "{url}");
        }
        assert!(DatabaseUrl::parse("postgresql://ada:secret@host:5432/db?sslmode=require").is_ok());
    }

    #[cfg(feature = "postgres")]
    #[test]
    fn errors_of_libpq_lose_the_password() {
        let quoted = without_password("invalid token: \"se%cret\"\n", "postgres://ada:se%cret@host/db");
        assert_eq!(quoted, "invalid token: \"…\"");
        let quoted = without_password(
            "no hunter2 here",
            "postgres://host/db?user=ada&password=hunter2&sslmode=prefer",
        );
        assert_eq!(quoted, "no … here");
    }
}
