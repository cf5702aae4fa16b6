//! Packages.

use enroll_domain::id::{PackageId, TenantId};
use enroll_domain::membership::Package;

use crate::{Moved, StoreError};

/// Reading packages.
pub trait PackageQueries {
    /// The package of this id.
    ///
    /// # Errors
    /// The store's own.
    fn package(&mut self, tenant: TenantId, id: PackageId) -> Result<Option<Package>, StoreError>;

    /// The package that everybody begins with.
    ///
    /// # Errors
    /// The store's own.
    fn usual_package(&mut self, tenant: TenantId) -> Result<Option<Package>, StoreError>;

    /// Up to `limit` packages in the order of their ids, those after `after`.
    ///
    /// # Errors
    /// The store's own.
    fn packages(
        &mut self,
        tenant: TenantId,
        after: Option<PackageId>,
        limit: usize,
    ) -> Result<Vec<Package>, StoreError>;
}

/// Changing packages.
pub trait Packages {
    /// Adds a package. One that everybody begins with takes the place of the one before, which the caller has made unusual.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] with [`crate::Unique::Package`] where another one of the tenant has the code, or with
    /// [`crate::Unique::UsualPackage`] where another one is the usual one.
    fn add_package(&mut self, package: &Package) -> Result<(), StoreError>;

    /// Replaces everything but the id of a package. `Stale` if there is none of this id.
    ///
    /// # Errors
    /// As [`Packages::add_package`].
    fn set_package(&mut self, package: &Package) -> Result<Moved, StoreError>;
}
