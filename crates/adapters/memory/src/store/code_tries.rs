//! Tries of typed codes.

use enroll_domain::Timestamp;
use enroll_domain::id::TenantId;
use enroll_domain::identifier::EmailKey;
use enroll_domain::proof::Purpose;
use enroll_domain::registration::TRIES_COUNTED_OVER;
use enroll_repository::{CodeTries, Locks, Spend, StoreError};

use super::tables::Tables;

/// What is tried, and a number that tells its tries apart.
pub(super) type TryKey = (TenantId, EmailKey, &'static str, usize);

impl CodeTries for Tables {
    fn spend_code_try(
        &mut self,
        tenant: TenantId,
        key: &EmailKey,
        purpose: Purpose,
        limit: u32,
        now: Timestamp,
    ) -> Result<Spend, StoreError> {
        self.lock_address(tenant, key)?;
        let place = |number| (tenant, key.clone(), purpose.code(), number);
        let made: Vec<(usize, Timestamp)> = self
            .code_tries
            .rows()
            .range(place(0)..=place(usize::MAX))
            .map(|((_, _, _, number), made)| (*number, *made))
            .collect();
        let counted = made
            .iter()
            .filter(|(_, made)| now < made.plus(TRIES_COUNTED_OVER))
            .count();
        let granted = u32::try_from(counted).is_ok_and(|counted| counted < limit);
        let oldest = made.iter().min_by_key(|(_, made)| *made).map(|(number, _)| *number);
        let last = made.iter().map(|(number, _)| *number).max();
        let (spend, number) = match (granted, oldest) {
            (false, Some(oldest)) => (Spend::Exhausted, oldest),
            (false, None) => return Ok(Spend::Exhausted),
            (true, _) => (Spend::Granted, last.map_or(0, |last| last.saturating_add(1))),
        };
        self.code_tries.rows_mut().insert(place(number), now);
        Ok(spend)
    }

    fn remove_code_tries(&mut self, before: Timestamp, limit: usize) -> Result<usize, StoreError> {
        Ok(self.code_tries.remove(limit, |made| *made < before))
    }
}
