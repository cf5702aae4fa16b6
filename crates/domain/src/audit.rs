//! The audit: who did what to whom, and when. No address and no name, so that erasing a person never edits it.

use uuid::Uuid;

use crate::id::{AuditId, RequestId, TenantId, UserId};
use crate::time::Timestamp;

/// Who acted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Actor {
    /// Somebody who is not signed in.
    Anybody,
    /// A user.
    User(UserId),
    /// Whoever holds the command line.
    Operator,
    /// enroll itself: the relay or housekeeping.
    System,
}

macro_rules! actions {
    ($($(#[$doc:meta])* $name:ident = $code:literal,)*) => {
        /// What was done.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Action {
            $($(#[$doc])* $name,)*
        }

        impl Action {
            /// Every action.
            pub const ALL: &[Self] = &[$(Self::$name),*];

            /// The stable name of the action, `subject.verb`.
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self {
                    $(Self::$name => $code,)*
                }
            }

            /// The action of this name.
            #[must_use]
            pub fn from_code(code: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|action| action.code() == code)
            }
        }
    };
}

actions! {
    /// A registration was accepted, whatever came of it.
    Registered = "registration.accepted",
    /// An attempt became a user.
    Activated = "user.activated",
    /// The owner of an address said that the registration was not theirs.
    Disowned = "registration.disowned",
    /// Another activation mail was asked for.
    ActivationResent = "activation.resent",
    /// An administrator or the operator made a user.
    Created = "user.created",
    /// The operator brought a user in from another system.
    Imported = "user.imported",
    /// A first password was set.
    FirstPasswordSet = "password.first_set",
    /// Somebody signed in.
    SignedIn = "session.started",
    /// Somebody signed out.
    SignedOut = "session.ended",
    /// A spent refresh token came back, and its family was ended.
    RefreshReused = "session.reuse_detected",
    /// A password reset was asked for.
    ResetRequested = "password.reset_requested",
    /// A password reset was completed.
    ResetCompleted = "password.reset_completed",
    /// A user changed their password.
    PasswordChanged = "password.changed",
    /// A user asked for another address.
    AddressChangeRequested = "address.change_requested",
    /// A user has another address from then on.
    AddressChanged = "address.changed",
    /// All sessions of a user were ended at once.
    SignedOutEverywhere = "session.all_ended",
    /// A user was shut out for the time being.
    Suspended = "user.suspended",
    /// A suspended user was let in again.
    Reinstated = "user.reinstated",
    /// An account was closed for good.
    Closed = "user.closed",
    /// A profile was changed.
    ProfileChanged = "profile.changed",
    /// Where a user stands within the tenant was changed.
    MembershipChanged = "membership.changed",
    /// A role was given.
    RoleGranted = "role.granted",
    /// A role was taken away.
    RoleRevoked = "role.revoked",
    /// Somebody registered and is a user from then on.
    SignedUp = "user.signed_up",
    /// A user showed that they read the mail of their address.
    AddressProved = "address.proved",
    /// A tenant was made.
    TenantCreated = "tenant.created",
    /// A tenant's policy was changed.
    TenantChanged = "tenant.changed",
    /// A role was made.
    RoleCreated = "role.created",
    /// A role was changed.
    RoleChanged = "role.changed",
    /// A role was removed.
    RoleRemoved = "role.removed",
    /// A department or a section was made.
    DepartmentCreated = "department.created",
    /// A department or a section was changed.
    DepartmentChanged = "department.changed",
    /// A tag was made.
    TagCreated = "tag.created",
    /// A tag was changed.
    TagChanged = "tag.changed",
    /// A package was made.
    PackageCreated = "package.created",
    /// A package was changed.
    PackageChanged = "package.changed",
    /// Somebody was invited.
    Invited = "invitation.created",
    /// An invitation was taken back.
    InvitationRevoked = "invitation.revoked",
    /// A user's provisioning was asked for again.
    ProvisioningRetried = "provisioning.retried",
    /// The operator had a mail that was given up tried again.
    MailRetried = "mail.retried",
    /// The operator had a mail that was given up forgotten.
    MailForgotten = "mail.forgotten",
    /// The operator had another token-signing key take the place of the present one.
    SigningKeyRotated = "signing_key.rotated",
    /// A token-signing key was made.
    SigningKeyMade = "signing_key.made",
}

/// One line of the audit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditRecord {
    /// Its id.
    pub id: AuditId,
    /// The tenant.
    pub tenant: TenantId,
    /// When.
    pub at: Timestamp,
    /// Who acted.
    pub actor: Actor,
    /// What was done.
    pub action: Action,
    /// The id of what it was done to, if that exists.
    pub subject: Option<Uuid>,
    /// The request in which it was done, if there was one.
    pub request: Option<RequestId>,
    /// Codes that say more: a role's name, what an address was found to be. Never anything personal.
    pub codes: Vec<String>,
}
