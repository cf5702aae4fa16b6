//! Addressees of notices.

use std::collections::BTreeSet;

use enroll_domain::Timestamp;
use enroll_domain::id::{MessageId, TenantId};
use enroll_repository::{Addressee, AddresseeQueries, Addressees, Moved, StoreError};

use super::tables::Tables;

/// An addressee as it is kept.
#[derive(Debug, Clone)]
pub(super) struct Noted {
    addressee: Addressee,
    at: Timestamp,
}

impl AddresseeQueries for Tables {
    fn addressee(&mut self, tenant: TenantId, message: MessageId) -> Result<Option<Addressee>, StoreError> {
        let noted = self.addressees.rows().get(&(tenant, message));
        Ok(noted.map(|noted| noted.addressee.clone()))
    }
}

impl Addressees for Tables {
    fn add_addressee(
        &mut self,
        tenant: TenantId,
        message: MessageId,
        addressee: &Addressee,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        self.in_tenant(tenant)?;
        let addressee = addressee.clone();
        self.insert(
            |tables| &mut tables.addressees,
            (tenant, message),
            Noted { addressee, at },
        )
    }

    fn forget_addressee(&mut self, tenant: TenantId, message: MessageId) -> Result<Moved, StoreError> {
        let noted = self.addressees.rows_mut().remove(&(tenant, message));
        Ok(noted.map_or(Moved::Stale, |_noted| Moved::Yes))
    }

    fn remove_addressees(&mut self, before: Timestamp, limit: usize) -> Result<usize, StoreError> {
        let waiting: BTreeSet<_> = self.waiting_messages().collect();
        let over = |key: &_, noted: &Noted| noted.at < before && !waiting.contains(key);
        Ok(self.addressees.remove_by_key(limit, over))
    }
}
