//! Tenants and their policies.

use enroll_domain::Timestamp;
use enroll_domain::id::TenantId;
use enroll_domain::registration::Policy;
use enroll_domain::tenant::{Tenant, TenantName};
use enroll_repository::{Moved, StoreError, StoredTenant, TenantQueries, Tenants, Unique};

use super::tables::Tables;

/// Tenants of these ids, without policies, under names that follow from their places.
pub(super) fn nameless(ids: impl IntoIterator<Item = TenantId>) -> impl Iterator<Item = StoredTenant> {
    (1_usize..).zip(ids).map(|(place, id)| StoredTenant {
        id,
        name: name(id, place),
        policy: None,
        changed_at: Timestamp::from_micros(0),
    })
}

fn name(id: TenantId, place: usize) -> TenantName {
    let other = TenantName::parse(&format!("tenant-{place}")).ok();
    other
        .filter(|_| id != TenantId::DEFAULT)
        .unwrap_or_else(TenantName::default_name)
}

impl TenantQueries for Tables {
    fn tenants(&mut self) -> Result<Vec<StoredTenant>, StoreError> {
        Ok(self.tenants.rows().values().cloned().collect())
    }
}

impl Tenants for Tables {
    fn add_tenant(&mut self, tenant: &Tenant, at: Timestamp) -> Result<(), StoreError> {
        if self.tenants.rows().values().any(|known| known.name == tenant.name) {
            return self.fail(StoreError::Conflict(Unique::TenantName));
        }
        self.claim_hosts(tenant.id, &tenant.policy)?;
        let stored = StoredTenant {
            id: tenant.id,
            name: tenant.name.clone(),
            policy: Some(tenant.policy.clone()),
            changed_at: at,
        };
        self.insert(|tables| &mut tables.tenants, tenant.id, stored)
    }

    fn set_policy(&mut self, tenant: TenantId, policy: &Policy, at: Timestamp) -> Result<Moved, StoreError> {
        if !self.tenants.rows().contains_key(&tenant) {
            return Ok(Moved::Stale);
        }
        self.claim_hosts(tenant, policy)?;
        let stored = self.tenants.rows_mut().get_mut(&tenant);
        Ok(stored.map_or(Moved::Stale, |stored| {
            stored.policy = Some(policy.clone());
            stored.changed_at = at;
            Moved::Yes
        }))
    }
}

impl Tables {
    /// No other tenant has one of the policy's hosts.
    fn claim_hosts(&mut self, tenant: TenantId, policy: &Policy) -> Result<(), StoreError> {
        let others = self.tenants.rows().values().filter(|other| other.id != tenant);
        let mut taken = others
            .filter_map(|other| other.policy.as_ref())
            .flat_map(|it| &it.hosts);
        if taken.any(|host| policy.hosts.contains(host)) {
            self.fail(StoreError::Conflict(Unique::Host))
        } else {
            Ok(())
        }
    }
}
