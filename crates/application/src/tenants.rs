//! Tenants, as this process knows them: those that the settings declare and those that were made since, read from the store at the
//! start, every minute, and whenever one was written here.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, PoisonError, RwLock};

use enroll_domain::Timestamp;
use enroll_domain::id::TenantId;
use enroll_domain::registration::{HostName, Policy};
use enroll_domain::tenant::{Tenant, TenantName};
use enroll_repository::{Moved, Stop, StoreError, StoredTenant, Transaction, Unique};

use crate::{Enrollment, PrepareError, Unavailable};

/// A tenant that the settings declare. Its policy takes the place of whatever the store holds, at every start.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeclaredTenant {
    /// The name by which requests choose it.
    pub name: TenantName,
    /// What holds in it.
    pub policy: Policy,
}

/// The tenants at one moment.
pub(crate) struct Known {
    tenants: BTreeMap<TenantId, Arc<Tenant>>,
    names: BTreeMap<TenantName, TenantId>,
    hosts: BTreeMap<HostName, TenantId>,
}

impl Known {
    fn of(tenants: impl IntoIterator<Item = Tenant>) -> Self {
        let tenants: BTreeMap<_, _> = tenants
            .into_iter()
            .map(|tenant| (tenant.id, Arc::new(tenant)))
            .collect();
        let names = tenants
            .values()
            .map(|tenant| (tenant.name.clone(), tenant.id))
            .collect();
        let hosts = tenants.values().flat_map(|tenant| {
            let id = tenant.id;
            tenant.policy.hosts.iter().map(move |host| (host.clone(), id))
        });
        Self {
            names,
            hosts: hosts.collect(),
            tenants,
        }
    }
}

/// What this process knows of tenants.
pub(crate) struct Registry {
    declared: Vec<DeclaredTenant>,
    known: RwLock<Arc<Known>>,
}

impl Registry {
    /// Knows the default tenant alone, until the store was read.
    pub(crate) fn new(declared: Vec<DeclaredTenant>) -> Self {
        let registry = Self {
            declared,
            known: RwLock::new(Arc::new(Known::of([]))),
        };
        registry.learn([Tenant::default_with(registry.usual().clone())]);
        registry
    }

    /// The policy of the default tenant as long as none was written.
    fn usual(&self) -> Policy {
        let default = TenantName::default_name();
        let declared = self.declared.iter().find(|tenant| tenant.name == default);
        declared.map_or_else(Policy::private, |tenant| tenant.policy.clone())
    }

    fn known(&self) -> Arc<Known> {
        Arc::clone(&self.known.read().unwrap_or_else(PoisonError::into_inner))
    }

    fn learn(&self, tenants: impl IntoIterator<Item = Tenant>) {
        let known = Arc::new(Known::of(tenants));
        *self.known.write().unwrap_or_else(PoisonError::into_inner) = known;
    }

    /// Learns tenants that were read since these were known; not if others were learnt meanwhile, which may have been read later.
    #[must_use = "whether they were learnt"]
    fn learn_since(&self, before: &Arc<Known>, tenants: impl IntoIterator<Item = Tenant>) -> bool {
        let read = Arc::new(Known::of(tenants));
        let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
        let newest = Arc::ptr_eq(&known, before);
        if newest {
            *known = read;
        }
        newest
    }
}

/// A tenant that this process does not know.
#[derive(Debug, thiserror::Error)]
#[error("there is no tenant {0}")]
struct UnknownTenant(TenantId);

impl Enrollment {
    /// The tenant of this name.
    #[must_use]
    pub fn tenant_named(&self, name: &str) -> Option<TenantId> {
        let name = TenantName::parse(name).ok()?;
        self.tenants.known().names.get(&name).copied()
    }

    /// The tenant that this host, or the host of this URL, stands for.
    #[must_use]
    pub fn tenant_at(&self, host: &str) -> Option<TenantId> {
        let host = HostName::parse(host).ok()?;
        self.tenants.known().hosts.get(&host).copied()
    }

    /// A tenant with its policy, as this process knows it.
    ///
    /// # Errors
    /// [`Unavailable`] for a tenant that this process does not know.
    pub fn tenant(&self, id: TenantId) -> Result<Arc<Tenant>, Unavailable> {
        let found = self.tenants.known().tenants.get(&id).cloned();
        found.ok_or_else(|| Unavailable::Broken(Box::new(UnknownTenant(id))))
    }

    pub(crate) fn knows_tenant(&self, id: TenantId) -> bool {
        self.tenants.known().tenants.contains_key(&id)
    }

    /// The policy of the default tenant as long as none was written.
    pub(crate) fn usual_policy(&self) -> Policy {
        self.tenants.usual()
    }

    /// The longest window in which any tenant counts mails.
    pub(crate) fn longest_mail_window(&self) -> std::time::Duration {
        let known = self.tenants.known();
        let windows = known.tenants.values().map(|tenant| tenant.policy.mail_budget.window);
        windows.max().unwrap_or_default()
    }

