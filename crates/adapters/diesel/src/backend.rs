//! What differs between SQLite and PostgreSQL: connecting (an SQLite file in `sqlite_file.rs`), beginning a transaction, locking rows, and reading errors.
//! Which migrations each has stands in `migrations.rs`, and how units of work reach each in `store.rs`; no query asks
//! which of them it talks to.

use std::time::Duration;

use diesel::connection::{AnsiTransactionManager, Connection as _, SimpleConnection as _};
use diesel::result::{DatabaseErrorInformation, DatabaseErrorKind, Error};
use diesel::{QueryResult, RunQueryDsl as _};
use enroll_repository::StoreError;

use crate::connection::AnyConnection;
use crate::database_url::DatabaseUrl;

/// What a connection is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Use {
    /// Units of work.
    Work,
    /// Reading alone.
    Reading,
    /// Reading without leaving a trace on the disk.
    Looking,
    /// Changing the schema, which may take its time.
    Migrating,
}

/// What a transaction may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Access {
    /// Read and write.
    Write,
    /// Read one consistent state.
    Read,
}

/// A key that somebody else may hold already, with its columns as SQLite names them.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Key {
    /// The name of the constraint.
    pub(crate) constraint: &'static str,
    /// The columns.
    pub(crate) columns: &'static str,
}

/// Connects. The error is for the operator and holds no password.
pub(crate) fn connect(url: &DatabaseUrl, purpose: Use, patience: Duration) -> Result<AnyConnection, String> {
    match url {
        #[cfg(feature = "sqlite")]
        DatabaseUrl::Sqlite(path) => crate::sqlite_file::open(path, purpose, patience).map(AnyConnection::Sqlite),
        #[cfg(feature = "postgres")]
        DatabaseUrl::Postgres(url) => {
            reach_server(url, purpose, patience).map_err(|error| crate::database_url::without_password(&error, url))
        }
    }
}

#[cfg(feature = "postgres")]
fn reach_server(url: &str, purpose: Use, patience: Duration) -> Result<AnyConnection, String> {
    let mut url = url.to_owned();
    for (name, value) in [
        ("connect_timeout", "3"),
        ("tcp_user_timeout", "10000"),
        ("application_name", "enroll"),
    ] {
        if !url.contains(&format!("{name}=")) {
            let joint = if url.contains('?') { '&' } else { '?' };
            url.push_str(&format!("{joint}{name}={value}"));
        }
    }
    let mut conn = diesel::PgConnection::establish(&url).map_err(|error| error.to_string())?;
    // Deadlocks are known by their text alone. Who may not choose the server's language must find an English one.
    if let Err(_not_permitted) = conn.batch_execute("SET lc_messages = 'C'") {
        let spoken =
            diesel::sql_query("SELECT current_setting('lc_messages') AS language").get_result::<Spoken>(&mut conn);
        understood(&spoken.map_err(|error| error.to_string())?.language)?;
    }
    if purpose != Use::Migrating {
        let patience = patience.as_millis();
        let limits = format!(
            "SET lock_timeout = {patience}; SET statement_timeout = {patience}; \
             SET idle_in_transaction_session_timeout = 60000"
        );
        conn.batch_execute(&limits).map_err(|error| error.to_string())?;
    }
    if purpose == Use::Looking {
        conn.batch_execute("SET default_transaction_read_only = on")
            .map_err(|error| error.to_string())?;
    }
    Ok(AnyConnection::Postgres(conn))
}

#[cfg(feature = "postgres")]
#[derive(diesel::QueryableByName)]
struct Spoken {
    #[diesel(sql_type = diesel::sql_types::Text)]
    language: String,
}

/// Whether the server's errors can be told apart in the language in which it writes them.
#[cfg(feature = "postgres")]
fn understood(language: &str) -> Result<(), String> {
    let english = matches!(language, "C" | "POSIX") || ["C.", "en"].iter().any(|start| language.starts_with(start));
    if english {
        return Ok(());
    }
    Err(format!(
        "the server writes its errors in {language:?}, and this role may not choose the language, without which contention \
         is not told from failure; as an administrator, run: ALTER ROLE … SET lc_messages = 'C'"
    ))
}

/// Begins a transaction. On SQLite one that will write takes the write lock at once, because it could not get it later
/// without having read an old state.
pub(crate) fn begin(conn: &mut AnyConnection, access: Access) -> QueryResult<()> {
    match conn {
        #[cfg(feature = "sqlite")]
        AnyConnection::Sqlite(conn) => {
            let sql = match access {
                Access::Write => "BEGIN IMMEDIATE",
                Access::Read => "BEGIN DEFERRED",
            };
            AnsiTransactionManager::begin_transaction_sql(conn, sql)
        }
        #[cfg(feature = "postgres")]
        AnyConnection::Postgres(conn) => {
            let sql = match access {
                Access::Write => "BEGIN ISOLATION LEVEL READ COMMITTED",
                Access::Read => "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
            };
            AnsiTransactionManager::begin_transaction_sql(conn, sql)
        }
    }
}

