//! Who holds which role.

use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{BigInt, Binary, Nullable, Text};
use enroll_domain::Timestamp;
use enroll_domain::id::{TenantId, UserId};
use enroll_domain::role::{Grant, Grantor, RoleName};
use enroll_repository::{GrantQueries, Grants, Moved, StoreError};

use crate::columns::{self, Id, impossible};
use crate::conversation::Conversation;
use crate::schema::{grants, users};

#[derive(Queryable, Selectable)]
#[diesel(table_name = grants)]
struct GrantRow {
    user_id: Id,
    role: String,
    grantor: String,
    grantor_id: Option<Id>,
    granted_at: i64,
}

impl GrantRow {
    fn grant(self) -> Result<Grant, StoreError> {
        Ok(Grant {
            user: self.user_id.to(),
            role: RoleName::parse(&self.role).map_err(|_rule| impossible("grants.role"))?,
            grantor: grantor(&self.grantor, self.grantor_id, "grants.grantor")?,
            at: Timestamp::from_micros(self.granted_at),
        })
    }
}

/// The columns of who gave something.
pub(crate) fn grantor_columns(grantor: Grantor) -> (&'static str, Option<Id>) {
    match grantor {
        Grantor::Policy => ("policy", None),
        Grantor::Operator => ("operator", None),
        Grantor::User(id) => ("user", Some(Id::of(id))),
    }
}

/// Who gave something, again.
pub(crate) fn grantor(code: &str, id: Option<Id>, column: &'static str) -> Result<Grantor, StoreError> {
    match (code, id) {
        ("policy", None) => Ok(Grantor::Policy),
        ("operator", None) => Ok(Grantor::Operator),
        ("user", Some(id)) => Ok(Grantor::User(id.to())),
        _ => Err(impossible(column)),
    }
}

impl GrantQueries for Conversation<'_> {
    fn grants_of(&mut self, tenant: TenantId, user: UserId) -> Result<Vec<Grant>, StoreError> {
        let theirs = grants::table
            .filter(grants::tenant_id.eq(Id::of(tenant)))
            .filter(grants::user_id.eq(Id::of(user)))
            .order(grants::role)
            .select(GrantRow::as_select());
        self.ask(|conn| theirs.load(conn))?
            .into_iter()
            .map(GrantRow::grant)
            .collect()
    }

    fn active_holders(&mut self, tenant: TenantId, role: &RoleName) -> Result<usize, StoreError> {
        let same_user = users::tenant_id
            .eq(grants::tenant_id)
            .and(users::id.eq(grants::user_id));
        let holders = grants::table
            .inner_join(users::table.on(same_user))
            .filter(grants::tenant_id.eq(Id::of(tenant)))
            .filter(grants::role.eq(role.as_str()))
            .filter(users::state.eq("active"));
        let found = self.ask(|conn| holders.count().get_result::<i64>(conn))?;
        columns::count(found, "grants.role")
    }
}

impl Grants for Conversation<'_> {
    fn grant(&mut self, tenant: TenantId, grant: &Grant) -> Result<Moved, StoreError> {
        let (grantor, grantor_id) = grantor_columns(grant.grantor);
        let insert = sql_query(
            "INSERT INTO grants (tenant_id, user_id, role, grantor, grantor_id, granted_at) \
             VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (tenant_id, user_id, role) DO NOTHING",
        )
        .bind::<Binary, _>(Id::of(tenant))
        .bind::<Binary, _>(Id::of(grant.user))
        .bind::<Text, _>(grant.role.as_str())
        .bind::<Text, _>(grantor)
        .bind::<Nullable<Binary>, _>(grantor_id)
        .bind::<BigInt, _>(grant.at.as_micros());
        self.ask(|conn| insert.execute(conn)).map(Moved::of)
    }

    fn revoke(&mut self, tenant: TenantId, user: UserId, role: &RoleName) -> Result<Moved, StoreError> {
        let held = grants::table.find((Id::of(tenant), Id::of(user), role.as_str()));
        self.ask(|conn| diesel::delete(held).execute(conn)).map(Moved::of)
    }

    fn revoke_all(&mut self, tenant: TenantId, user: UserId) -> Result<usize, StoreError> {
        let held = grants::table
            .filter(grants::tenant_id.eq(Id::of(tenant)))
            .filter(grants::user_id.eq(Id::of(user)));
        self.ask(|conn| diesel::delete(held).execute(conn))
    }
}
