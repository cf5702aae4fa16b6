//! Departments and their sections.

use enroll_domain::id::{DepartmentId, TenantId};
use enroll_domain::membership::{Department, Title};

use crate::{Moved, StoreError};

/// Reading departments and sections.
pub trait DepartmentQueries {
    /// The department or section of this id.
    ///
    /// # Errors
    /// The store's own.
    fn department(&mut self, tenant: TenantId, id: DepartmentId) -> Result<Option<Department>, StoreError>;

    /// Up to `limit` departments and sections in the order of their ids, those after `after`.
    ///
    /// # Errors
    /// The store's own.
    fn departments(
        &mut self,
        tenant: TenantId,
        after: Option<DepartmentId>,
        limit: usize,
    ) -> Result<Vec<Department>, StoreError>;
}

/// Changing departments and sections.
pub trait Departments {
    /// Adds a department, or a section of one that is there.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] with [`crate::Unique::Department`] where another one within the same has the title.
    fn add_department(&mut self, department: &Department) -> Result<(), StoreError>;

    /// Gives a department or section another title. `Stale` if there is none of this id.
    ///
    /// # Errors
    /// As [`Departments::add_department`].
    fn rename_department(&mut self, tenant: TenantId, id: DepartmentId, title: &Title) -> Result<Moved, StoreError>;
}
