//! The store as the port knows it: opening it, migrating it, and carrying units of work to where they may block.

use std::time::Duration;

use async_trait::async_trait;
use enroll_repository::{Reading, StoreError, UnitOfWork, Work};

use crate::OpenError;
use crate::backend::{self, Access, Use};
use crate::conversation;
use crate::database_url::DatabaseUrl;
use crate::migrations;
use crate::pool::Pool;
#[cfg(feature = "sqlite")]
use crate::writer::Writer;

/// What may be chosen about a store.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Options {
    /// How many connections to PostgreSQL are kept at most; at least 1 is. SQLite has one writer and four readers.
    pub connections: u32,
    /// How long a unit of work waits for others (a connection, a lock, another process) before it ends as
    /// [`StoreError::Busy`]. At most this long, too, may one statement take on PostgreSQL.
    pub patience: Duration,
}

impl Default for Options {
    /// 16 connections, 3 seconds.
    fn default() -> Self {
        Self {
            connections: 16,
            patience: Duration::from_secs(3),
        }
    }
}

/// The repository port on an SQLite file or a PostgreSQL database. Its futures need tokio with timers.
///
/// Dropping it waits until the units of work that SQLite's writer has taken on are committed.
pub struct DieselStore {
    #[cfg(feature = "sqlite")]
    writer: Option<Writer>,
    pool: Pool,
}

#[cfg(feature = "sqlite")]
const READERS: u32 = 4;

/// Whoever looks does so once, and for themselves alone.
const LOOKERS: u32 = 1;

/// How long a migration waits for others.
const MIGRATING: Duration = Duration::from_secs(30);

impl DieselStore {
    /// Whether a database URL is one that [`DieselStore::open`] understands. Nothing is opened.
    ///
    /// # Errors
    /// [`OpenError::BadUrl`].
    pub fn check_url(url: &str) -> Result<(), OpenError> {
        DatabaseUrl::parse(url).map(drop)
    }

    /// Opens the store at `sqlite:PATH`, `sqlite://PATH`, `postgres://…` or `postgresql://…`. An SQLite file that is not
    /// there is made, readable by its owner alone. Blocks until the database has answered.
    ///
    /// # Errors
    /// Every [`OpenError`]; [`OpenError::PendingMigrations`] when [`DieselStore::migrate`] must come first.
    pub fn open(url: &str, options: Options) -> Result<Self, OpenError> {
        let url = DatabaseUrl::parse(url)?;
        let mut conn = backend::connect(&url, Use::Work, options.patience).map_err(OpenError::Unreachable)?;
        let pending = migrations::pending(&mut conn)?;
        if !pending.is_empty() {
            return Err(OpenError::PendingMigrations(pending));
        }
        match url {
            #[cfg(feature = "sqlite")]
            DatabaseUrl::Sqlite(_) => Ok(Self {
                pool: Pool::new(url.clone(), Use::Reading, READERS, options.patience),
                writer: Some(Writer::start(conn, url, options.patience).map_err(OpenError::broken)?),
            }),
            #[cfg(feature = "postgres")]
            DatabaseUrl::Postgres(_) => Ok(Self {
                pool: Pool::new(url, Use::Work, options.connections.max(1), options.patience),
                #[cfg(feature = "sqlite")]
                writer: None,
            }),
        }
    }

    /// Opens the store as [`DieselStore::open`] does, for whoever must leave no trace: every unit of work that would write
    /// fails, and neither an SQLite file nor the log beside it is changed. A file that is not there is not made.
    ///
    /// # Errors
    /// As there.
    pub fn look(url: &str, options: Options) -> Result<Self, OpenError> {
        let url = DatabaseUrl::parse(url)?;
        let mut conn = backend::connect(&url, Use::Looking, options.patience).map_err(OpenError::Unreachable)?;
        let pending = migrations::pending(&mut conn)?;
        if !pending.is_empty() {
            return Err(OpenError::PendingMigrations(pending));
        }
        Ok(Self {
            pool: Pool::new(url, Use::Looking, LOOKERS, options.patience),
            #[cfg(feature = "sqlite")]
            writer: None,
        })
    }

    /// Applies the migrations that the database lacks, all or none, and names them, oldest first. Several programs may do
    /// so at once; all but one find nothing to do. Blocks until it is done.
    ///
    /// # Errors
    /// Every [`OpenError`] but [`OpenError::PendingMigrations`].
    pub fn migrate(url: &str) -> Result<Vec<String>, OpenError> {
        let url = DatabaseUrl::parse(url)?;
        let mut conn = backend::connect(&url, Use::Migrating, MIGRATING).map_err(OpenError::Unreachable)?;
        migrations::apply(&mut conn)
    }

    /// Names the migrations that the database lacks, oldest first, and changes nothing. Blocks until it is done.
    ///
    /// # Errors
    /// Every [`OpenError`] but [`OpenError::PendingMigrations`].
    pub fn pending(url: &str) -> Result<Vec<String>, OpenError> {
        let url = DatabaseUrl::parse(url)?;
        #[cfg(feature = "sqlite")]
        if let DatabaseUrl::Sqlite(path) = &url
            && !path.exists()
        {
            return migrations::all();
        }
        let mut conn = backend::connect(&url, Use::Looking, MIGRATING).map_err(OpenError::Unreachable)?;
        migrations::pending(&mut conn)
    }
}

#[async_trait]
impl UnitOfWork for DieselStore {
    async fn run(&self, mut work: Work) -> Result<(), StoreError> {
        #[cfg(feature = "sqlite")]
        if let Some(writer) = &self.writer {
            return writer.run(work).await;
        }
        self.pool
            .run(Access::Write, move |conn| conversation::transact(conn, &mut work))
            .await
    }

    async fn read(&self, mut work: Reading) -> Result<(), StoreError> {
        self.pool
            .run(Access::Read, move |conn| conversation::read(conn, &mut work))
            .await
    }

    async fn ready(&self) -> Result<(), StoreError> {
        self.pool
            .run(Access::Read, |conn| conversation::ask(conn, migrations::serves_us))
            .await?;
        #[cfg(feature = "sqlite")]
        if let Some(writer) = &self.writer {
            writer.alive()?;
        }
        Ok(())
    }
}

impl std::fmt::Debug for DieselStore {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("DieselStore")
    }
}
