//! Departments and their sections.

use enroll_domain::id::{DepartmentId, TenantId};
use enroll_domain::membership::{Department, Title};
use enroll_repository::{DepartmentQueries, Departments, Moved, StoreError, Unique};

use super::tables::Tables;

impl DepartmentQueries for Tables {
    fn department(&mut self, tenant: TenantId, id: DepartmentId) -> Result<Option<Department>, StoreError> {
        Ok(self.departments.rows().get(&(tenant, id)).cloned())
    }

    fn departments(
        &mut self,
        tenant: TenantId,
        after: Option<DepartmentId>,
        limit: usize,
    ) -> Result<Vec<Department>, StoreError> {
        let all = self.departments.rows().values();
        let wanted =
            all.filter(|department| department.tenant == tenant && after.is_none_or(|after| department.id > after));
        Ok(wanted.take(limit).cloned().collect())
    }
}

impl Departments for Tables {
    fn add_department(&mut self, department: &Department) -> Result<(), StoreError> {
        self.in_tenant(department.tenant)?;
        if let Some(within) = department.within {
            self.names(|tables| &tables.departments, &(department.tenant, within))?;
        }
        self.claim_title(department)?;
        self.insert(
            |tables| &mut tables.departments,
            (department.tenant, department.id),
            department.clone(),
        )
    }

    fn rename_department(&mut self, tenant: TenantId, id: DepartmentId, title: &Title) -> Result<Moved, StoreError> {
        let Some(department) = self.department(tenant, id)? else {
            return Ok(Moved::Stale);
        };
        let renamed = Department {
            title: title.clone(),
            ..department
        };
        self.claim_title(&renamed)?;
        self.departments.rows_mut().insert((tenant, id), renamed);
        Ok(Moved::Yes)
    }
}

impl Tables {
    /// No other department, or no other section of the same one, has the title.
    fn claim_title(&mut self, department: &Department) -> Result<(), StoreError> {
        let mut others = self
            .departments
            .rows()
            .values()
            .filter(|other| other.id != department.id);
        let taken = others.any(|other| {
            (other.tenant, other.within, &other.title) == (department.tenant, department.within, &department.title)
        });
        if taken {
            self.fail(StoreError::Conflict(Unique::Department))
        } else {
            Ok(())
        }
    }
}
