//! Why a store cannot be opened or migrated. The texts are for operators and hold no password.

use std::error::Error;

/// Why a store could not be opened or migrated.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The URL names no database that this build can open.
    #[error("the database URL is of no use: {0}")]
    BadUrl(&'static str),
    /// The database does not answer, or does not let us in.
    #[error("the database cannot be reached: {0}")]
    Unreachable(String),
    /// The database lacks these migrations, oldest first.
    #[error("the database lacks migrations: {}", .0.join(", "))]
    PendingMigrations(Vec<String>),
    /// The database has this migration, which the program does not know: a newer program was here.
    #[error("the database is newer than this program: it has migration {0}")]
    Newer(String),
    /// The database answers, but not with what it should.
    #[error("the database is out of order")]
    Broken(#[source] Box<dyn Error + Send + Sync>),
}

impl OpenError {
    pub(crate) fn broken(reason: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self::Broken(reason.into())
    }
}
