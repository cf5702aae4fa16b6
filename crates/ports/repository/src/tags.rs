//! Tags, and whole numbers that are counted within a tenant.

use enroll_domain::id::{TagId, TenantId};
use enroll_domain::membership::Tag;

use crate::{Moved, StoreError};

/// Reading tags.
pub trait TagQueries {
    /// The tag of this id.
    ///
    /// # Errors
    /// The store's own.
    fn tag(&mut self, tenant: TenantId, id: TagId) -> Result<Option<Tag>, StoreError>;

    /// The tag of this number.
    ///
    /// # Errors
    /// The store's own.
    fn tag_by_number(&mut self, tenant: TenantId, number: u64) -> Result<Option<Tag>, StoreError>;

    /// Up to `limit` tags in the order of their numbers, those after `after`.
    ///
    /// # Errors
    /// The store's own.
    fn tags(&mut self, tenant: TenantId, after: Option<u64>, limit: usize) -> Result<Vec<Tag>, StoreError>;
}

/// Changing tags.
pub trait Tags {
    /// Adds a tag.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] with [`crate::Unique::Tag`] where another one of the tenant has the title.
    fn add_tag(&mut self, tag: &Tag) -> Result<(), StoreError>;

    /// Replaces title, description and standing of a tag. `Stale` if there is none of this id.
    ///
    /// # Errors
    /// As [`Tags::add_tag`].
    fn set_tag(&mut self, tag: &Tag) -> Result<Moved, StoreError>;

    /// The next number of a tenant's count, which begins at 1 and leaves none out but those of transactions that were rolled back
    /// after a later one had committed. Locks the count until the transaction ends.
    ///
    /// # Errors
    /// The store's own.
    fn next_number(&mut self, tenant: TenantId, count: Count) -> Result<u64, StoreError>;
}

/// What is counted within a tenant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Count {
    /// Users.
    Users,
    /// Tags.
    Tags,
}

impl Count {
    /// The name of the count in stores.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Users => "users",
            Self::Tags => "tags",
        }
    }
}
