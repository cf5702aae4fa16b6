//! Departments and their sections.

use enroll_domain::id::{TenantId, UnitId};
use enroll_domain::membership::{Title, Unit};
use enroll_repository::{Moved, StoreError, Unique, UnitQueries, Units};

use super::tables::Tables;

impl UnitQueries for Tables {
    fn unit(&mut self, tenant: TenantId, id: UnitId) -> Result<Option<Unit>, StoreError> {
        Ok(self.units.rows().get(&(tenant, id)).cloned())
    }

    fn units(&mut self, tenant: TenantId, after: Option<UnitId>, limit: usize) -> Result<Vec<Unit>, StoreError> {
        let all = self.units.rows().values();
        let wanted = all.filter(|unit| unit.tenant == tenant && after.is_none_or(|after| unit.id > after));
        Ok(wanted.take(limit).cloned().collect())
    }
}

impl Units for Tables {
    fn add_unit(&mut self, unit: &Unit) -> Result<(), StoreError> {
        self.in_tenant(unit.tenant)?;
        if let Some(department) = unit.within {
            self.names(|tables| &tables.units, &(unit.tenant, department))?;
        }
        self.claim_title(unit)?;
        self.insert(|tables| &mut tables.units, (unit.tenant, unit.id), unit.clone())
    }

    fn rename_unit(&mut self, tenant: TenantId, id: UnitId, title: &Title) -> Result<Moved, StoreError> {
        let Some(unit) = self.unit(tenant, id)? else {
            return Ok(Moved::Stale);
        };
        let renamed = Unit {
            title: title.clone(),
            ..unit
        };
        self.claim_title(&renamed)?;
        self.units.rows_mut().insert((tenant, id), renamed);
        Ok(Moved::Yes)
    }
}

impl Tables {
    /// No other department, or no other section of the same one, has the title.
    fn claim_title(&mut self, unit: &Unit) -> Result<(), StoreError> {
        let mut others = self.units.rows().values().filter(|other| other.id != unit.id);
        let taken =
            others.any(|other| (other.tenant, other.within, &other.title) == (unit.tenant, unit.within, &unit.title));
        if taken {
            self.fail(StoreError::Conflict(Unique::Unit))
        } else {
            Ok(())
        }
    }
}
