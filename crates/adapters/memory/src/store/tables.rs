//! The tables. A copy of all of them is cheap: it shares every table until one of both writes to it.

use std::collections::BTreeMap;
use std::sync::Arc;

use enroll_domain::Timestamp;
use enroll_domain::audit::AuditRecord;
use enroll_domain::id::{
    AttemptId, AuditId, DepartmentId, InvitationId, MessageId, PackageId, ProofId, SessionId, TagId, TenantId, UserId,
};
use enroll_domain::identifier::{EmailKey, UsernameKey};
use enroll_domain::invitation::Invitation;
use enroll_domain::membership::{Department, Package, Tag};
use enroll_domain::proof::Proof;
use enroll_domain::referral::ReferralCode;
use enroll_domain::registration::Attempt;
use enroll_domain::role::{Grant, Role, RoleName};
use enroll_domain::session::Session;
use enroll_domain::signing_key::SealedKey;
use enroll_domain::user::User;
use enroll_repository::{BudgetClass, Count, Provisioning, ReceiptKey, StoreError, StoredTenant};

use super::addressees::Noted;
use super::code_tries::TryKey;
use super::ledgers::Receipt;
use super::locks::Window;
use super::outbox::Row;

/// One table.
#[derive(Debug)]
pub(super) struct Table<K, V>(Arc<BTreeMap<K, V>>);

impl<K, V> Clone for Table<K, V> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<K: Ord + Clone, V: Clone> Table<K, V> {
    fn new() -> Self {
        Self::of([])
    }

    fn of(rows: impl IntoIterator<Item = (K, V)>) -> Self {
        Self(Arc::new(rows.into_iter().collect()))
    }

    /// The rows, to be read.
    pub(super) fn rows(&self) -> &BTreeMap<K, V> {
        &self.0
    }

    /// The rows, to be written.
    pub(super) fn rows_mut(&mut self) -> &mut BTreeMap<K, V> {
        Arc::make_mut(&mut self.0)
    }

    /// Removes up to `limit` rows that are `over`, and says how many it removed.
    pub(super) fn remove(&mut self, limit: usize, over: impl Fn(&V) -> bool) -> usize {
        self.remove_by_key(limit, |_any, row| over(row))
    }

    /// The same, where the key has a say.
    pub(super) fn remove_by_key(&mut self, limit: usize, over: impl Fn(&K, &V) -> bool) -> usize {
        let doomed: Vec<K> = self
            .0
            .iter()
            .filter(|(key, row)| over(key, row))
            .map(|(key, _)| key.clone())
            .take(limit)
            .collect();
        if !doomed.is_empty() {
            let rows = self.rows_mut();
            doomed.iter().for_each(|key| drop(rows.remove(key)));
        }
        doomed.len()
    }
}

/// Everything that a store holds, or a draft of it.
#[derive(Debug, Clone)]
pub(super) struct Tables {
    pub(super) tenants: Table<TenantId, StoredTenant>,
    pub(super) users: Table<(TenantId, UserId), User>,
    pub(super) emails: Table<(TenantId, EmailKey), UserId>,
    pub(super) usernames: Table<(TenantId, UsernameKey), UserId>,
    pub(super) external_ids: Table<(TenantId, String), UserId>,
    pub(super) numbers: Table<(TenantId, u64), UserId>,
    pub(super) referral_codes: Table<(TenantId, ReferralCode), UserId>,
    pub(super) attempts: Table<(TenantId, AttemptId), Attempt>,
    pub(super) proofs: Table<(TenantId, ProofId), Proof>,
    pub(super) code_tries: Table<TryKey, Timestamp>,
    pub(super) sessions: Table<(TenantId, SessionId), Session>,
    pub(super) grants: Table<(TenantId, UserId, RoleName), Grant>,
    pub(super) messages: Table<(TenantId, MessageId), Row>,
    pub(super) addressees: Table<(TenantId, MessageId), Noted>,
    pub(super) budgets: Table<(TenantId, EmailKey, BudgetClass), Window>,
    pub(super) receipts: Table<ReceiptKey, Receipt>,
    pub(super) audit: Table<(TenantId, AuditId), AuditRecord>,
    pub(super) signing_keys: Table<String, SealedKey>,
    pub(super) provisioning: Table<(TenantId, UserId), Provisioning>,
    pub(super) roles: Table<(TenantId, RoleName), Role>,
    pub(super) departments: Table<(TenantId, DepartmentId), Department>,
    pub(super) tags: Table<(TenantId, TagId), Tag>,
    pub(super) counts: Table<(TenantId, Count), u64>,
    pub(super) packages: Table<(TenantId, PackageId), Package>,
    pub(super) invitations: Table<(TenantId, InvitationId), Invitation>,
    /// Whether work was put into the outbox since these are a draft.
    pub(super) leaves_work: bool,
    gone_wrong: bool,
}

