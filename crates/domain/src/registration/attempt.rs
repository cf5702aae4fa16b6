//! Registration attempts: unproved registrations that reserve nothing and never meet each other.

use crate::id::{AttemptId, TenantId};
use crate::identifier::{EmailAddress, ExternalId, Username};
use crate::password::PasswordHash;
use crate::profile::Profile;
use crate::proof::Landing;
use crate::registration::Wishes;
use crate::rejection::Rule;
use crate::time::Timestamp;

/// How many open attempts one address keeps; a further one ends the oldest.
pub const OPEN_ATTEMPTS_KEPT: usize = 8;

/// Somebody's unproved wish to have an account under an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attempt {
    /// Its id.
    pub id: AttemptId,
    /// The tenant.
    pub tenant: TenantId,
    /// The address, as it was typed this time.
    pub email: EmailAddress,
    /// The user name that is wished for; it is not reserved.
    pub username: Option<Username>,
    /// The hash of the password that this person chose.
    pub password: PasswordHash,
    /// The profile that this person gave.
    pub profile: Profile,
    /// Ids of other systems, not reserved either.
    pub external: Vec<ExternalId>,
    /// Where this person goes with the link.
    pub landing: Option<Landing>,
    /// The terms that this person accepted.
    pub terms: Option<TermsVersion>,
    /// What else this person asked for.
    pub wishes: Wishes,
    /// When the attempt was made.
    pub made_at: Timestamp,
    /// The first point in time at which it is no longer open.
    pub expires_at: Timestamp,
}

/// The version of a tenant's terms: 1 to 64 printable ASCII characters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TermsVersion(String);

impl TermsVersion {
    /// Reads a version.
    ///
    /// # Errors
    /// [`Rule::TooLong`], or [`Rule::Malformed`] for other characters or none.
    pub fn parse(text: &str) -> Result<Self, Rule> {
        if text.len() > 64 {
            return Err(Rule::TooLong { max: 64 });
        }
        if !text.is_empty() && text.chars().all(|c| c.is_ascii_graphic()) {
            Ok(Self(text.to_owned()))
        } else {
            Err(Rule::Malformed("printable ASCII characters without spaces"))
        }
    }

    /// The version itself.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}
