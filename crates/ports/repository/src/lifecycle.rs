//! The life of an account after activation: its address changes, it is suspended and reinstated, and it is closed.

use enroll_domain::Timestamp;
use enroll_domain::id::{TenantId, UserId};
use enroll_domain::identifier::EmailAddress;

use crate::{Moved, StoreError};

/// Changing what state an account is in, and its address.
pub trait Lifecycle {
    /// Gives an active user this address, proved at `at`, in the place of the one they have, if they have one: that is free from
    /// then on. `Stale` for a user in any other state or none. It may be the address they have, written in another way.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] if somebody else has the address in this tenant.
    fn change_email(
        &mut self,
        tenant: TenantId,
        id: UserId,
        address: &EmailAddress,
        at: Timestamp,
    ) -> Result<Moved, StoreError>;

    /// Suspends an active user, who keeps the password. `Stale` for a user in any other state or none.
    ///
    /// # Errors
    /// The store's own.
    fn suspend_user(&mut self, tenant: TenantId, id: UserId, at: Timestamp) -> Result<Moved, StoreError>;

    /// Makes a suspended user active, with the password of before. `Stale` for a user in any other state or none.
    ///
    /// # Errors
    /// The store's own.
    fn reinstate_user(&mut self, tenant: TenantId, id: UserId, at: Timestamp) -> Result<Moved, StoreError>;

    /// Closes an account. Password, profile, department, section, tags, package and referral code are gone from then on; what the
    /// user is known by stays theirs until [`Lifecycle::release_identifiers`] erases it. `Stale` for a closed user or none.
    ///
    /// # Errors
    /// The store's own.
    fn close_user(&mut self, tenant: TenantId, id: UserId, at: Timestamp) -> Result<Moved, StoreError>;

    /// Erases what users of this tenant were known by who were closed before `before`, up to `limit` addresses, names and ids, and
    /// says how many it erased. They are free from then on.
    ///
    /// # Errors
    /// The store's own.
    fn release_identifiers(&mut self, tenant: TenantId, before: Timestamp, limit: usize) -> Result<usize, StoreError>;
}
