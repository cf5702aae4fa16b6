//! The audit. Records are added and read; nothing changes one.

use enroll_domain::audit::AuditRecord;
use enroll_domain::id::{AuditId, TenantId};

use crate::StoreError;

/// Reading the audit.
pub trait AuditQueries {
    /// Up to `limit` records in the order of their ids, those after `after`.
    ///
    /// # Errors
    /// The store's own.
    fn audit(&mut self, tenant: TenantId, after: Option<AuditId>, limit: usize)
    -> Result<Vec<AuditRecord>, StoreError>;
}

/// Writing the audit.
pub trait Audit {
    /// Adds a record.
    ///
    /// # Errors
    /// The store's own.
    fn record(&mut self, record: &AuditRecord) -> Result<(), StoreError>;
}
