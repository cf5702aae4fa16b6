//! Where users stand in an identity provider. Every change updates the row, which locks it.

use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{Binary, Text};
use enroll_domain::id::{TenantId, UserId};
use enroll_domain::registration::ProvisioningTarget;
use enroll_repository::{
    Provisioning, ProvisioningQueries, ProvisioningState, ProvisioningStates, SessionsThere, StoreError,
};

use crate::columns::{self, Id, impossible, storable};
use crate::conversation::Conversation;
use crate::schema::provisioning;

#[derive(Queryable, Selectable)]
#[diesel(table_name = provisioning)]
struct ProvisioningRow {
    user_id: Id,
    target: String,
    wanted: i64,
    settled: i64,
    provider_id: Option<String>,
    state: String,
    why: Option<String>,
    sessions_end_with: i64,
}

impl ProvisioningRow {
    fn provisioning(self) -> Result<Provisioning, StoreError> {
        Ok(Provisioning {
            target: ProvisioningTarget::parse(&self.target).map_err(|_rule| impossible("provisioning.target"))?,
            wanted: columns::count(self.wanted, "provisioning.wanted")?,
            settled: columns::count(self.settled, "provisioning.settled")?,
            provider_id: self.provider_id,
            state: match (self.state.as_str(), self.why) {
                ("pending", None) => ProvisioningState::Pending,
                ("done", None) => ProvisioningState::Done,
                ("failed", Some(why)) => ProvisioningState::Failed { why },
                _ => return Err(impossible("provisioning.state")),
            },
            sessions_end_with: columns::count(self.sessions_end_with, "provisioning.sessions_end_with")?,
        })
    }

    fn with_user(self) -> Result<(UserId, Provisioning), StoreError> {
        Ok((self.user_id.to(), self.provisioning()?))
    }
}

/// Where one user stands.
#[diesel::dsl::auto_type]
fn row(tenant: TenantId, user: UserId) -> _ {
    let (tenant, user): (Id, Id) = (Id::of(tenant), Id::of(user));
    provisioning::table.find((tenant, user))
}

impl ProvisioningQueries for Conversation<'_> {
    fn provisioning(&mut self, tenant: TenantId, user: UserId) -> Result<Option<Provisioning>, StoreError> {
        let found = row(tenant, user).select(ProvisioningRow::as_select());
        self.ask(|conn| found.first(conn).optional())?
            .map(ProvisioningRow::provisioning)
            .transpose()
    }

    fn provisionings(
        &mut self,
        tenant: TenantId,
        after: Option<UserId>,
        limit: usize,
    ) -> Result<Vec<(UserId, Provisioning)>, StoreError> {
        let mut page = provisioning::table
            .filter(provisioning::tenant_id.eq(Id::of(tenant)))
            .order(provisioning::user_id)
            .limit(columns::rows(limit))
            .select(ProvisioningRow::as_select())
            .into_boxed();
        if let Some(after) = after {
            page = page.filter(provisioning::user_id.gt(Id::of(after)));
        }
        self.ask(|conn| page.load(conn))?
            .into_iter()
            .map(ProvisioningRow::with_user)
            .collect()
    }
}

impl ProvisioningStates for Conversation<'_> {
    fn want_provisioning(
        &mut self,
        tenant: TenantId,
        user: UserId,
        target: &ProvisioningTarget,
        sessions: SessionsThere,
    ) -> Result<u64, StoreError> {
        let insert = sql_query(
            "INSERT INTO provisioning (tenant_id, user_id, target, wanted, settled, state) \
             VALUES ($1, $2, $3, 0, 0, 'pending') ON CONFLICT (tenant_id, user_id) DO NOTHING",
        )
        .bind::<Binary, _>(Id::of(tenant))
        .bind::<Binary, _>(Id::of(user))
        .bind::<Text, _>(target.as_str());
        let one_more = (
            provisioning::target.eq(target.as_str()),
            provisioning::wanted.eq(provisioning::wanted + 1),
            provisioning::state.eq("pending"),
            provisioning::why.eq(None::<String>),
        );
        let ended = diesel::update(row(tenant, user)).set(provisioning::sessions_end_with.eq(provisioning::wanted));
        let update = diesel::update(row(tenant, user))
            .set(one_more)
            .returning(provisioning::wanted);
        let wanted = self.ask(|conn| {
            insert.execute(conn)?;
            let wanted = update.get_result::<i64>(conn)?;
            match sessions {
                SessionsThere::Keep => {}
                SessionsThere::End => {
                    ended.execute(conn)?;
                }
            }
            Ok(wanted)
        })?;
        columns::count(wanted, "provisioning.wanted")
    }

    fn settle_provisioning(
        &mut self,
        tenant: TenantId,
        user: UserId,
        version: u64,
        provider_id: Option<&str>,
    ) -> Result<u64, StoreError> {
        let version = columns::whole(version)?;
        let behind = row(tenant, user).filter(provisioning::settled.le(version));
        let settled = (
            provisioning::settled.eq(version),
            provisioning::provider_id.eq(provider_id),
        );
        let reached = row(tenant, user).filter(provisioning::wanted.eq(version));
        let done = (provisioning::state.eq("done"), provisioning::why.eq(None::<String>));
        let wanted = self.ask(|conn| {
            if diesel::update(behind).set(settled).execute(conn)? > 0 {
                diesel::update(reached).set(done).execute(conn)?;
            }
            row(tenant, user).select(provisioning::wanted).first::<i64>(conn)
        })?;
        columns::count(wanted, "provisioning.wanted")
    }

    fn fail_provisioning(
        &mut self,
        tenant: TenantId,
        user: UserId,
        version: u64,
        why: &str,
    ) -> Result<u64, StoreError> {
        let version = columns::whole(version)?;
        let still_wanted = row(tenant, user)
            .filter(provisioning::wanted.eq(version))
            .filter(provisioning::settled.lt(version));
        let failed = (
            provisioning::state.eq("failed"),
            provisioning::why.eq(Some(storable(why))),
        );
        let wanted = self.ask(|conn| {
            diesel::update(still_wanted).set(failed).execute(conn)?;
            row(tenant, user).select(provisioning::wanted).first::<i64>(conn)
        })?;
        columns::count(wanted, "provisioning.wanted")
    }
}
