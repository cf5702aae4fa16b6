//! Why a use case could not be carried out at all, whoever asked: the one thing that every use case's error shares.

use std::error::Error;
use std::time::Duration;

use enroll_credentials::{HashError, TokenError};
use enroll_repository::{StoreError, Unreached};
use enroll_system::EntropyError;

/// enroll cannot serve this call now. Nothing of it was kept, unless the store broke while it committed.
#[derive(Debug, thiserror::Error)]
pub enum Unavailable {
    /// There is too much to do.
    #[error("too busy")]
    Busy {
        /// When it makes sense to try again.
        retry_after: Duration,
    },
    /// A part is out of order: log it, and page someone.
    #[error("a part is out of order")]
    Broken(#[source] Box<dyn Error + Send + Sync>),
}

/// After how long a store may be back that could not be reached.
const BACK_AFTER: Duration = Duration::from_secs(5);

impl Unavailable {
    /// When it makes sense to try again, because nothing was done and what was in the way may be over by then; `None` where somebody
    /// has to mend something first.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::Busy { retry_after } => Some(*retry_after),
            Self::Broken(reason) => reason.is::<Unreached>().then_some(BACK_AFTER),
        }
    }
}

impl From<StoreError> for Unavailable {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Busy => Self::Busy {
                retry_after: Duration::from_secs(1),
            },
            StoreError::Conflict(_) => Self::Broken(Box::new(error)),
            StoreError::Broken(reason) => Self::Broken(reason),
        }
    }
}

impl From<HashError> for Unavailable {
    fn from(error: HashError) -> Self {
        match error {
            HashError::Full { retry_after } => Self::Busy { retry_after },
            HashError::Broken(reason) => Self::Broken(reason),
        }
    }
}

impl From<TokenError> for Unavailable {
    fn from(error: TokenError) -> Self {
        Self::Broken(Box::new(error))
    }
}

impl From<EntropyError> for Unavailable {
    fn from(error: EntropyError) -> Self {
        Self::Broken(Box::new(error))
    }
}

/// Lets `?` turn the failures of ports into a use case's error, by its variant `Unavailable`.
macro_rules! unavailable {
    ($error:ty) => {
        $crate::unavailable::unavailable!($error, enroll_repository::StoreError, enroll_credentials::HashError);
        $crate::unavailable::unavailable!($error, enroll_credentials::TokenError, enroll_system::EntropyError);
    };
    ($error:ty, $($source:ty),+) => {$(
        impl From<$source> for $error {
            fn from(source: $source) -> Self {
                Self::Unavailable(source.into())
            }
        }
    )+};
}
pub(crate) use unavailable;
