//! The life of an account after activation. What a closed user was known by is found through the same keys as before, until it is
//! released.

use enroll_domain::Timestamp;
use enroll_domain::id::{TenantId, UserId};
use enroll_domain::identifier::EmailAddress;
use enroll_domain::membership::Membership;
use enroll_domain::profile::Profile;
use enroll_domain::user::{EmailProof, Identifiers, State, User};
use enroll_repository::{Lifecycle, Moved, StoreError, Unique, UserQueries};

use super::tables::Tables;

impl Lifecycle for Tables {
    fn change_email(
        &mut self,
        tenant: TenantId,
        id: UserId,
        address: &EmailAddress,
        at: Timestamp,
    ) -> Result<Moved, StoreError> {
        let active = self.user(tenant, id)?.filter(|user| match user.state {
            State::Active { .. } => true,
            State::Pending { .. } | State::Suspended { .. } | State::Closed { .. } => false,
        });
        let Some(user) = active else {
            return Ok(Moved::Stale);
        };
        if let Some(former) = &user.identifiers.email {
            self.emails.rows_mut().remove(&(tenant, former.key().clone()));
        }
        let claimed = self.emails.rows_mut().insert((tenant, address.key().clone()), id);
        if claimed.is_some() {
            return self.fail(StoreError::Conflict(Unique::Email));
        }
        Ok(self.change_user(tenant, id, |user| {
            user.identifiers.email = Some(address.clone());
            user.identifiers.email_proof = EmailProof::Proved { at };
            Moved::Yes
        }))
    }

    fn suspend_user(&mut self, tenant: TenantId, id: UserId, at: Timestamp) -> Result<Moved, StoreError> {
        Ok(self.change_user(tenant, id, |user| match &user.state {
            State::Active { password, .. } => {
                let password = password.clone();
                user.state = State::Suspended { password, since: at };
                Moved::Yes
            }
            State::Pending { .. } | State::Suspended { .. } | State::Closed { .. } => Moved::Stale,
        }))
    }

    fn reinstate_user(&mut self, tenant: TenantId, id: UserId, at: Timestamp) -> Result<Moved, StoreError> {
        Ok(self.change_user(tenant, id, |user| match &user.state {
            State::Suspended { password, .. } => {
                let password = password.clone();
                user.state = State::Active { password, since: at };
                Moved::Yes
            }
            State::Pending { .. } | State::Active { .. } | State::Closed { .. } => Moved::Stale,
        }))
    }

    fn close_user(&mut self, tenant: TenantId, id: UserId, at: Timestamp) -> Result<Moved, StoreError> {
        let code = self.user(tenant, id)?.and_then(|user| user.membership.referral_code);
        let moved = self.change_user(tenant, id, |user| match user.state {
            State::Pending { .. } | State::Active { .. } | State::Suspended { .. } => {
                user.state = State::Closed { at };
                user.profile = Profile::new();
                user.membership = Membership {
                    number: user.membership.number,
                    inviter: user.membership.inviter,
                    ..Membership::default()
                };
                Moved::Yes
            }
            State::Closed { .. } => Moved::Stale,
        });
        if let (Moved::Yes, Some(code)) = (moved, code) {
            self.referral_codes.rows_mut().remove(&(tenant, code));
        }
        Ok(moved)
    }

    fn release_identifiers(&mut self, tenant: TenantId, before: Timestamp, limit: usize) -> Result<usize, StoreError> {
        let over = |user: &&User| match user.state {
            State::Closed { at } => user.tenant == tenant && at < before,
            State::Pending { .. } | State::Active { .. } | State::Suspended { .. } => false,
        };
        let users: Vec<UserId> = self.users.rows().values().filter(over).map(|user| user.id).collect();
        let mut released = 0;
        for user in users {
            released += self.release(tenant, user, limit.saturating_sub(released));
        }
        Ok(released)
    }
}

impl Tables {
    /// Erases up to `limit` things that a user was known by, and says how many.
    fn release(&mut self, tenant: TenantId, user: UserId, limit: usize) -> usize {
        let Some(known_by) = self
            .users
            .rows()
            .get(&(tenant, user))
            .map(|user| user.identifiers.clone())
        else {
            return 0;
        };
        let Identifiers {
            mut email,
            mut email_proof,
            mut username,
            mut external,
        } = known_by;
        let mut released = 0;
        if let Some(address) = email.take_if(|_address| released < limit) {
            self.emails.rows_mut().remove(&(tenant, address.key().clone()));
            email_proof = EmailProof::Unproved;
            released += 1;
        }
        if let Some(name) = username.take_if(|_name| released < limit) {
            self.usernames.rows_mut().remove(&(tenant, name.key().clone()));
            released += 1;
        }
        while let Some(id) = external.pop_if(|_id| released < limit) {
            self.external_ids.rows_mut().remove(&(tenant, id.key().to_owned()));
            released += 1;
        }
        if let Some(user) = self.users.rows_mut().get_mut(&(tenant, user)) {
            user.identifiers = Identifiers {
                email,
                email_proof,
                username,
                external,
            };
        }
        released
    }
}
