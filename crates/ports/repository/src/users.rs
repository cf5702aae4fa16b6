//! Users and what they are known by.

use enroll_domain::Timestamp;
use enroll_domain::id::{TenantId, UserId};
use enroll_domain::identifier::{EmailKey, ExternalId, UsernameKey};
use enroll_domain::membership::Membership;
use enroll_domain::password::PasswordHash;
use enroll_domain::profile::Profile;
use enroll_domain::referral::ReferralCode;
use enroll_domain::user::{ChosenBy, User};

use crate::{Moved, StoreError};

/// Reading users.
pub trait UserQueries {
    /// The user of this id.
    ///
    /// # Errors
    /// The store's own.
    fn user(&mut self, tenant: TenantId, id: UserId) -> Result<Option<User>, StoreError>;

    /// The user who has claimed this address; also a closed one, until housekeeping frees the address.
    ///
    /// # Errors
    /// The store's own.
    fn user_by_email(&mut self, tenant: TenantId, key: &EmailKey) -> Result<Option<User>, StoreError>;

    /// The user who has claimed this user name; also a closed one, until housekeeping frees the name.
    ///
    /// # Errors
    /// The store's own.
    fn user_by_username(&mut self, tenant: TenantId, key: &UsernameKey) -> Result<Option<User>, StoreError>;

    /// The user who has claimed this external id, by its key.
    ///
    /// # Errors
    /// The store's own.
    fn user_by_external(&mut self, tenant: TenantId, id: &ExternalId) -> Result<Option<User>, StoreError>;

    /// The user of this number.
    ///
    /// # Errors
    /// The store's own.
    fn user_by_number(&mut self, tenant: TenantId, number: u64) -> Result<Option<User>, StoreError>;

    /// The user who invites others with this code.
    ///
    /// # Errors
    /// The store's own.
    fn user_by_referral_code(&mut self, tenant: TenantId, code: &ReferralCode) -> Result<Option<User>, StoreError>;

    /// Whether the tenant has any user, in whatever state. A rule built on it holds the lock of the tenant.
    ///
    /// # Errors
    /// The store's own.
    fn has_users(&mut self, tenant: TenantId) -> Result<bool, StoreError>;

    /// Up to `limit` users in the order of their ids, those after `after`.
    ///
    /// # Errors
    /// The store's own.
    fn users(&mut self, tenant: TenantId, after: Option<UserId>, limit: usize) -> Result<Vec<User>, StoreError>;
}

/// Changing users.
pub trait Users {
    /// Adds a user with all identifiers and the whole membership.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] with the identifier, or the referral code, that somebody else has in this tenant.
    fn add_user(&mut self, user: &User) -> Result<(), StoreError>;

    /// Makes a pending user active: with this first password, which its owner chose, or else with the one that they chose at
    /// registration. `Stale` for a user in any other state, and for one who has neither.
    ///
    /// # Errors
    /// The store's own.
    fn activate_user(
        &mut self,
        tenant: TenantId,
        id: UserId,
        password: Option<&PasswordHash>,
        at: Timestamp,
    ) -> Result<Moved, StoreError>;

    /// Sets the password of an active user whose present one is `from`. `Stale` if it is not, or if the user is in any
    /// other state; so of two changes at once, one wins and the other knows.
    ///
    /// # Errors
    /// The store's own.
    fn replace_password(
        &mut self,
        tenant: TenantId,
        id: UserId,
        from: &PasswordHash,
        to: &PasswordHash,
    ) -> Result<Moved, StoreError>;

    /// Notes that the user's address was proved. `Stale` if it was before; the first time stays.
    ///
    /// # Errors
    /// The store's own.
    fn prove_email(&mut self, tenant: TenantId, id: UserId, at: Timestamp) -> Result<Moved, StoreError>;

    /// Notes who chose the present password. `Stale` if that was noted before, or there is no such user.
    ///
    /// # Errors
    /// The store's own.
    fn note_chosen_by(&mut self, tenant: TenantId, id: UserId, by: ChosenBy) -> Result<Moved, StoreError>;

    /// Replaces department, section, tags and package; number, referral code and inviter stay what they were. `Stale` for a
    /// closed user or none.
    ///
    /// # Errors
    /// The store's own.
    fn set_membership(&mut self, tenant: TenantId, id: UserId, membership: &Membership) -> Result<Moved, StoreError>;

    /// Replaces the profile. `Stale` for a closed user or none.
    ///
    /// # Errors
    /// The store's own.
    fn set_profile(&mut self, tenant: TenantId, id: UserId, profile: &Profile) -> Result<Moved, StoreError>;
}
