//! Departments and their sections.

use enroll_domain::id::{TenantId, UnitId};
use enroll_domain::membership::{Title, Unit};

use crate::{Moved, StoreError};

/// Reading departments and sections.
pub trait UnitQueries {
    /// The department or section of this id.
    ///
    /// # Errors
    /// The store's own.
    fn unit(&mut self, tenant: TenantId, id: UnitId) -> Result<Option<Unit>, StoreError>;

    /// Up to `limit` departments and sections in the order of their ids, those after `after`.
    ///
    /// # Errors
    /// The store's own.
    fn units(&mut self, tenant: TenantId, after: Option<UnitId>, limit: usize) -> Result<Vec<Unit>, StoreError>;
}

/// Changing departments and sections.
pub trait Units {
    /// Adds a department, or a section of one that is there.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] with [`crate::Unique::Unit`] where another one within the same has the title.
    fn add_unit(&mut self, unit: &Unit) -> Result<(), StoreError>;

    /// Gives a department or section another title. `Stale` if there is none of this id.
    ///
    /// # Errors
    /// As [`Units::add_unit`].
    fn rename_unit(&mut self, tenant: TenantId, id: UnitId, title: &Title) -> Result<Moved, StoreError>;
}
