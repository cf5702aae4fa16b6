//! Users and their identifiers.

use enroll_domain::Timestamp;
use enroll_domain::id::{TenantId, UserId};
use enroll_domain::identifier::{EmailKey, ExternalId, UsernameKey};
use enroll_domain::membership::Membership;
use enroll_domain::password::PasswordHash;
use enroll_domain::profile::Profile;
use enroll_domain::referral::ReferralCode;
use enroll_domain::user::{ChosenBy, EmailProof, State, User};
use enroll_repository::{Moved, StoreError, Unique, UserQueries, Users};

use super::tables::{Table, Tables};

impl UserQueries for Tables {
    fn user(&mut self, tenant: TenantId, id: UserId) -> Result<Option<User>, StoreError> {
        Ok(self.users.rows().get(&(tenant, id)).cloned())
    }

    fn user_by_email(&mut self, tenant: TenantId, key: &EmailKey) -> Result<Option<User>, StoreError> {
        Ok(self.holder(&self.emails, &(tenant, key.clone())))
    }

    fn user_by_username(&mut self, tenant: TenantId, key: &UsernameKey) -> Result<Option<User>, StoreError> {
        Ok(self.holder(&self.usernames, &(tenant, key.clone())))
    }

    fn user_by_external(&mut self, tenant: TenantId, id: &ExternalId) -> Result<Option<User>, StoreError> {
        Ok(self.holder(&self.external_ids, &(tenant, id.key().to_owned())))
    }

    fn user_by_number(&mut self, tenant: TenantId, number: u64) -> Result<Option<User>, StoreError> {
        Ok(self.holder(&self.numbers, &(tenant, number)))
    }

    fn user_by_referral_code(&mut self, tenant: TenantId, code: &ReferralCode) -> Result<Option<User>, StoreError> {
        Ok(self.holder(&self.referral_codes, &(tenant, code.clone())))
    }

    fn has_users(&mut self, tenant: TenantId) -> Result<bool, StoreError> {
        Ok(self.users.rows().values().any(|user| user.tenant == tenant))
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
        self.stands(user.tenant, &user.membership)?;
        if let Some(inviter) = user.membership.inviter {
            self.of_user(user.tenant, inviter)?;
        }
        if let Some(&unique) = self.claim(user).first() {
            return self.fail(StoreError::Conflict(unique));
        }
        if let Some(number) = user.membership.number {
            self.insert(|tables| &mut tables.numbers, (user.tenant, number), user.id)?;
        }
        self.insert(|tables| &mut tables.users, (user.tenant, user.id), user.clone())
    }

    fn activate_user(
        &mut self,
        tenant: TenantId,
        id: UserId,
        password: Option<&PasswordHash>,
        at: Timestamp,
    ) -> Result<Moved, StoreError> {
        Ok(self.change_user(tenant, id, |user| match &user.state {
            State::Pending { password: chosen } => match password.or(chosen.as_ref()).cloned() {
                Some(password) => {
                    user.state = State::Active { password, since: at };
                    Moved::Yes
                }
                None => Moved::Stale,
            },
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
            State::Pending { .. } | State::Active { .. } | State::Suspended { .. } | State::Closed { .. } => {
                Moved::Stale
            }
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

    fn note_chosen_by(&mut self, tenant: TenantId, id: UserId, by: ChosenBy) -> Result<Moved, StoreError> {
        Ok(self.change_user(tenant, id, |user| {
            let before = std::mem::replace(&mut user.chosen_by, by);
            if before == by { Moved::Stale } else { Moved::Yes }
        }))
    }

    fn set_membership(&mut self, tenant: TenantId, id: UserId, membership: &Membership) -> Result<Moved, StoreError> {
        self.stands(tenant, membership)?;
        Ok(self.change_user(tenant, id, |user| match user.state {
            State::Pending { .. } | State::Active { .. } | State::Suspended { .. } => {
                let before = &user.membership;
                user.membership = Membership {
                    number: before.number,
                    referral_code: before.referral_code.clone(),
                    inviter: before.inviter,
                    ..membership.clone()
                };
                Moved::Yes
            }
            State::Closed { .. } => Moved::Stale,
        }))
    }

    fn set_profile(&mut self, tenant: TenantId, id: UserId, profile: &Profile) -> Result<Moved, StoreError> {
        Ok(self.change_user(tenant, id, |user| match user.state {
            State::Pending { .. } | State::Active { .. } | State::Suspended { .. } => {
                user.profile = profile.clone();
                Moved::Yes
            }
            State::Closed { .. } => Moved::Stale,
        }))
    }
}

impl Tables {
    /// The user who holds a key.
    fn holder<K: Ord + Clone>(&self, keys: &Table<(TenantId, K), UserId>, key: &(TenantId, K)) -> Option<User> {
        let holder = keys.rows().get(key).copied()?;
        self.users.rows().get(&(key.0, holder)).cloned()
    }

    /// Claims everything that a user is known by, and says which of it was claimed before.
    fn claim(&mut self, user: &User) -> Vec<Unique> {
        let (tenant, known_by) = (user.tenant, &user.identifiers);
        let emails = known_by.email.iter().map(|email| (tenant, email.key().clone()));
        let usernames = known_by.username.iter().map(|name| (tenant, name.key().clone()));
        let external_ids = known_by.external.iter().map(|id| (tenant, id.key().to_owned()));
        let codes = user.membership.referral_code.iter().map(|code| (tenant, code.clone()));
        let taken = [
            (take(&mut self.emails, emails, user.id), Unique::Email),
            (take(&mut self.usernames, usernames, user.id), Unique::Username),
            (take(&mut self.external_ids, external_ids, user.id), Unique::ExternalId),
            (take(&mut self.referral_codes, codes, user.id), Unique::ReferralCode),
        ];
        taken
            .into_iter()
            .filter(|(before, _)| *before > 0)
            .map(|(_, unique)| unique)
            .collect()
    }

    /// Whatever a membership names that can change is there.
    fn stands(&mut self, tenant: TenantId, membership: &Membership) -> Result<(), StoreError> {
        for department in membership.department.iter().chain(&membership.section) {
            self.names(|tables| &tables.departments, &(tenant, *department))?;
        }
        for tag in &membership.tags {
            self.names(|tables| &tables.tags, &(tenant, *tag))?;
        }
        if let Some(package) = membership.package {
            self.names(|tables| &tables.packages, &(tenant, package))?;
        }
        Ok(())
    }

    pub(super) fn change_user(
        &mut self,
        tenant: TenantId,
        id: UserId,
        change: impl FnOnce(&mut User) -> Moved,
    ) -> Moved {
        self.users
            .rows_mut()
            .get_mut(&(tenant, id))
            .map_or(Moved::Stale, change)
    }
}

/// Enters keys for their holder, and says how many of them had one before.
fn take<K: Ord + Clone>(table: &mut Table<K, UserId>, keys: impl Iterator<Item = K>, holder: UserId) -> usize {
    keys.filter(|key| table.rows_mut().insert(key.clone(), holder).is_some())
        .count()
}