    /// How long each tenant keeps what its closed users were known by.
    pub(crate) fn cool_downs(&self) -> Vec<(TenantId, std::time::Duration)> {
        let known = self.tenants.known();
        let tenants = known.tenants.values();
        tenants
            .map(|tenant| (tenant.id, tenant.policy.lifetimes.cool_down))
            .collect()
    }

    /// The longest time for which an access token of any tenant is good.
    pub(crate) fn longest_access_token(&self) -> std::time::Duration {
        let known = self.tenants.known();
        let lifetimes = known
            .tenants
            .values()
            .map(|tenant| tenant.policy.lifetimes.access_token);
        lifetimes.max().unwrap_or_default()
    }

    /// Knows the tenants as they would be once those that are declared were written.
    pub(crate) fn foresee_tenants(&self, stored: Vec<StoredTenant>) -> Result<(), PrepareError> {
        let usual = self.tenants.usual();
        let mut tenants: Vec<Tenant> = stored.into_iter().map(|tenant| tenant.or_under(&usual)).collect();
        for declared in &self.tenants.declared {
            let (name, policy) = (declared.name.clone(), declared.policy.clone());
            match tenants.iter_mut().find(|known| known.name == name) {
                Some(known) => known.policy = policy,
                None => tenants.push(Tenant {
                    id: self.mint(self.now()).id()?,
                    name,
                    policy,
                }),
            }
        }
        let mut hosts = BTreeSet::new();
        for tenant in &tenants {
            if !tenant.policy.hosts.iter().all(|host| hosts.insert(host)) {
                return Err(PrepareError::HostTaken(tenant.name.clone()));
            }
        }
        self.tenants.learn(tenants);
        Ok(())
    }

    /// A tenant with its policy; the tenants are read again for one that this process does not know yet. A message of a new tenant
    /// is there the moment the tenant is.
    pub(crate) async fn tenant_or_read(&self, id: TenantId) -> Result<Arc<Tenant>, Unavailable> {
        if !self.knows_tenant(id) {
            self.reload_tenants().await?;
        }
        self.tenant(id)
    }

    /// Reads the tenants again. The facade's loop calls this every minute.
    ///
    /// # Errors
    /// [`Unavailable`].
    pub async fn reload_tenants(&self) -> Result<(), Unavailable> {
        loop {
            let before = self.tenants.known();
            let stored = self.ports.store.view(|queries| queries.tenants()).await?;
            let usual = self.tenants.usual();
            let read = stored.into_iter().map(|tenant| tenant.or_under(&usual));
            // Whoever learnt others meanwhile got on, so this ends.
            if self.tenants.learn_since(&before, read) {
                return Ok(());
            }
        }
    }

    /// Writes the tenants that the settings declare, where the store holds something else, and reads all of them.
    pub(crate) async fn prepare_tenants(&self) -> Result<(), PrepareError> {
        let now = self.now();
        let mut declared = Vec::new();
        for tenant in &self.tenants.declared {
            declared.push(Tenant {
                id: self.mint(now).id()?,
                name: tenant.name.clone(),
                policy: tenant.policy.clone(),
            });
        }
        let written = self.ports.store.atomically::<_, PrepareError>(move |tx| {
            tx.lock_tenant(TenantId::DEFAULT)?;
            declared.iter().try_for_each(|tenant| declare(tx, tenant, now))
        });
        written.await?;
        Ok(self.reload_tenants().await?)
    }
}

fn declare(tx: &mut dyn Transaction, tenant: &Tenant, now: Timestamp) -> Result<(), Stop<PrepareError>> {
    let known = tx.tenants()?.into_iter().find(|known| known.name == tenant.name);
    let written = match known {
        Some(known) if known.policy.as_ref() == Some(&tenant.policy) => Ok(Moved::Yes),
        Some(known) => tx.set_policy(known.id, &tenant.policy, now),
        None => tx.add_tenant(tenant, now).map(|()| Moved::Yes),
    };
    match written {
        Ok(_moved) => Ok(()),
        Err(StoreError::Conflict(Unique::Host)) => Err(Stop::Because(PrepareError::HostTaken(tenant.name.clone()))),
        Err(error) => Err(error.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(name: &str) -> Tenant {
        let name = TenantName::parse(name).unwrap();
        Tenant {
            name,
            ..Tenant::default_with(Policy::private())
        }
    }

    #[test]
    fn what_was_read_before_others_were_learnt_is_not_learnt_over_them() {
        let registry = Registry::new(Vec::new());
        let before = registry.known();
        assert!(registry.learn_since(&before, [named("later")]));
        assert!(!registry.learn_since(&before, [named("earlier")]));
        assert_eq!(registry.known().names.len(), 1);
        assert!(registry.known().names.contains_key(&named("later").name));
    }
}
