//! What each kind of call is called in the table of a run.

use enroll::OldKeys;

use crate::history::{LifecycleChange, Using, Way, What};

impl What {
    /// The name of the kind.
    pub(crate) const fn name(&self) -> &'static str {
        match self {
            Self::Register(_) => "register",
            Self::Resend => "resend",
            Self::AskReset => "ask for a reset",
            Self::Use {
                using, way: Way::Code, ..
            } => match using {
                Using::Activate => "activate by a code",
                Using::ActivateAnew => "activate anew by a code",
                Using::Reset => "reset by a code",
                Using::FirstPassword => "set a first password by code",
                Using::Confirm | Using::Move | Using::Disown => "no code does this",
            },
            Self::Use {
                using, way: Way::Link, ..
            } => match using {
                Using::Activate => "activate",
                Using::ActivateAnew => "activate anew",
                Using::Reset => "reset",
                Using::FirstPassword => "set a first password",
                Using::Confirm => "confirm",
                Using::Move => "confirm another address",
                Using::Disown => "disown",
            },
            Self::Guess { .. } => "guess a code",
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
            Self::AskAddress { .. } => "ask for another address",
            Self::SignOutEverywhere { .. } => "sign out everywhere",
            Self::CloseOwn { .. } => "close one's own account",
            Self::Lifecycle { change, .. } => match change {
                LifecycleChange::SignOut => "sign a user out",
                LifecycleChange::Suspend => "suspend a user",
                LifecycleChange::Reinstate => "reinstate a user",
                LifecycleChange::Close => "close a user's account",
            },
            Self::Import { .. } => "import a user",
            Self::Rotate { old: OldKeys::Keep } => "rotate the keys",
            Self::Rotate { old: OldKeys::Drop } => "drop the old keys",
            Self::Overreach => "overreach",
        }
    }
}
