//! Proofs: links that show that somebody reads the mail of an address. One use, expiring, for one purpose.
//!
//! A proof is a row; the secret is computed from it (see the credentials port) and is never stored.

use crate::id::{ProofId, TenantId, UserId};
use crate::identifier::EmailAddress;
use crate::registration::CallbackUrl;
use crate::time::Timestamp;

/// What a proof is good for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Purpose {
    /// Turns a registration attempt for the address into a user.
    Activation,
    /// Sets the first password of a user whom somebody else made.
    FirstPassword,
    /// The same, by a link that was handed over in some other way than by mail, so that using it proves no address.
    HandedFirstPassword,
    /// Sets a new password of a user.
    PasswordReset,
    /// Proves the address of a user who exists from registration on, and makes them active if they are pending.
    Confirmation,
    /// Makes the address to which it was mailed the address of a user who has another one so far.
    AddressChange,
}

impl Purpose {
    /// Every purpose.
    pub const ALL: &[Self] = &[
        Self::Activation,
        Self::FirstPassword,
        Self::HandedFirstPassword,
        Self::PasswordReset,
        Self::Confirmation,
        Self::AddressChange,
    ];

    /// The name of the purpose in stores.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Activation => "activation",
            Self::FirstPassword => "first_password",
            Self::HandedFirstPassword => "handed_first_password",
            Self::PasswordReset => "password_reset",
            Self::Confirmation => "confirmation",
            Self::AddressChange => "address_change",
        }
    }

    /// Whether a proof of this purpose does what `asked` stands for.
    #[must_use]
    pub fn serves(self, asked: Self) -> bool {
        self == asked || (self, asked) == (Self::HandedFirstPassword, Self::FirstPassword)
    }

    /// Whether the link was mailed, so that whoever uses it reads the mail of the address.
    #[must_use]
    pub const fn proves_address(self) -> bool {
        match self {
            Self::Activation | Self::FirstPassword | Self::PasswordReset | Self::Confirmation | Self::AddressChange => {
                true
            }
            Self::HandedFirstPassword => false,
        }
    }

    /// The purpose of this name.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|purpose| purpose.code() == code)
    }
}

/// Whom a proof speaks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Subject {
    /// Whoever registers with the address: the open attempts for it.
    Address,
    /// One user.
    User(UserId),
}

/// Names the root secret that signed something: the first four bytes of a digest of it, in hexadecimal.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct RootKeyId(String);

impl RootKeyId {
    /// Takes a name as it was stored or computed.
    #[must_use]
    pub const fn new(name: String) -> Self {
        Self(name)
    }

    /// The name itself.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A link that was, or is to be, mailed to an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proof {
    /// Its id.
    pub id: ProofId,
    /// The tenant in which it is good.
    pub tenant: TenantId,
    /// What it is good for.
    pub purpose: Purpose,
    /// Whom it speaks for.
    pub subject: Subject,
    /// The address whose mail it shows somebody reads.
    pub address: EmailAddress,
    /// Where the person asked to go, if they did.
    pub landing: Option<Landing>,
    /// The root secret that signs it.
    pub key: RootKeyId,
    /// When it was made.
    pub made_at: Timestamp,
    /// The first point in time at which it is no longer good.
    pub expires_at: Timestamp,
    /// What became of it.
    pub state: ProofState,
}

/// Where somebody goes with a link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Landing {
    /// The place; it stood in the tenant's list.
    pub url: CallbackUrl,
    /// When they go there.
    pub when: LandsWhen,
}

/// When somebody goes to the place that they asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum LandsWhen {
    /// Once our own page has done what the link is for.
    Afterwards,
    /// At once: the mail links to that place itself, with the token in the fragment, and it is for the place to hand it in.
    AtOnce,
}

/// What became of a proof.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProofState {
    /// It may be used.
    Open,
    /// It was used.
    Used {
        /// When.
        at: Timestamp,
    },
    /// Something else made it void: another proof was used, the password was changed.
    Ended {
        /// When.
        at: Timestamp,
    },
}

impl Proof {
    /// Whether the proof may be used now.
    #[must_use]
    pub fn standing(&self, now: Timestamp) -> Standing {
        match self.state {
            ProofState::Open if now < self.expires_at => Standing::Good,
            ProofState::Open | ProofState::Used { .. } | ProofState::Ended { .. } => Standing::Expired,
        }
    }
}

/// Whether a proof may be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// It may be used.
    Good,
    /// It was used, was ended, or its time is over. Which of them is nobody's business.
    Expired,
}
