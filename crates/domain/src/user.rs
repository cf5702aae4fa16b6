//! Users: somebody with an account, in one of four states that each carry their own data.

use crate::id::{TenantId, UserId};
use crate::identifier::{EmailAddress, ExternalId, Username};
use crate::membership::Membership;
use crate::password::PasswordHash;
use crate::profile::Profile;
use crate::time::Timestamp;

/// A user of one tenant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct User {
    /// The user's id: never reused, never changed.
    pub id: UserId,
    /// The tenant the user belongs to.
    pub tenant: TenantId,
    /// When the user was made.
    pub created_at: Timestamp,
    /// What the user is known by.
    pub identifiers: Identifiers,
    /// The other fields.
    pub profile: Profile,
    /// Where the user stands within the tenant.
    pub membership: Membership,
    /// Who chose the present password.
    pub chosen_by: ChosenBy,
    /// What state the account is in.
    pub state: State,
}

/// What a user is known by. External ids never sign in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identifiers {
    /// The address, if the user has one.
    pub email: Option<EmailAddress>,
    /// Whether somebody showed that they read its mail, and when.
    pub email_proof: EmailProof,
    /// The user name, if the user has one.
    pub username: Option<Username>,
    /// Ids of other systems, at most one for each name space.
    pub external: Vec<ExternalId>,
}

/// Whether an address was proved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EmailProof {
    /// Nobody showed yet that they read its mail.
    Unproved,
    /// Somebody used a link that was mailed to it.
    Proved {
        /// When they did so first.
        at: Timestamp,
    },
}

/// Who chose a password.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ChosenBy {
    /// The user.
    Owner,
    /// Whoever made the user; it is to be changed.
    Administrator,
}

/// The state of an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum State {
    /// Waiting for its owner: to set a first password, or to use the link in a mail.
    Pending {
        /// The password that was chosen at registration; `None` for somebody who is to choose one yet.
        password: Option<PasswordHash>,
    },
    /// In use.
    Active {
        /// What the user signs in with.
        password: PasswordHash,
        /// Since when.
        since: Timestamp,
    },
    /// Shut by an administrator for the time being.
    Suspended {
        /// What the user signs in with once reinstated.
        password: PasswordHash,
        /// Since when.
        since: Timestamp,
    },
    /// Shut for good; the identifiers are free again after the cool-down.
    Closed {
        /// Since when.
        at: Timestamp,
    },
}

impl State {
    /// The name of the state, in our API and in stores.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Pending { .. } => "pending",
            Self::Active { .. } => "active",
            Self::Suspended { .. } => "suspended",
            Self::Closed { .. } => "closed",
        }
    }
}

impl User {
    /// The words that stand for the person, which their password must not hold: address, user name, names.
    #[must_use]
    pub fn context_words(&self) -> Vec<&str> {
        let Identifiers { email, username, .. } = &self.identifiers;
        context_words(email.as_ref(), username.as_ref(), &self.profile)
    }
}

/// The words that stand for a person, as far as they are known: address, user name, names. Where somebody lives, and by which
/// clock, is no name.
#[must_use]
pub fn context_words<'a>(
    email: Option<&'a EmailAddress>,
    username: Option<&'a Username>,
    profile: &'a Profile,
) -> Vec<&'a str> {
    let names = profile.iter().filter(|(field, _)| field.rule().kind.is_name());
    email
        .map(EmailAddress::as_str)
        .into_iter()
        .chain(username.map(Username::as_str))
        .chain(names.map(|(_, value)| value))
        .collect()
}
