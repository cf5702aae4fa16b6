//! Who gets an address: what happens, silently, when somebody asks for something with it.
//!
//! The answer to the caller is the same in every row; only the mail differs, and only the owner of the address
//! reads that. Nothing here is told to the caller.

use crate::id::UserId;
use crate::user::{EmailProof, State, User};

/// What was asked for with an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ask {
    /// A registration.
    Registration,
    /// Another activation mail.
    Resend,
    /// A password reset.
    Reset,
}

/// What follows from asking for an address in the place of one's own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChangeReply {
    /// The link that makes the change is mailed to it.
    Link,
    /// Whoever has it is told that somebody asked for it, and nothing can be changed by that mail.
    InUse(UserId),
    /// The mail that says that the account is suspended.
    SuspendedMail(UserId),
    /// Nothing at all.
    Nothing,
}

impl ChangeReply {
    /// What follows when `asking` wants an address that `holder` has. It may be their own: to be written in another way, or to be
    /// proved. Attempts for it reserve nothing, so they stand in nobody's way.
    #[must_use]
    pub fn to(asking: UserId, holder: Holder) -> Self {
        match holder {
            Holder::Nobody => Self::Link,
            Holder::Active(user) | Holder::Unproved(user) if user == asking => Self::Link,
            Holder::Active(user) | Holder::Unproved(user) | Holder::Unconfirmed(user) | Holder::Pending(user) => {
                Self::InUse(user)
            }
            Holder::Suspended(user) => Self::SuspendedMail(user),
            Holder::Closed => Self::Nothing,
        }
    }
}

/// Who has claimed an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holder {
    /// Nobody, or somebody whose account was closed longer ago than the cool-down.
    Nobody,
    /// A user who has not set a first password yet.
    Pending(UserId),
    /// A user who chose a password, and has not used the link in the mail yet.
    Unconfirmed(UserId),
    /// A user who never showed that they read the mail of the address.
    Unproved(UserId),
    /// A user.
    Active(UserId),
    /// A user who is shut out for the time being.
    Suspended(UserId),
    /// Somebody whose account was closed a short while ago.
    Closed,
}

impl Holder {
    /// The holder, given the user who has claimed the address, if there is one.
    #[must_use]
    pub const fn of(user: Option<&User>) -> Self {
        match user {
            None => Self::Nobody,
            Some(user) => match user.state {
                State::Pending { password: None } => Self::Pending(user.id),
                State::Pending { password: Some(_) } => Self::Unconfirmed(user.id),
                State::Active { .. } => match user.identifiers.email_proof {
                    EmailProof::Unproved => Self::Unproved(user.id),
                    EmailProof::Proved { .. } => Self::Active(user.id),
                },
                State::Suspended { .. } => Self::Suspended(user.id),
                State::Closed { .. } => Self::Closed,
            },
        }
    }

    /// What the audit calls this holder.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Nobody => "address.free",
            Self::Pending(_) => "address.pending",
            Self::Unconfirmed(_) => "address.unconfirmed",
            Self::Unproved(_) => "address.unproved",
            Self::Active(_) => "address.active",
            Self::Suspended(_) => "address.suspended",
            Self::Closed => "address.closed",
        }
    }
}

/// Whether registration attempts for the address are open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OpenAttempts {
    /// At least one.
    Some,
    /// None.
    None,
}

/// What happens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reply {
    /// One more attempt, and an activation mail.
    Attempt,
    /// An activation mail for the attempts that are open.
    ActivationMail,
    /// The mail with which a pending user sets a first password, again.
    FirstPasswordMail(UserId),
    /// The mail whose link proves the address of a user, and activates a pending one, again.
    ConfirmationMail(UserId),
    /// The mail that says "you have an account", with a reset link.
    AccountExistsMail(UserId),
    /// The mail with a reset link.
    ResetMail(UserId),
    /// The mail that says that the account is suspended.
    SuspendedMail(UserId),
    /// Nothing at all.
    Nothing,
}

impl Ask {
    /// What follows from asking this with an address that `holder` has and for which `attempts` are open.
    #[must_use]
    pub const fn reply(self, holder: Holder, attempts: OpenAttempts) -> Reply {
        match (self, holder, attempts) {
            (Self::Registration, Holder::Nobody, _) => Reply::Attempt,
            (Self::Resend | Self::Reset, Holder::Nobody, OpenAttempts::Some) => Reply::ActivationMail,
            (Self::Resend | Self::Reset, Holder::Nobody, OpenAttempts::None) => Reply::Nothing,
            (_, Holder::Pending(user), _) => Reply::FirstPasswordMail(user),
            // Whoever chose the password of such a user may not be the owner of the address, who has to get in with their own.
            (Self::Resend, Holder::Unconfirmed(user) | Holder::Unproved(user), _) => Reply::ConfirmationMail(user),
            (Self::Registration, Holder::Active(user) | Holder::Unproved(user) | Holder::Unconfirmed(user), _) => {
                Reply::AccountExistsMail(user)
            }
            (Self::Resend, Holder::Active(_), _) => Reply::Nothing,
            (Self::Reset, Holder::Active(user) | Holder::Unproved(user) | Holder::Unconfirmed(user), _) => {
                Reply::ResetMail(user)
            }
            (Self::Registration | Self::Reset, Holder::Suspended(user), _) => Reply::SuspendedMail(user),
            (Self::Resend, Holder::Suspended(_), _) | (_, Holder::Closed, _) => Reply::Nothing,
        }
    }
}
