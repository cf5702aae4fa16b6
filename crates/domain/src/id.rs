//! One id type for each kind of thing, so that none can stand in for another.
//!
//! Ids are UUIDs of version 7 (RFC 9562), put together by the application from the time and random bytes.

use uuid::Uuid;

use crate::rejection::Rule;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(Uuid);

        impl $name {
            /// Takes a UUID as this kind of id.
            #[must_use]
            pub const fn from_uuid(uuid: Uuid) -> Self {
                Self(uuid)
            }

            /// Reads an id as it is written.
            ///
            /// # Errors
            /// [`Rule::Malformed`] for anything but a UUID.
            pub fn parse(text: &str) -> Result<Self, Rule> {
                Uuid::parse_str(text)
                    .map(Self)
                    .map_err(|_uuid| Rule::Malformed("a UUID"))
            }

            /// The UUID itself.
            #[must_use]
            pub const fn as_uuid(self) -> Uuid {
                self.0
            }
        }

        impl From<Uuid> for $name {
            fn from(uuid: Uuid) -> Self {
                Self(uuid)
            }
        }

        impl From<$name> for Uuid {
            fn from(id: $name) -> Self {
                id.0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(out)
            }
        }
    )*};
}

ids! {
    /// Names a tenant.
    TenantId;
    /// Names a user: the `sub` of our tokens.
    UserId;
    /// Names a registration attempt.
    AttemptId;
    /// Names a proof: a link that somebody was sent.
    ProofId;
    /// Names a session and its family of refresh tokens: the `sid` of our tokens.
    SessionId;
    /// Names an outbox message; a mail's `Message-ID` is made of it.
    MessageId;
    /// Names an audit record.
    AuditId;
    /// Names a request, in answers, logs and the audit.
    RequestId;
    /// Names a department, or a section of one.
    DepartmentId;
    /// Names a tag.
    TagId;
    /// Names a package.
    PackageId;
    /// Names an invitation.
    InvitationId;
}

impl TenantId {
    /// The tenant that every store is born with.
    pub const DEFAULT: Self = Self(Uuid::from_u128(0x0000_0000_0000_7000_8000_0000_0000_0001));
}
