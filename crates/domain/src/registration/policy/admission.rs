//! Who comes in, and what they are once they are in.

use crate::rejection::Rule;

/// Who may register in a tenant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Admission {
    /// Anybody.
    Open,
    /// Whoever holds an invitation, or whose address one names; and everybody while there is none at all, where the tenant
    /// says so ([`Invited::OpenWhileNone`]).
    Invited(Invited),
    /// Nobody by themselves: an administrator makes the users.
    ByAdministrator,
    /// Nobody at all.
    Closed,
}

/// What holds in a tenant of invited people while it has no invitation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Invited {
    /// Nobody may register.
    Always,
    /// Anybody may register.
    OpenWhileNone,
}

/// When somebody who registers claims their identifiers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Claim {
    /// When they activate: until then there is an attempt, which reserves nothing.
    AtActivation,
    /// At once: the user exists, and a known identifier is refused.
    AtRegistration(Beginning),
}

/// How a user begins who exists from registration on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Beginning {
    /// In use at once, with an address that is not proved yet.
    Active,
    /// Pending, until the link in a mail is used.
    Pending,
}

/// Whether the tenant says which identifiers are known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Disclosure {
    /// Nobody learns from an answer whether an address is known.
    Private,
    /// A known address is refused as such.
    Open,
}

/// Whether an input is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Presence {
    /// It must be there.
    Required,
    /// It may be there.
    Optional,
    /// It must not be there.
    Refused,
}

impl Presence {
    /// The rule that a request breaks by giving, or by not giving, this input; `None` if it breaks none.
    #[must_use]
    pub const fn broken_by(self, given: bool) -> Option<Rule> {
        match (self, given) {
            (Self::Required, false) => Some(Rule::Required),
            (Self::Refused, true) => Some(Rule::NotAccepted),
            (Self::Required, true) | (Self::Optional, _) | (Self::Refused, false) => None,
        }
    }
}

/// What becomes of a role that somebody asks for and may not have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BeyondRoles {
    /// The whole request is refused.
    Refused,
    /// It is left out, and the answer and the audit say so.
    LeftOut,
}

/// Whether administrators may choose the passwords of the users they make.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChosenPasswords {
    /// They may not: a mail asks the user to set one.
    Refused,
    /// They may, and the user has to change it at the first sign-in.
    MustBeChanged,
}

/// Whether something is in use in a tenant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Use {
    /// It is.
    On,
    /// It is not.
    Off,
}

impl Use {
    /// Whether it is in use.
    #[must_use]
    pub const fn is_on(self) -> bool {
        match self {
            Self::On => true,
            Self::Off => false,
        }
    }
}
