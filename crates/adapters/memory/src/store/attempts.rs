//! Registration attempts.

use std::cmp::Reverse;

use enroll_domain::Timestamp;
use enroll_domain::id::{AttemptId, TenantId};
use enroll_domain::identifier::EmailKey;
use enroll_domain::registration::Attempt;
use enroll_repository::{AttemptQueries, Attempts, StoreError};

use super::tables::Tables;

impl AttemptQueries for Tables {
    fn open_attempts(&mut self, tenant: TenantId, key: &EmailKey, now: Timestamp) -> Result<Vec<Attempt>, StoreError> {
        let attempts = self.attempts_newest_first(tenant, key);
        Ok(attempts
            .into_iter()
            .filter(|attempt| now < attempt.expires_at)
            .cloned()
            .collect())
    }
}

impl Attempts for Tables {
    fn add_attempt(&mut self, attempt: &Attempt) -> Result<(), StoreError> {
        self.in_tenant(attempt.tenant)?;
        self.insert(
            |tables| &mut tables.attempts,
            (attempt.tenant, attempt.id),
            attempt.clone(),
        )
    }

    fn end_attempts(&mut self, tenant: TenantId, key: &EmailKey, keep: usize) -> Result<usize, StoreError> {
        let attempts = self.attempts_newest_first(tenant, key);
        let ended: Vec<AttemptId> = attempts.into_iter().skip(keep).map(|attempt| attempt.id).collect();
        let rows = self.attempts.rows_mut();
        ended.iter().for_each(|id| drop(rows.remove(&(tenant, *id))));
        Ok(ended.len())
    }

    fn remove_expired_attempts(&mut self, before: Timestamp, limit: usize) -> Result<usize, StoreError> {
        Ok(self.attempts.remove(limit, |attempt| attempt.expires_at < before))
    }
}

impl Tables {
    fn attempts_newest_first(&self, tenant: TenantId, key: &EmailKey) -> Vec<&Attempt> {
        let all = self.attempts.rows().values();
        let mut found: Vec<&Attempt> = all.filter(|it| it.tenant == tenant && it.email.key() == key).collect();
        found.sort_by_key(|attempt| Reverse((attempt.made_at, attempt.id)));
        found
    }
}
