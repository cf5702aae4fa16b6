//! Invitations. Of two that use the last use of one, the conditional update picks one.

use diesel::prelude::*;
use enroll_domain::Timestamp;
use enroll_domain::id::{InvitationId, TenantId};
use enroll_domain::identifier::{EmailAddress, EmailKey};
use enroll_domain::invitation::Invitation;
use enroll_domain::proof::RootKeyId;
use enroll_repository::{InvitationQueries, Invitations, Moved, StoreError};

use crate::columns::{self, Id, impossible, time};
use crate::conversation::Conversation;
use crate::grants::{grantor, grantor_columns};
use crate::removal::Over;
use crate::schema::invitations;

const EXPIRED: Over = Over {
    table: "invitations",
    key: "tenant_id, id",
    since: "expires_at",
    only: "TRUE",
};

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = invitations, treat_none_as_default_value = false)]
struct InvitationRow {
    tenant_id: Id,
    id: Id,
    email: Option<String>,
    email_key: Option<String>,
    roles: String,
    uses: i64,
    used: i64,
    grantor: String,
    grantor_id: Option<Id>,
    root_key: String,
    made_at: i64,
    expires_at: i64,
    revoked_at: Option<i64>,
}

impl InvitationRow {
    fn of(invitation: &Invitation) -> Self {
        let (grantor, grantor_id) = grantor_columns(invitation.made_by);
        let email = invitation.email.as_ref();
        Self {
            tenant_id: Id::of(invitation.tenant),
            id: Id::of(invitation.id),
            email: email.map(|email| email.as_str().to_owned()),
            email_key: email.map(|email| email.key().as_str().to_owned()),
            roles: columns::roles_json(&invitation.roles),
            uses: invitation.uses.into(),
            used: invitation.used.into(),
            grantor: grantor.to_owned(),
            grantor_id,
            root_key: invitation.key.as_str().to_owned(),
            made_at: invitation.made_at.as_micros(),
            expires_at: invitation.expires_at.as_micros(),
            revoked_at: invitation.revoked_at.map(Timestamp::as_micros),
        }
    }

    fn invitation(self) -> Result<Invitation, StoreError> {
        Ok(Invitation {
            id: self.id.to(),
            tenant: self.tenant_id.to(),
            email: match (self.email, self.email_key) {
                (Some(email), Some(key)) => Some(EmailAddress::from_stored(email, key)),
                (None, None) => None,
                (Some(_), None) | (None, Some(_)) => return Err(impossible("invitations.email")),
            },
            roles: columns::roles(&self.roles, "invitations.roles")?,
            uses: columns::count(self.uses, "invitations.uses")?,
            used: columns::count(self.used, "invitations.used")?,
            made_by: grantor(&self.grantor, self.grantor_id, "invitations.grantor")?,
            key: RootKeyId::new(self.root_key),
            made_at: Timestamp::from_micros(self.made_at),
            expires_at: Timestamp::from_micros(self.expires_at),
            revoked_at: time(self.revoked_at),
        })
    }
}

/// The invitations of a tenant that are open at this time.
#[diesel::dsl::auto_type]
fn open(tenant: TenantId, at: Timestamp) -> _ {
    let (tenant, at): (Id, i64) = (Id::of(tenant), at.as_micros());
    invitations::table
        .filter(invitations::tenant_id.eq(tenant))
        .filter(invitations::revoked_at.is_null())
        .filter(invitations::expires_at.gt(at))
        .filter(invitations::used.lt(invitations::uses))
}

impl InvitationQueries for Conversation<'_> {
    fn invitation(&mut self, tenant: TenantId, id: InvitationId) -> Result<Option<Invitation>, StoreError> {
        let row = invitations::table
            .find((Id::of(tenant), Id::of(id)))
            .select(InvitationRow::as_select());
        self.ask(|conn| row.first(conn).optional())?
            .map(InvitationRow::invitation)
            .transpose()
    }

    fn invitation_of(
        &mut self,
        tenant: TenantId,
        key: &EmailKey,
        now: Timestamp,
    ) -> Result<Option<Invitation>, StoreError> {
        let named = open(tenant, now)
            .filter(invitations::email_key.eq(key.as_str()))
            .order((invitations::expires_at.desc(), invitations::id.desc()))
            .select(InvitationRow::as_select());
        // Every registration asks this, commonly for none; see `prepared.rs` for why it names no limit.
        let newest = self.ask(|conn| named.load(conn))?.into_iter().next();
        newest.map(InvitationRow::invitation).transpose()
    }

    fn has_open_invitation(&mut self, tenant: TenantId, now: Timestamp) -> Result<bool, StoreError> {
        let any = open(tenant, now).select(invitations::id);
        let found = self.ask(|conn| any.first::<Id>(conn).optional())?;
        Ok(found.is_some())
    }

    fn invitations(
        &mut self,
        tenant: TenantId,
        after: Option<InvitationId>,
        limit: usize,
    ) -> Result<Vec<Invitation>, StoreError> {
        let mut page = invitations::table
            .filter(invitations::tenant_id.eq(Id::of(tenant)))
            .order(invitations::id)
            .limit(columns::rows(limit))
            .select(InvitationRow::as_select())
            .into_boxed();
        if let Some(after) = after {
            page = page.filter(invitations::id.gt(Id::of(after)));
        }
        self.ask(|conn| page.load(conn))?
            .into_iter()
            .map(InvitationRow::invitation)
            .collect()
    }
}

impl Invitations for Conversation<'_> {
    fn add_invitation(&mut self, invitation: &Invitation) -> Result<(), StoreError> {
        let row = InvitationRow::of(invitation);
        self.ask(|conn| diesel::insert_into(invitations::table).values(row).execute(conn))
            .map(|_one| ())
    }

    fn use_invitation(&mut self, tenant: TenantId, id: InvitationId, at: Timestamp) -> Result<Moved, StoreError> {
        let good = open(tenant, at).filter(invitations::id.eq(Id::of(id)));
        self.ask(|conn| {
            diesel::update(good)
                .set(invitations::used.eq(invitations::used + 1))
                .execute(conn)
        })
        .map(Moved::of)
    }

    fn revoke_invitation(&mut self, tenant: TenantId, id: InvitationId, at: Timestamp) -> Result<Moved, StoreError> {
        let unrevoked = invitations::table
            .find((Id::of(tenant), Id::of(id)))
            .filter(invitations::revoked_at.is_null());
        self.ask(|conn| {
            diesel::update(unrevoked)
                .set(invitations::revoked_at.eq(at.as_micros()))
                .execute(conn)
        })
        .map(Moved::of)
    }

    fn remove_expired_invitations(&mut self, before: Timestamp, limit: usize) -> Result<usize, StoreError> {
        self.remove(&EXPIRED, before, limit)
    }
}
