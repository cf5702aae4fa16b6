//! What is true of users, roles and registrations.
//!
//! Everything here is pure: no async, no I/O, no clock, no randomness, no serialisation. Times, ids and secrets
//! arrive as arguments, so every decision can be replayed. Whatever a person may get wrong comes back as
//! [`Rejections`]: all of them at once, each with a stable code.
//!
//! ```
//! use enroll_domain::identifier::EmailAddress;
//!
//! let typed = EmailAddress::parse("Ada@Exämple.org").unwrap();
//! assert_eq!(typed.key().as_str(), "ada@xn--exmple-cua.org");
//! ```

pub mod audit;
pub mod document;
pub mod id;
pub mod identifier;
pub mod invitation;
pub mod lookup;
pub mod membership;
pub mod password;
pub mod profile;
pub mod proof;
pub mod referral;
pub mod registration;
pub mod rejection;
pub mod role;
pub mod session;
pub mod signing_key;
pub mod tenant;
pub mod time;
pub mod typed_code;
pub mod user;

pub use rejection::{Gathered, Input, Rejection, Rejections, Rule};
pub use time::Timestamp;