impl Tables {
    /// Tables that hold these tenants and nothing else.
    pub(super) fn new(tenants: impl IntoIterator<Item = StoredTenant>) -> Self {
        Self {
            tenants: Table::of(tenants.into_iter().map(|tenant| (tenant.id, tenant))),
            users: Table::new(),
            emails: Table::new(),
            usernames: Table::new(),
            external_ids: Table::new(),
            numbers: Table::new(),
            referral_codes: Table::new(),
            attempts: Table::new(),
            proofs: Table::new(),
            code_tries: Table::new(),
            sessions: Table::new(),
            grants: Table::new(),
            messages: Table::new(),
            addressees: Table::new(),
            budgets: Table::new(),
            receipts: Table::new(),
            audit: Table::new(),
            signing_keys: Table::new(),
            provisioning: Table::new(),
            roles: Table::new(),
            departments: Table::new(),
            tags: Table::new(),
            counts: Table::new(),
            packages: Table::new(),
            invitations: Table::new(),
            leaves_work: false,
            gone_wrong: false,
        }
    }

    /// Whether a write of this draft failed: then nothing of it may be kept.
    pub(super) const fn went_wrong(&self) -> bool {
        self.gone_wrong
    }

    /// Notes that a write failed.
    pub(super) fn fail<T>(&mut self, error: StoreError) -> Result<T, StoreError> {
        self.gone_wrong = true;
        Err(error)
    }

    /// Every row has a tenant that exists.
    pub(super) fn in_tenant(&mut self, tenant: TenantId) -> Result<(), StoreError> {
        if self.tenants.rows().contains_key(&tenant) {
            Ok(())
        } else {
            self.fail(StoreError::broken("there is no such tenant"))
        }
    }

    /// Every row about a user has a user that exists.
    pub(super) fn of_user(&mut self, tenant: TenantId, user: UserId) -> Result<(), StoreError> {
        if self.users.rows().contains_key(&(tenant, user)) {
            Ok(())
        } else {
            self.fail(StoreError::broken("there is no such user"))
        }
    }

    /// What a row names is there.
    pub(super) fn names<K: Ord + Clone, V: Clone>(
        &mut self,
        table: impl FnOnce(&Self) -> &Table<K, V>,
        key: &K,
    ) -> Result<(), StoreError> {
        if table(self).rows().contains_key(key) {
            Ok(())
        } else {
            self.fail(StoreError::broken("a row names another one that is not there"))
        }
    }

    /// Adds a row under an id that nothing has yet.
    pub(super) fn insert<K: Ord + Clone, V: Clone>(
        &mut self,
        table: impl FnOnce(&mut Self) -> &mut Table<K, V>,
        key: K,
        row: V,
    ) -> Result<(), StoreError> {
        let taken = table(self).rows_mut().insert(key, row).is_some();
        if taken {
            self.fail(StoreError::broken("an id was used twice"))
        } else {
            Ok(())
        }
    }
}
