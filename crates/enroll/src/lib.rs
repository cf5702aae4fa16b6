//! User registration, whole: from a request to an active account with roles, in one transaction that also holds the mail, the
//! provisioning and the audit record.
//!
//! [`Enroll::builder`] puts the adapters together; [`Enroll::enrollment`] is everything that may be asked;
//! [`Enroll::start`] runs the loops that carry what was committed to the world outside. The server is wired with it too.
//!
//! ```
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! use enroll::domain::registration::RegistrationForm;
//! use enroll::{Call, Enroll};
//!
//! let enroll = Enroll::builder().in_memory().build()?;
//! enroll.prepare().await?;
//! let form = RegistrationForm {
//!     email: Some("ada@example.org".to_owned()),
//!     password: Some("a lovelace of engines".to_owned()),
//!     ..RegistrationForm::default()
//! };
//! enroll.enrollment().register(&Call::in_default_tenant(), &form, None).await?;
//! # Ok(())
//! # }
//! ```
//!
//! Each adapter is a feature: `actix`, `sqlite`, `postgres`, `smtp`, `argon2`, `tokens`, `keycloak`,
//! `memory`. Whatever implements a port of
//! [`ports`] can take the place of any of them.

mod builder;
mod loops;
#[cfg(all(feature = "actix", feature = "memory"))]
mod mailbox;
mod system;
mod waking;

pub use builder::{BuildError, Builder};
pub use enroll_application::*;
pub use enroll_domain as domain;
pub use loops::Running;
#[cfg(all(feature = "actix", feature = "memory"))]
pub use mailbox::with_mailbox;
pub use system::{SystemClock, SystemEntropy};

/// The ports, for whoever writes an adapter.
pub mod ports {
    pub use enroll_credentials as credentials;
    pub use enroll_identity_provider as identity_provider;
    pub use enroll_mailer as mailer;
    pub use enroll_repository as repository;
    pub use enroll_system as system;
}

/// The adapters, each behind its feature.
pub mod adapters {
    #[cfg(feature = "actix")]
    pub use enroll_actix as actix;
    #[cfg(any(feature = "sqlite", feature = "postgres"))]
    pub use enroll_diesel as diesel;
    #[cfg(feature = "keycloak")]
    pub use enroll_keycloak as keycloak;
    #[cfg(feature = "memory")]
    pub use enroll_memory as memory;
    #[cfg(feature = "argon2")]
    pub use enroll_passwords as passwords;
    #[cfg(feature = "smtp")]
    pub use enroll_smtp as smtp;
    #[cfg(feature = "tokens")]
    pub use enroll_tokens as tokens;
}

/// enroll, put together. Cheap to clone.
#[derive(Clone)]
pub struct Enroll {
    enrollment: Enrollment,
    relay: Relay,
    housekeeping: Housekeeping,
    clock: std::sync::Arc<dyn enroll_system::Clock>,
    woken: std::sync::Arc<tokio::sync::Notify>,
}

impl Enroll {
    /// Starts to put enroll together.
    pub fn builder() -> Builder {
        Builder::default()
    }

    /// Makes ready to serve: writes the tenants that were declared, reads all tenants and the signing keys, and makes the first key
    /// if there is none.
    ///
    /// # Errors
    /// [`PrepareError`]; with it, nothing should be served.
    pub async fn prepare(&self) -> Result<(), PrepareError> {
        self.enrollment.prepare().await
    }

    /// Everything that may be asked of enroll.
    #[must_use]
    pub const fn enrollment(&self) -> &Enrollment {
        &self.enrollment
    }

    /// The relay, for whoever drives it by hand.
    #[must_use]
    pub const fn relay(&self) -> &Relay {
        &self.relay
    }

    /// The housekeeping, for whoever drives it by hand.
    #[must_use]
    pub const fn housekeeping(&self) -> &Housekeeping {
        &self.housekeeping
    }

    /// Runs the relay, the housekeeping and the reloading of keys and tenants until [`Running::stop`]. Call it inside a tokio runtime.
    #[must_use]
    pub fn start(&self) -> Running {
        loops::start(self)
    }
}
