//! Tenants. A policy is kept as it is written down, and read with all of its rules; its hosts stand in a table of their own
//! as well, which says whose a host is.

use std::collections::BTreeSet;

use diesel::prelude::*;
use enroll_domain::Timestamp;
use enroll_domain::id::TenantId;
use enroll_domain::registration::{HostName, Policy};
use enroll_domain::tenant::{Tenant, TenantName};
use enroll_repository::{Moved, StoreError, StoredTenant, TenantQueries, Tenants, Unique};

use crate::backend::Key;
use crate::columns::{Id, impossible};
use crate::conversation::Conversation;
use crate::document;
use crate::schema::{tenant_hosts, tenants};

const NAME: Key = Key {
    constraint: "tenants_name",
    columns: "tenants.name",
};
const HOST: Key = Key {
    constraint: "tenant_hosts_key",
    columns: "tenant_hosts.host",
};

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = tenants, treat_none_as_default_value = false)]
struct TenantRow {
    id: Id,
    name: String,
    created_at: i64,
    policy: Option<String>,
    changed_at: Option<i64>,
}

impl TenantRow {
    fn tenant(self) -> Result<StoredTenant, StoreError> {
        let policy = self.policy.as_deref().map(|json| read(json, &self.name)).transpose()?;
        Ok(StoredTenant {
            id: self.id.to(),
            name: TenantName::parse(&self.name).map_err(|_rule| impossible("tenants.name"))?,
            policy,
            changed_at: Timestamp::from_micros(self.changed_at.unwrap_or(self.created_at)),
        })
    }
}

/// A policy that was kept. What is wrong with one is for the operator, who cannot look into the row.
fn read(json: &str, tenant: &str) -> Result<Policy, StoreError> {
    let document = document::document(json, "tenants.policy")?;
    Policy::read(document)
        .map_err(|flaws| StoreError::broken(format!("tenants.policy of {tenant} is no policy any more: {flaws}")))
}

fn written(policy: &Policy) -> String {
    document::json(policy.write())
}

impl Conversation<'_> {
    /// Claims hosts, always in the same order, so that no two wait for each other.
    fn claim_hosts(&mut self, tenant: TenantId, policy: &Policy) -> Result<(), StoreError> {
        let hosts: BTreeSet<&str> = policy.hosts.iter().map(HostName::as_str).collect();
        for host in hosts {
            let row = (tenant_hosts::host.eq(host), tenant_hosts::tenant_id.eq(Id::of(tenant)));
            self.claim(&[(HOST, Unique::Host)], |conn| {
                diesel::insert_into(tenant_hosts::table).values(row).execute(conn)
            })?;
        }
        Ok(())
    }
}

impl TenantQueries for Conversation<'_> {
    fn tenants(&mut self) -> Result<Vec<StoredTenant>, StoreError> {
        let all = tenants::table.order(tenants::id).select(TenantRow::as_select());
        self.ask(|conn| all.load(conn))?
            .into_iter()
            .map(TenantRow::tenant)
            .collect()
    }
}

impl Tenants for Conversation<'_> {
    fn add_tenant(&mut self, tenant: &Tenant, at: Timestamp) -> Result<(), StoreError> {
        let row = TenantRow {
            id: Id::of(tenant.id),
            name: tenant.name.as_str().to_owned(),
            created_at: at.as_micros(),
            policy: Some(written(&tenant.policy)),
            changed_at: Some(at.as_micros()),
        };
        self.claim(&[(NAME, Unique::TenantName)], |conn| {
            diesel::insert_into(tenants::table).values(row).execute(conn)
        })?;
        self.claim_hosts(tenant.id, &tenant.policy)
    }

    fn set_policy(&mut self, tenant: TenantId, policy: &Policy, at: Timestamp) -> Result<Moved, StoreError> {
        let row = tenants::table.find(Id::of(tenant));
        let changed = (
            tenants::policy.eq(Some(written(policy))),
            tenants::changed_at.eq(Some(at.as_micros())),
        );
        match self
            .ask(|conn| diesel::update(row).set(changed).execute(conn))
            .map(Moved::of)?
        {
            Moved::Stale => Ok(Moved::Stale),
            Moved::Yes => {
                let before = tenant_hosts::table.filter(tenant_hosts::tenant_id.eq(Id::of(tenant)));
                self.ask(|conn| diesel::delete(before).execute(conn))?;
                self.claim_hosts(tenant, policy)?;
                Ok(Moved::Yes)
            }
        }
    }
}
