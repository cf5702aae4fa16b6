//! Invitations: counted uses, decided by conditional updates.

use enroll_domain::Timestamp;
use enroll_domain::id::{InvitationId, TenantId};
use enroll_domain::identifier::EmailKey;
use enroll_domain::invitation::Invitation;

use crate::{Moved, StoreError};

/// Reading invitations.
pub trait InvitationQueries {
    /// The invitation of this id, in whatever state.
    ///
    /// # Errors
    /// The store's own.
    fn invitation(&mut self, tenant: TenantId, id: InvitationId) -> Result<Option<Invitation>, StoreError>;

    /// An invitation that is open now and names this address, the one that expires last.
    ///
    /// # Errors
    /// The store's own.
    fn invitation_of(
        &mut self,
        tenant: TenantId,
        key: &EmailKey,
        now: Timestamp,
    ) -> Result<Option<Invitation>, StoreError>;

    /// Whether any invitation of the tenant is open now.
    ///
    /// # Errors
    /// The store's own.
    fn has_open_invitation(&mut self, tenant: TenantId, now: Timestamp) -> Result<bool, StoreError>;

    /// Up to `limit` invitations in the order of their ids, those after `after`.
    ///
    /// # Errors
    /// The store's own.
    fn invitations(
        &mut self,
        tenant: TenantId,
        after: Option<InvitationId>,
        limit: usize,
    ) -> Result<Vec<Invitation>, StoreError>;
}

/// Changing invitations.
pub trait Invitations {
    /// Adds an invitation.
    ///
    /// # Errors
    /// The store's own.
    fn add_invitation(&mut self, invitation: &Invitation) -> Result<(), StoreError>;

    /// Uses an invitation once. `Stale` if it is not open at `at`; of two who use its last use, one wins.
    ///
    /// # Errors
    /// The store's own.
    fn use_invitation(&mut self, tenant: TenantId, id: InvitationId, at: Timestamp) -> Result<Moved, StoreError>;

    /// Takes an invitation back. `Stale` if it was before, or there is none.
    ///
    /// # Errors
    /// The store's own.
    fn revoke_invitation(&mut self, tenant: TenantId, id: InvitationId, at: Timestamp) -> Result<Moved, StoreError>;

    /// Removes up to `limit` invitations, of all tenants, that expired before `before`, and says how many it removed.
    ///
    /// # Errors
    /// The store's own.
    fn remove_expired_invitations(&mut self, before: Timestamp, limit: usize) -> Result<usize, StoreError>;
}
