//! Users and their identifiers.

use enroll_domain::Timestamp;
use enroll_domain::id::{TenantId, UserId};
use enroll_domain::identifier::{EmailKey, UsernameKey};
use enroll_domain::password::PasswordHash;
use enroll_domain::profile::Profile;
use enroll_domain::user::{EmailProof, State, User};
use enroll_repository::{Moved, StoreError, Unique, UserQueries, Users};

use super::tables::Tables;

impl UserQueries for Tables {
    fn user(&mut self, tenant: TenantId, id: UserId) -> Result<Option<User>, StoreError> {
        Ok(self.users.rows().get(&(tenant, id)).cloned())
    }

    fn user_by_email(&mut self, tenant: TenantId, key: &EmailKey) -> Result<Option<User>, StoreError> {
        match self.emails.rows().get(&(tenant, key.clone())).copied() {
            Some(id) => self.user(tenant, id),
            None => Ok(None),
        }
    }

    fn user_by_username(&mut self, tenant: TenantId, key: &UsernameKey) -> Result<Option<User>, StoreError> {
        match self.usernames.rows().get(&(tenant, key.clone())).copied() {
            Some(id) => self.user(tenant, id),
            None => Ok(None),
        }
    }

    fn users(&mut self, tenant: TenantId, after: Option<UserId>, limit: usize) -> Result<Vec<User>, StoreError> {
        let users = self.users.rows().values();
        let wanted = users.filter(|user| user.tenant == tenant && after.is_none_or(|after| user.id > after));
        Ok(wanted.take(limit).cloned().collect())
    }
}

impl Users for Tables {
    fn add_user(&mut self, user: &User) -> Result<(), StoreError> {
        self.in_tenant(user.tenant)?;
        let known_by = &user.identifiers;
        let mut claimed = Vec::new();
        if self
            .emails
            .rows_mut()
            .insert((user.tenant, known_by.email.key().clone()), user.id)
            .is_some()
        {
            claimed.push(Unique::Email);
        }
        if let Some(name) = &known_by.username
            && self
                .usernames
                .rows_mut()
                .insert((user.tenant, name.key().clone()), user.id)
                .is_some()
        {
            claimed.push(Unique::Username);
        }
        for external in &known_by.external {
            if self
                .external_ids
                .rows_mut()
                .insert((user.tenant, external.key().to_owned()), user.id)
                .is_some()
            {
                claimed.push(Unique::ExternalId);
            }
        }
        match claimed.first() {
            Some(&unique) => self.fail(StoreError::Conflict(unique)),
            None => self.insert(|tables| &mut tables.users, (user.tenant, user.id), user.clone()),
        }
    }

    fn activate_user(
        &mut self,
        tenant: TenantId,
        id: UserId,
        password: &PasswordHash,
        at: Timestamp,
    ) -> Result<Moved, StoreError> {
        Ok(self.change_user(tenant, id, |user| match user.state {
            State::Pending => {
                user.state = State::Active {
                    password: password.clone(),
                    since: at,
                };
                Moved::Yes
            }
            State::Active { .. } | State::Suspended { .. } | State::Closed { .. } => Moved::Stale,
        }))
    }

    fn replace_password(
        &mut self,
        tenant: TenantId,
        id: UserId,
        from: &PasswordHash,
        to: &PasswordHash,
    ) -> Result<Moved, StoreError> {
        Ok(self.change_user(tenant, id, |user| match &mut user.state {
            State::Active { password, .. } if password == from => {
                *password = to.clone();
                Moved::Yes
            }
            State::Pending | State::Active { .. } | State::Suspended { .. } | State::Closed { .. } => Moved::Stale,
        }))
    }

    fn prove_email(&mut self, tenant: TenantId, id: UserId, at: Timestamp) -> Result<Moved, StoreError> {
        Ok(self.change_user(tenant, id, |user| match user.identifiers.email_proof {
            EmailProof::Unproved => {
                user.identifiers.email_proof = EmailProof::Proved { at };
                Moved::Yes
            }
            EmailProof::Proved { .. } => Moved::Stale,
        }))
    }

    fn set_profile(&mut self, tenant: TenantId, id: UserId, profile: &Profile) -> Result<Moved, StoreError> {
        Ok(self.change_user(tenant, id, |user| match user.state {
            State::Pending | State::Active { .. } | State::Suspended { .. } => {
                user.profile = profile.clone();
                Moved::Yes
            }
            State::Closed { .. } => Moved::Stale,
        }))
    }
}

impl Tables {
    fn change_user(&mut self, tenant: TenantId, id: UserId, change: impl FnOnce(&mut User) -> Moved) -> Moved {
        self.users
            .rows_mut()
            .get_mut(&(tenant, id))
            .map_or(Moved::Stale, change)
    }
}
