//! Whether enroll could serve now, and why not.

use std::error::Error;

use enroll_repository::StoreError;

use crate::Enrollment;

/// Why enroll is not ready.
#[derive(Debug, thiserror::Error)]
pub enum NotReady {
    /// The store has too much to do.
    #[error("the store is busy")]
    Busy,
    /// The store answers, and lacks a part of the schema that this program needs.
    #[error("the schema is older than this program")]
    SchemaBehind,
    /// The store is out of order, or does not answer at all.
    #[error("the store does not answer")]
    Broken(#[source] Box<dyn Error + Send + Sync>),
}

impl From<StoreError> for NotReady {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Busy => Self::Busy,
            behind if behind.is_schema_behind() => Self::SchemaBehind,
            StoreError::Broken(reason) => Self::Broken(reason),
            StoreError::Conflict(_) => Self::Broken(Box::new(error)),
        }
    }
}

impl Enrollment {
    /// Whether the store answers and has all of the schema that this program needs.
    ///
    /// # Errors
    /// Why it is not so.
    pub async fn ready(&self) -> Result<(), NotReady> {
        Ok(self.ports.store.ready().await?)
    }
}
