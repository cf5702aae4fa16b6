//! Migrations: which there are, which a database has, and applying those that it lacks, all or none.

use diesel::RunQueryDsl as _;
use diesel::connection::{Connection, TransactionManager as _};
use diesel::migration::{Migration, MigrationSource as _, MigrationVersion};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness as _, embed_migrations};
use enroll_repository::StoreError;

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

/// Whether the newest migration of the database is the newest that we know.
pub(crate) fn is_current(conn: &mut AnyConnection) -> Result<(), StoreError> {
    #[derive(diesel::QueryableByName)]
    struct Newest {
        #[diesel(sql_type = diesel::sql_types::Nullable<diesel::sql_types::Text>)]
        version: Option<String>,
    }
    let found = diesel::sql_query("SELECT max(version) AS version FROM __diesel_schema_migrations")
        .get_result::<Newest>(conn)
        .map_err(backend::sorted)?;
    let known = known(conn).map_err(StoreError::broken)?;
    let newest = known
        .iter()
        .map(|migration| migration.name().version().to_string())
        .max();
    if found.version == newest {
        Ok(())
    } else {
        Err(StoreError::broken("the schema is not of this program's version"))
    }
}

fn lacking(conn: &mut AnyConnection) -> Result<Vec<Known>, OpenError> {
    let mut known = known(conn)?;
    let applied = if backend::was_ever_migrated(conn).map_err(OpenError::broken)? {
        conn.applied_migrations().map_err(OpenError::Broken)?
    } else {
        Vec::new()
    };
    for version in &applied {
        if !known.iter().any(|migration| migration.name().version() == *version) {
            return Err(OpenError::Newer(version.to_string()));
        }
    }
    known.retain(|migration| !applied.contains(&version_of(migration)));
    known.sort_by_key(version_of);
    Ok(known)
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

fn version_of(migration: &Known) -> MigrationVersion<'static> {
    migration.name().version().as_owned()
}

fn names(migrations: &[Known]) -> Vec<String> {
    migrations
        .iter()
        .map(|migration| migration.name().to_string())
        .collect()
}
