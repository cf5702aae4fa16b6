//! The database of a program, seen past the program: plain SQL over a connection of our own. What is read is judged elsewhere.

use diesel::connection::SimpleConnection;
use diesel::sql_types::Text;
use diesel::{Connection, PgConnection, QueryableByName, RunQueryDsl, SqliteConnection, sql_query};

/// A connection.
pub(crate) enum Database {
    Sqlite(SqliteConnection),
    Postgres(PgConnection),
}

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = Text)]
    line: String,
}

impl Database {
    /// Connects. Where somebody else holds a lock, it waits for up to a minute.
    pub(crate) fn open(url: &str) -> Self {
        match url.strip_prefix("sqlite:") {
            Some(path) => {
                let mut conn = SqliteConnection::establish(path).unwrap();
                conn.batch_execute("PRAGMA busy_timeout = 60000").unwrap();
                Self::Sqlite(conn)
            }
            None => Self::Postgres(PgConnection::establish(url).unwrap()),
        }
    }

    /// Teaches PostgreSQL the one function that the queries of the suite take from SQLite.
    pub(crate) fn teach_hex(url: &str) {
        let sql =
            "CREATE FUNCTION hex(bytea) RETURNS text LANGUAGE sql IMMUTABLE AS $$ SELECT upper(encode($1, 'hex')) $$";
        Self::open(url).run(sql);
    }

    /// What a query with one column `line` answers, each cut at `|`.
    pub(crate) fn rows(&mut self, sql: &str) -> Vec<Vec<String>> {
        let rows: Vec<Row> = match self {
            Self::Sqlite(conn) => sql_query(sql).load(conn).unwrap(),
            Self::Postgres(conn) => sql_query(sql).load(conn).unwrap(),
        };
        let cut = |row: Row| row.line.split('|').map(str::to_owned).collect();
        rows.into_iter().map(cut).collect()
    }

    /// How many rows there are of which this is true, such as `outbox WHERE status = 'dead'`.
    pub(crate) fn count(&mut self, of: &str) -> usize {
        self.rows(&format!("SELECT CAST(count(*) AS TEXT) AS line FROM {of}"))[0][0]
            .parse()
            .unwrap()
    }

    /// Whether nobody is in the middle of a change of the outbox.
    pub(crate) fn is_at_rest(&mut self) -> bool {
        let mut done = |sql: &str| match self {
            Self::Sqlite(conn) => conn.batch_execute(sql).is_ok(),
            Self::Postgres(conn) => conn.batch_execute(sql).is_ok(),
        };
        let at_rest = done("PRAGMA busy_timeout = 300") && done("BEGIN IMMEDIATE")
            || done("BEGIN; SET LOCAL lock_timeout = 300; UPDATE outbox SET why = why");
        done("ROLLBACK");
        done("PRAGMA busy_timeout = 60000");
        at_rest
    }

    /// Carries out any number of statements.
    pub(crate) fn run(&mut self, sql: &str) {
        match self {
            Self::Sqlite(conn) => conn.batch_execute(sql).unwrap(),
            Self::Postgres(conn) => conn.batch_execute(sql).unwrap(),
        }
    }

    /// Carries out one statement, and says how many rows it changed.
    pub(crate) fn change(&mut self, sql: &str) -> usize {
        match self {
            Self::Sqlite(conn) => sql_query(sql).execute(conn).unwrap(),
            Self::Postgres(conn) => sql_query(sql).execute(conn).unwrap(),
        }
    }
}
