//! Mails: which there are, what each is about, and what it is counted as. None names an address.

use enroll_domain::id::{ProofId, UserId};

use crate::BudgetClass;

/// Which mail is to be sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Mail {
    /// The link that activates a registration.
    Activation {
        /// The link.
        proof: ProofId,
        /// What it answers, and so what it is counted as.
        class: BudgetClass,
    },
    /// The link with which a user whom somebody else made sets a first password.
    FirstPassword {
        /// The link.
        proof: ProofId,
        /// What it answers, and so what it is counted as; `None` if an administrator asked for it, which is not counted.
        class: Option<BudgetClass>,
    },
    /// The link that proves the address of a user, and activates a pending one.
    Confirmation {
        /// The link.
        proof: ProofId,
        /// What it answers, and so what it is counted as.
        class: BudgetClass,
    },
    /// "You have an account", with a link to reset the password.
    AccountExists {
        /// The link.
        proof: ProofId,
    },
    /// The link to reset the password.
    PasswordReset {
        /// The link.
        proof: ProofId,
    },
    /// "Your account is suspended": the answer to a registration or a reset.
    Suspended {
        /// Whose account.
        user: UserId,
        /// What it answers, and so what it is counted as.
        class: BudgetClass,
    },
    /// The link that makes its address the address of a user.
    AddressChange {
        /// The link.
        proof: ProofId,
    },
    /// Something that a user is told, without a link, at the address that was noted with the message
    /// ([`Addressees`](crate::Addressees)).
    Notice {
        /// What.
        notice: Notice,
        /// Whom it is about.
        user: UserId,
        /// What it is counted as; `None` for somebody who reads the mail of the address for certain, which is not counted.
        class: Option<BudgetClass>,
    },
}

/// Something that a user is told without a link.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Notice {
    /// Another address was asked for in the place of this one.
    AddressChangeAsked,
    /// Another address has taken the place of this one.
    AddressChanged,
    /// Somebody asked for this address, which the user has.
    AddressInUse,
    /// The account was suspended.
    AccountSuspended,
    /// The account is open again.
    AccountReinstated,
    /// The account was closed.
    AccountClosed,
}

impl Notice {
    /// Every notice.
    pub const ALL: &[Self] = &[
        Self::AddressChangeAsked,
        Self::AddressChanged,
        Self::AddressInUse,
        Self::AccountSuspended,
        Self::AccountReinstated,
        Self::AccountClosed,
    ];

    /// The name of the notice, in stores and where a tenant chooses its words.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::AddressChangeAsked => "address_change_asked",
            Self::AddressChanged => "address_changed",
            Self::AddressInUse => "address_in_use",
            Self::AccountSuspended => "account_suspended",
            Self::AccountReinstated => "account_reinstated",
            Self::AccountClosed => "account_closed",
        }
    }

    /// The notice of this name.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|notice| notice.code() == code)
    }
}

/// What a mail is about. It is sent only as long as that is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum About {
    /// A link that is still good.
    Link(ProofId),
    /// The account of a user, and that it is suspended.
    Suspension(UserId),
    /// Whatever was noted with the message: its addressee.
    Addressee,
}

impl Mail {
    /// The name of the mail, in stores and where a tenant chooses its words.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Activation { .. } => "activation",
            Self::FirstPassword { .. } => "first_password",
            Self::Confirmation { .. } => "confirmation",
            Self::AccountExists { .. } => "account_exists",
            Self::PasswordReset { .. } => "password_reset",
            Self::Suspended { .. } => "suspended",
            Self::AddressChange { .. } => "address_change",
            Self::Notice { notice, .. } => notice.code(),
        }
    }

    /// What it is about, and what it is counted as; `None` if it is not counted.
    #[must_use]
    pub const fn about(self) -> (About, Option<BudgetClass>) {
        match self {
            Self::Activation { proof, class } => (About::Link(proof), Some(class)),
            Self::FirstPassword { proof, class } => (About::Link(proof), class),
            Self::Confirmation { proof, class } => (About::Link(proof), Some(class)),
            Self::AccountExists { proof } => (About::Link(proof), Some(BudgetClass::Registration)),
            Self::PasswordReset { proof } => (About::Link(proof), Some(BudgetClass::Reset)),
            Self::Suspended { user, class } => (About::Suspension(user), Some(class)),
            Self::AddressChange { proof } => (About::Link(proof), Some(BudgetClass::Registration)),
            Self::Notice { class, .. } => (About::Addressee, class),
        }
    }
}
