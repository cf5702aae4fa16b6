//! Migrations: which there are, which a database has, and applying those that it lacks, all or none.

use std::collections::BTreeSet;

use diesel::connection::{Connection, TransactionManager as _};
use diesel::migration::{Migration, MigrationSource as _};
use diesel::{QueryResult, RunQueryDsl as _};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness as _, embed_migrations};
use enroll_repository::{SchemaBehind, StoreError};

use crate::OpenError;
use crate::backend::{self, Access};
use crate::connection::{AnyConnection, MultiBackend};

#[cfg(feature = "sqlite")]
const SQLITE: EmbeddedMigrations = embed_migrations!("migrations/sqlite");
#[cfg(feature = "postgres")]
const POSTGRES: EmbeddedMigrations = embed_migrations!("migrations/postgres");

type Known = Box<dyn Migration<MultiBackend>>;
type Transactions = <AnyConnection as Connection>::TransactionManager;

/// The names of the migrations that a database lacks, oldest first. Writes nothing.
pub(crate) fn pending(conn: &mut AnyConnection) -> Result<Vec<String>, OpenError> {
    let lacking = lacking(conn)?;
    Ok(names(&lacking))
}

/// The names of all migrations, oldest first.
#[cfg(feature = "sqlite")]
pub(crate) fn all() -> Result<Vec<String>, OpenError> {
    let mut known: Vec<Known> = SQLITE.migrations().map_err(OpenError::Broken)?;
    known.sort_by(|one, other| one.name().version().cmp(&other.name().version()));
    Ok(names(&known))
}

/// Applies what a database lacks in one transaction, and says what that was. Two programs that do so at once do it one
/// after the other.
pub(crate) fn apply(conn: &mut AnyConnection) -> Result<Vec<String>, OpenError> {
    backend::begin(conn, Access::Write).map_err(OpenError::broken)?;
    let applied = backend::lock_schema(conn).map_err(OpenError::broken).and_then(|()| {
        let lacking = lacking(conn)?;
        conn.applied_migrations().map_err(OpenError::Broken)?; // makes the table in which they are noted
        conn.run_migrations(&lacking).map_err(OpenError::Broken)?;
        Ok(names(&lacking))
    });
    match applied {
        Ok(applied) => Transactions::commit_transaction(conn)
            .map_err(OpenError::broken)
            .map(|()| applied),
        Err(error) => match Transactions::rollback_transaction(conn) {
            Ok(()) | Err(_) => Err(error), // where it fails, the end of the connection rolls back
        },
    }
}

/// Whether the database has every migration that we know. A newer program may have added others: those of one step are additive,
/// so that we get on beside it (docs/decisions/0020-migrations-are-additive.md).
pub(crate) fn serves_us(conn: &mut AnyConnection) -> Result<(), StoreError> {
    let applied = applied(conn).map_err(backend::sorted)?;
    let known = known(conn).map_err(StoreError::broken)?;
    if known.iter().all(|migration| applied.contains(&version_of(migration))) {
        Ok(())
    } else {
        Err(StoreError::broken(SchemaBehind))
    }
}

fn lacking(conn: &mut AnyConnection) -> Result<Vec<Known>, OpenError> {
    let mut known = known(conn)?;
    let applied = applied(conn).map_err(OpenError::broken)?;
    let ours: BTreeSet<String> = known.iter().map(version_of).collect();
    if let Some(newest) = applied.difference(&ours).last() {
        return Err(OpenError::Newer(newest.clone()));
    }
    known.retain(|migration| !applied.contains(&version_of(migration)));
    known.sort_by_key(version_of);
    Ok(known)
}

/// The versions that were applied. Diesel's own way to them makes their table first, which whoever only looks may not.
fn applied(conn: &mut AnyConnection) -> QueryResult<BTreeSet<String>> {
    #[derive(diesel::QueryableByName)]
    struct Applied {
        #[diesel(sql_type = diesel::sql_types::Text)]
        version: String,
    }
    if !backend::was_ever_migrated(conn)? {
        return Ok(BTreeSet::new());
    }
    let rows = diesel::sql_query("SELECT version FROM __diesel_schema_migrations").get_results::<Applied>(conn)?;
    Ok(rows.into_iter().map(|row| row.version).collect())
}

fn known(conn: &AnyConnection) -> Result<Vec<Known>, OpenError> {
    let known = match conn {
        #[cfg(feature = "sqlite")]
        AnyConnection::Sqlite(_) => SQLITE.migrations(),
        #[cfg(feature = "postgres")]
        AnyConnection::Postgres(_) => POSTGRES.migrations(),
    };
    known.map_err(OpenError::Broken)
}

fn version_of(migration: &Known) -> String {
    migration.name().version().to_string()
}

fn names(migrations: &[Known]) -> Vec<String> {
    migrations
        .iter()
        .map(|migration| migration.name().to_string())
        .collect()
}
