//! What is said of a user who is imported: who they are, and in which state their account was elsewhere.

use std::fmt;

use enroll_domain::Timestamp;
use enroll_domain::password::PasswordHash;
use enroll_domain::user::{EmailProof, State, User};

use crate::NewUserForm;

/// A user, as another system has them.
#[derive(Clone)]
pub struct ImportForm {
    /// Who they are, and with which roles.
    pub user: NewUserForm,
    /// Whether the other system saw that they read the mail of their address.
    pub address: ImportedAddress,
    /// What state their account is in.
    pub account: ImportedAccount,
}

impl fmt::Debug for ImportForm {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("ImportForm(…)")
    }
}

/// What another system knows of an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ImportedAddress {
    /// Nothing.
    #[default]
    Unproved,
    /// It was proved there, and counts as proved here.
    Proved,
}

/// The state of an account, with the hash of its password as the other system wrote it.
#[derive(Clone, PartialEq, Eq)]
pub enum ImportedAccount {
    /// Waiting for its owner: to use the link in a mail where there is a password, and else to set a first one.
    Pending {
        /// The hash of the password that they chose.
        hash: Option<String>,
    },
    /// In use.
    Active {
        /// The hash of the password with which they sign in.
        hash: String,
    },
    /// Shut for the time being.
    Suspended {
        /// The hash of the password with which they sign in once reinstated.
        hash: String,
    },
}

impl fmt::Debug for ImportedAccount {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Self::Pending { .. } => "Pending",
            Self::Active { .. } => "Active",
            Self::Suspended { .. } => "Suspended",
        })
    }
}

impl ImportedAccount {
    pub(crate) fn hash(&self) -> Option<PasswordHash> {
        let text = match self {
            Self::Pending { hash } => hash.as_ref(),
            Self::Active { hash } | Self::Suspended { hash } => Some(hash),
        };
        text.map(|text| PasswordHash::from_phc(text.clone()))
    }

    fn state(&self, at: Timestamp) -> State {
        let password = |hash: &String| PasswordHash::from_phc(hash.clone());
        match self {
            Self::Pending { hash } => State::Pending {
                password: hash.as_ref().map(password),
            },
            Self::Active { hash } => State::Active {
                password: password(hash),
                since: at,
            },
            Self::Suspended { hash } => State::Suspended {
                password: password(hash),
                since: at,
            },
        }
    }
}

impl ImportForm {
    /// The user with the address and the account that they have elsewhere.
    pub(crate) fn apply(&self, mut user: User, now: Timestamp) -> User {
        user.state = self.account.state(now);
        user.identifiers.email_proof = match self.address {
            ImportedAddress::Unproved => EmailProof::Unproved,
            ImportedAddress::Proved => EmailProof::Proved { at: now },
        };
        user
    }

    /// Whether somebody has to be asked for a first password: they have none, and nobody knows whether they read their mail.
    pub(crate) fn wants_mail(&self) -> bool {
        self.account.hash().is_none() && self.address == ImportedAddress::Unproved
    }
}
