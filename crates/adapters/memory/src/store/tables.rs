//! The tables. A copy of all of them is cheap: it shares every table until one of both writes to it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use enroll_domain::audit::AuditRecord;
use enroll_domain::id::{AttemptId, AuditId, MessageId, ProofId, SessionId, TenantId, UserId};
use enroll_domain::identifier::{EmailKey, UsernameKey};
use enroll_domain::proof::Proof;
use enroll_domain::registration::Attempt;
use enroll_domain::role::{Grant, RoleName};
use enroll_domain::session::Session;
use enroll_domain::signing_key::SealedKey;
use enroll_domain::user::User;
use enroll_repository::{BudgetClass, Provisioning, ReceiptKey, StoreError};

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
        Self(Arc::new(BTreeMap::new()))
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
        let doomed: Vec<K> = self
            .0
            .iter()
            .filter(|(_, row)| over(row))
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
    tenants: Arc<BTreeSet<TenantId>>,
    pub(super) users: Table<(TenantId, UserId), User>,
    pub(super) emails: Table<(TenantId, EmailKey), UserId>,
    pub(super) usernames: Table<(TenantId, UsernameKey), UserId>,
    pub(super) external_ids: Table<(TenantId, String), UserId>,
    pub(super) attempts: Table<(TenantId, AttemptId), Attempt>,
    pub(super) proofs: Table<(TenantId, ProofId), Proof>,
    pub(super) sessions: Table<(TenantId, SessionId), Session>,
    pub(super) grants: Table<(TenantId, UserId, RoleName), Grant>,
    pub(super) messages: Table<(TenantId, MessageId), Row>,
    pub(super) budgets: Table<(TenantId, EmailKey, BudgetClass), Window>,
    pub(super) receipts: Table<ReceiptKey, Receipt>,
    pub(super) audit: Table<(TenantId, AuditId), AuditRecord>,
    pub(super) signing_keys: Table<String, SealedKey>,
    pub(super) provisioning: Table<(TenantId, UserId), Provisioning>,
    gone_wrong: bool,
}

impl Tables {
    pub(super) fn new(tenants: impl IntoIterator<Item = TenantId>) -> Self {
        Self {
            tenants: Arc::new(tenants.into_iter().collect()),
            users: Table::new(),
            emails: Table::new(),
            usernames: Table::new(),
            external_ids: Table::new(),
            attempts: Table::new(),
            proofs: Table::new(),
            sessions: Table::new(),
            grants: Table::new(),
            messages: Table::new(),
            budgets: Table::new(),
            receipts: Table::new(),
            audit: Table::new(),
            signing_keys: Table::new(),
            provisioning: Table::new(),
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
        if self.tenants.contains(&tenant) {
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
