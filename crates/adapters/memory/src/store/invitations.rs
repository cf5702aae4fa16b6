//! Invitations.

use enroll_domain::Timestamp;
use enroll_domain::id::{InvitationId, TenantId};
use enroll_domain::identifier::EmailKey;
use enroll_domain::invitation::Invitation;
use enroll_repository::{InvitationQueries, Invitations, Moved, StoreError};

use super::tables::Tables;

impl InvitationQueries for Tables {
    fn invitation(&mut self, tenant: TenantId, id: InvitationId) -> Result<Option<Invitation>, StoreError> {
        Ok(self.invitations.rows().get(&(tenant, id)).cloned())
    }

    fn invitation_of(
        &mut self,
        tenant: TenantId,
        key: &EmailKey,
        now: Timestamp,
    ) -> Result<Option<Invitation>, StoreError> {
        let open = self.open_invitations(tenant, now);
        let theirs = open.filter(|it| it.email.as_ref().is_some_and(|email| email.key() == key));
        Ok(theirs.max_by_key(|invitation| invitation.expires_at).cloned())
    }

    fn has_open_invitation(&mut self, tenant: TenantId, now: Timestamp) -> Result<bool, StoreError> {
        Ok(self.open_invitations(tenant, now).next().is_some())
    }

    fn invitations(
        &mut self,
        tenant: TenantId,
        after: Option<InvitationId>,
        limit: usize,
    ) -> Result<Vec<Invitation>, StoreError> {
        let all = self.invitations.rows().values();
        let wanted = all.filter(|it| it.tenant == tenant && after.is_none_or(|after| it.id > after));
        Ok(wanted.take(limit).cloned().collect())
    }
}

impl Invitations for Tables {
    fn add_invitation(&mut self, invitation: &Invitation) -> Result<(), StoreError> {
        self.in_tenant(invitation.tenant)?;
        self.insert(
            |tables| &mut tables.invitations,
            (invitation.tenant, invitation.id),
            invitation.clone(),
        )
    }

    fn use_invitation(&mut self, tenant: TenantId, id: InvitationId, at: Timestamp) -> Result<Moved, StoreError> {
        let rows = self.invitations.rows_mut();
        let open = rows.get_mut(&(tenant, id)).filter(|invitation| invitation.is_open(at));
        Ok(open.map_or(Moved::Stale, |invitation| {
            invitation.used = invitation.used.saturating_add(1);
            Moved::Yes
        }))
    }

    fn revoke_invitation(&mut self, tenant: TenantId, id: InvitationId, at: Timestamp) -> Result<Moved, StoreError> {
        let rows = self.invitations.rows_mut();
        let standing = rows.get_mut(&(tenant, id)).filter(|it| it.revoked_at.is_none());
        Ok(standing.map_or(Moved::Stale, |invitation| {
            invitation.revoked_at = Some(at);
            Moved::Yes
        }))
    }

    fn remove_expired_invitations(&mut self, before: Timestamp, limit: usize) -> Result<usize, StoreError> {
        Ok(self
            .invitations
            .remove(limit, |invitation| invitation.expires_at < before))
    }
}

impl Tables {
    fn open_invitations(&self, tenant: TenantId, now: Timestamp) -> impl Iterator<Item = &Invitation> {
        let all = self.invitations.rows().values();
        all.filter(move |invitation| invitation.tenant == tenant && invitation.is_open(now))
    }
}
