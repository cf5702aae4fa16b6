//! What each kind of call is called in the table of a run.

use crate::history::{Using, What};

impl What {
    /// The name of the kind.
    pub(crate) const fn name(&self) -> &'static str {
        match self {
            Self::Register(_) => "register",
            Self::Resend => "resend",
            Self::AskReset => "ask for a reset",
            Self::Use { using, .. } => match using {
                Using::Activate => "activate",
                Using::ActivateAnew => "activate anew",
                Using::Reset => "reset",
                Using::FirstPassword => "set a first password",
                Using::Confirm => "confirm",
                Using::Disown => "disown",
            },
            Self::Misuse { .. } => "misuse a link",
            Self::SignIn { .. } => "sign in",
            Self::Speak { .. } => "authenticate",
            Self::Refresh { .. } => "refresh",
            Self::SignOut { .. } => "sign out",
            Self::Change { .. } => "change a password",
            Self::Create { .. } => "create a user",
            Self::Roles { .. } => "grant or revoke",
            Self::Invite => "invite",
            Self::TakeBack => "take back",
            Self::Provision => "provision again",
            Self::Overreach => "overreach",
        }
    }
}
