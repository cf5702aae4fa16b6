//! Packages.

use enroll_domain::id::{PackageId, TenantId};
use enroll_domain::membership::{Package, Usual};
use enroll_repository::{Moved, PackageQueries, Packages, StoreError, Unique};

use super::tables::Tables;

impl PackageQueries for Tables {
    fn package(&mut self, tenant: TenantId, id: PackageId) -> Result<Option<Package>, StoreError> {
        Ok(self.packages.rows().get(&(tenant, id)).cloned())
    }

    fn usual_package(&mut self, tenant: TenantId) -> Result<Option<Package>, StoreError> {
        let mut all = self.packages.rows().values();
        Ok(all.find(|it| it.tenant == tenant && it.usual == Usual::Yes).cloned())
    }

    fn packages(
        &mut self,
        tenant: TenantId,
        after: Option<PackageId>,
        limit: usize,
    ) -> Result<Vec<Package>, StoreError> {
        let all = self.packages.rows().values();
        let wanted = all.filter(|package| package.tenant == tenant && after.is_none_or(|after| package.id > after));
        Ok(wanted.take(limit).cloned().collect())
    }
}

impl Packages for Tables {
    fn add_package(&mut self, package: &Package) -> Result<(), StoreError> {
        self.in_tenant(package.tenant)?;
        self.claim_package(package)?;
        self.insert(
            |tables| &mut tables.packages,
            (package.tenant, package.id),
            package.clone(),
        )
    }

    fn set_package(&mut self, package: &Package) -> Result<Moved, StoreError> {
        let key = (package.tenant, package.id);
        if !self.packages.rows().contains_key(&key) {
            return Ok(Moved::Stale);
        }
        self.claim_package(package)?;
        self.packages.rows_mut().insert(key, package.clone());
        Ok(Moved::Yes)
    }
}

impl Tables {
    /// No other package of the tenant has the code, or is the usual one where this is.
    fn claim_package(&mut self, package: &Package) -> Result<(), StoreError> {
        let all = self.packages.rows().values();
        let others: Vec<&Package> = all
            .filter(|other| other.tenant == package.tenant && other.id != package.id)
            .collect();
        if others.iter().any(|other| other.code == package.code) {
            return self.fail(StoreError::Conflict(Unique::Package));
        }
        if package.usual == Usual::Yes && others.iter().any(|other| other.usual == Usual::Yes) {
            return self.fail(StoreError::Conflict(Unique::UsualPackage));
        }
        Ok(())
    }
}
