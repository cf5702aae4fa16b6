//! What is written once and read back: receipts, the audit, and the ring of signing keys.

use std::cmp::Reverse;

use enroll_domain::Timestamp;
use enroll_domain::audit::AuditRecord;
use enroll_domain::id::{AuditId, TenantId};
use enroll_domain::signing_key::SealedKey;
use enroll_repository::{
    Audit, AuditQueries, KeyQueries, Keys, Moved, ReceiptKey, ReceiptQueries, Receipts, StoreError, StoredReceipt,
    Unique,
};

use super::tables::Tables;

/// A receipt as it is kept.
#[derive(Debug, Clone)]
pub(super) struct Receipt {
    stored: StoredReceipt,
    claimed_at: Timestamp,
}

impl ReceiptQueries for Tables {
    fn receipt(&mut self, key: &ReceiptKey) -> Result<Option<StoredReceipt>, StoreError> {
        Ok(self.receipts.rows().get(key).map(|receipt| receipt.stored.clone()))
    }
}

impl Receipts for Tables {
    fn claim_receipt(&mut self, key: &ReceiptKey, body: &[u8; 32], at: Timestamp) -> Result<(), StoreError> {
        self.in_tenant(key.tenant)?;
        let stored = StoredReceipt {
            body: *body,
            answer: Vec::new(),
        };
        let claimed = self
            .receipts
            .rows_mut()
            .insert(key.clone(), Receipt { stored, claimed_at: at })
            .is_some();
        if claimed {
            self.fail(StoreError::Conflict(Unique::Receipt))
        } else {
            Ok(())
        }
    }

    fn answer_receipt(&mut self, key: &ReceiptKey, answer: &[u8]) -> Result<Moved, StoreError> {
        Ok(self.receipts.rows_mut().get_mut(key).map_or(Moved::Stale, |receipt| {
            receipt.stored.answer = answer.to_vec();
            Moved::Yes
        }))
    }

    fn remove_receipts(&mut self, before: Timestamp, limit: usize) -> Result<usize, StoreError> {
        Ok(self.receipts.remove(limit, |receipt| receipt.claimed_at < before))
    }
}

impl AuditQueries for Tables {
    fn audit(
        &mut self,
        tenant: TenantId,
        after: Option<AuditId>,
        limit: usize,
    ) -> Result<Vec<AuditRecord>, StoreError> {
        let records = self.audit.rows().values();
        let wanted = records.filter(|it| it.tenant == tenant && after.is_none_or(|after| it.id > after));
        Ok(wanted.take(limit).cloned().collect())
    }
}

impl Audit for Tables {
    fn record(&mut self, record: &AuditRecord) -> Result<(), StoreError> {
        self.in_tenant(record.tenant)?;
        self.insert(|tables| &mut tables.audit, (record.tenant, record.id), record.clone())
    }
}

impl KeyQueries for Tables {
    fn signing_keys(&mut self) -> Result<Vec<SealedKey>, StoreError> {
        let mut keys: Vec<SealedKey> = self.signing_keys.rows().values().cloned().collect();
        keys.sort_by_key(|key| Reverse(key.made_at));
        Ok(keys)
    }
}

impl Keys for Tables {
    fn add_signing_key(&mut self, key: &SealedKey) -> Result<(), StoreError> {
        self.insert(|tables| &mut tables.signing_keys, key.id.clone(), key.clone())
    }

    fn remove_signing_keys(&mut self, before: Timestamp) -> Result<usize, StoreError> {
        let newest = self.signing_keys()?.first().map(|key| key.id.clone());
        Ok(self.signing_keys.remove(usize::MAX, |key| {
            key.made_at < before && newest.as_ref() != Some(&key.id)
        }))
    }
}
