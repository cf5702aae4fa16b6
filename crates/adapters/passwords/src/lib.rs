//! Argon2id hashing on a bounded pool, the hashes of other systems, and password strength.
//!
//! [`HashingPool`] keeps the promises of [`PasswordHasher`](enroll_credentials::PasswordHasher) with threads of its own, and
//! [`ZxcvbnMeter`] those of [`StrengthMeter`](enroll_credentials::StrengthMeter). Nothing here draws salts or reads a
//! wall clock, and nothing else in the workspace knows argon2.

mod argon;
mod imported;
mod meter;
mod pool;
mod readings;
mod settings;
mod stored;
mod workers;

pub use meter::ZxcvbnMeter;
pub use pool::HashingPool;
pub use settings::{HashingSettings, SettingsError};
