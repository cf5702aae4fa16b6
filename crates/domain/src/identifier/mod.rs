//! Identifiers: what names a user within a tenant, each read from text into one canonical form with one comparison
//! key. Who holds an identifier is not decided here; stores enforce that on the keys.

mod email;
mod external;
mod reserved;
mod sign_in;
pub(crate) mod text;
mod username;

pub use email::{EmailAddress, EmailKey};
pub use external::ExternalId;
pub use sign_in::SignInName;
pub use username::{Username, UsernameKey};

/// The kinds of identifiers. Within a tenant each kind has its own unique keys; because a user name holds no `@` and
/// at least one letter, the kinds cannot meet at sign-in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum IdentifierKind {
    /// An e-mail address.
    Email,
    /// A user name.
    Username,
    /// An identifier that another system gave, such as an employee number.
    External,
}

impl IdentifierKind {
    /// Every kind.
    pub const ALL: &[Self] = &[Self::Email, Self::Username, Self::External];

    /// The stable code of this kind, as stores keep it.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Email => "email",
            Self::Username => "username",
            Self::External => "external_id",
        }
    }

    /// The kind with this code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.code() == code)
    }
}
