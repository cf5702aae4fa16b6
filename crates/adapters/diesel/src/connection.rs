//! A connection to either database, so that every query is written once.

#[cfg(feature = "postgres")]
use diesel::PgConnection;
#[cfg(feature = "sqlite")]
use diesel::SqliteConnection;

/// A connection to one of the databases that this build knows.
#[derive(diesel::MultiConnection)]
pub(crate) enum AnyConnection {
    /// To an SQLite file.
    #[cfg(feature = "sqlite")]
    Sqlite(SqliteConnection),
    /// To a PostgreSQL server.
    #[cfg(feature = "postgres")]
    Postgres(PgConnection),
}
