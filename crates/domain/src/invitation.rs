//! Invitations: whoever holds one, or whose address it names, may register where only invited people may.
//!
//! An invitation is a row; its code is computed from it (see the credentials port) and is never stored.

use crate::id::{InvitationId, TenantId};
use crate::identifier::EmailAddress;
use crate::proof::RootKeyId;
use crate::role::{Grantor, RoleName};
use crate::time::Timestamp;

/// An invitation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invitation {
    /// Its id.
    pub id: InvitationId,
    /// The tenant.
    pub tenant: TenantId,
    /// The only address that may use it; `None` if whoever holds the code may.
    pub email: Option<EmailAddress>,
    /// The roles that it gives, beside the tenant's default ones. They were within the authority of whoever made it.
    pub roles: Vec<RoleName>,
    /// How many may register with it.
    pub uses: u32,
    /// How many have.
    pub used: u32,
    /// Who made it.
    pub made_by: Grantor,
    /// The root secret that its code is computed with.
    pub key: RootKeyId,
    /// When it was made.
    pub made_at: Timestamp,
    /// The first point in time at which it is no longer good.
    pub expires_at: Timestamp,
    /// When it was taken back, if it was.
    pub revoked_at: Option<Timestamp>,
}

impl Invitation {
    /// Whether somebody with this address may register with it now.
    #[must_use]
    pub fn admits(&self, address: Option<&EmailAddress>, now: Timestamp) -> bool {
        let for_them = match (&self.email, address) {
            (None, _) => true,
            (Some(named), Some(address)) => named.key() == address.key(),
            (Some(_), None) => false,
        };
        for_them && self.is_open(now)
    }

    /// Whether anybody may register with it now.
    #[must_use]
    pub fn is_open(&self, now: Timestamp) -> bool {
        self.revoked_at.is_none() && now < self.expires_at && self.used < self.uses
    }
}