/// What follows a `SELECT` so that its rows are locked until the transaction ends. It leaves room for the locks of
/// foreign keys, which every insert takes. On SQLite whoever writes is alone.
pub(crate) fn row_lock(conn: &AnyConnection) -> &'static str {
    match conn {
        #[cfg(feature = "sqlite")]
        AnyConnection::Sqlite(_) => "",
        #[cfg(feature = "postgres")]
        AnyConnection::Postgres(_) => "FOR NO KEY UPDATE",
    }
}

/// The same, but rows that others have locked are left out.
pub(crate) fn free_row_lock(conn: &AnyConnection) -> &'static str {
    match conn {
        #[cfg(feature = "sqlite")]
        AnyConnection::Sqlite(_) => "",
        #[cfg(feature = "postgres")]
        AnyConnection::Postgres(_) => " FOR NO KEY UPDATE SKIP LOCKED",
    }
}

/// Asks whether any migration was ever applied, without writing anything.
pub(crate) fn was_ever_migrated(conn: &mut AnyConnection) -> QueryResult<bool> {
    #[derive(diesel::QueryableByName)]
    struct Found {
        #[diesel(sql_type = diesel::sql_types::BigInt)]
        tables: i64,
    }
    let sql = match conn {
        #[cfg(feature = "sqlite")]
        AnyConnection::Sqlite(_) => {
            "SELECT count(*) AS tables FROM sqlite_master WHERE type = 'table' AND name = '__diesel_schema_migrations'"
        }
        #[cfg(feature = "postgres")]
        AnyConnection::Postgres(_) => {
            "SELECT count(*) AS tables FROM pg_class WHERE oid = to_regclass('__diesel_schema_migrations')"
        }
    };
    Ok(diesel::sql_query(sql).get_result::<Found>(conn)?.tables > 0)
}

/// Has other programs that would migrate wait until this transaction ends.
pub(crate) fn lock_schema(conn: &mut AnyConnection) -> QueryResult<()> {
    match conn {
        #[cfg(feature = "sqlite")]
        AnyConnection::Sqlite(_) => Ok(()), // `BEGIN IMMEDIATE` does
        #[cfg(feature = "postgres")]
        AnyConnection::Postgres(conn) => conn.batch_execute("SELECT pg_advisory_xact_lock(7165917264107431525)"),
    }
}

/// Whether a write failed because somebody else holds this key. PostgreSQL names the constraint, SQLite the columns.
pub(crate) fn is_taken(error: &Error, key: Key) -> bool {
    let Error::DatabaseError(DatabaseErrorKind::UniqueViolation, said) = error else {
        return false;
    };
    match said.constraint_name() {
        Some(constraint) => constraint == key.constraint,
        None => said.message().strip_prefix("UNIQUE constraint failed: ") == Some(key.columns),
    }
}

/// Sorts an error of the driver by what the program can do about it.
pub(crate) fn sorted(error: Error) -> StoreError {
    let busy = match &error {
        Error::DatabaseError(DatabaseErrorKind::SerializationFailure, _) => true,
        Error::DatabaseError(DatabaseErrorKind::Unknown, said) => tells_of_others(said.as_ref()),
        _ => false,
    };
    if busy {
        StoreError::Busy
    } else {
        StoreError::broken(error)
    }
}

/// Neither driver passes on a code for these.
fn tells_of_others(said: &(dyn DatabaseErrorInformation + Send + Sync)) -> bool {
    const SQLITE: [&str; 3] = [
        "database is locked",
        "database table is locked",
        "database schema is locked",
    ];
    const POSTGRES: [&str; 3] = [
        "deadlock detected",
        "canceling statement due to lock timeout",
        "canceling statement due to statement timeout",
    ];
    SQLITE
        .iter()
        .chain(&POSTGRES)
        .any(|text| said.message().starts_with(text))
}

#[cfg(all(test, feature = "postgres"))]
mod tests {
    use super::understood;

    #[test]
    fn a_server_that_writes_its_errors_in_another_language_is_refused_with_the_remedy() {
        for language in ["C", "POSIX", "C.UTF-8", "en_US.UTF-8", "en_GB"] {
            assert_eq!(understood(language), Ok(()), "{language}");
        }
        for language in ["de_DE.UTF-8", "", "fr_FR"] {
            assert!(
                understood(language)
                    .unwrap_err()
                    .contains("ALTER ROLE … SET lc_messages = 'C'")
            );
        }
    }
}
