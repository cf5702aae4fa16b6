//! Tries of typed codes: a row for each, numbered within what is tried. The lock of the address keeps two of them from being counted at
//! one time.

use diesel::prelude::*;
use enroll_domain::Timestamp;
use enroll_domain::id::TenantId;
use enroll_domain::identifier::EmailKey;
use enroll_domain::proof::Purpose;
use enroll_domain::registration::TRIES_COUNTED_OVER;
use enroll_repository::{CodeTries, Locks as _, Spend, StoreError};

use crate::columns::Id;
use crate::conversation::Conversation;
use crate::removal::Over;
use crate::schema::code_tries;

const OLD: Over = Over {
    table: "code_tries",
    key: "tenant_id, email_key, purpose, number",
    since: "tried_at",
    only: "TRUE",
};

/// The tries of one purpose and address.
#[diesel::dsl::auto_type]
fn tries_of<'a>(tenant: TenantId, key: &'a EmailKey, purpose: Purpose) -> _ {
    let (tenant, key, purpose): (Id, &'a str, &'static str) = (Id::of(tenant), key.as_str(), purpose.code());
    code_tries::table
        .filter(code_tries::tenant_id.eq(tenant))
        .filter(code_tries::email_key.eq(key))
        .filter(code_tries::purpose.eq(purpose))
}

impl CodeTries for Conversation<'_> {
    fn spend_code_try(
        &mut self,
        tenant: TenantId,
        key: &EmailKey,
        purpose: Purpose,
        limit: u32,
        now: Timestamp,
    ) -> Result<Spend, StoreError> {
        self.lock_address(tenant, key)?;
        let since = now.minus(TRIES_COUNTED_OVER).as_micros();
        let made = tries_of(tenant, key, purpose)
            .order((code_tries::tried_at, code_tries::number))
            .select((code_tries::number, code_tries::tried_at));
        let made: Vec<(i64, i64)> = self.ask(|conn| made.load(conn))?;
        let counted = made.iter().filter(|(_, tried_at)| *tried_at > since).count();
        if u32::try_from(counted).is_ok_and(|counted| counted < limit) {
            let last = made.iter().map(|(number, _)| *number).max().unwrap_or_default();
            let row = (
                code_tries::tenant_id.eq(Id::of(tenant)),
                code_tries::email_key.eq(key.as_str()),
                code_tries::purpose.eq(purpose.code()),
                code_tries::number.eq(last.saturating_add(1)),
                code_tries::tried_at.eq(now.as_micros()),
            );
            self.ask(|conn| diesel::insert_into(code_tries::table).values(row).execute(conn))?;
            return Ok(Spend::Granted);
        }
        if let Some((oldest, _)) = made.first() {
            let row = tries_of(tenant, key, purpose).filter(code_tries::number.eq(*oldest));
            self.ask(|conn| {
                diesel::update(row)
                    .set(code_tries::tried_at.eq(now.as_micros()))
                    .execute(conn)
            })?;
        }
        Ok(Spend::Exhausted)
    }

    fn remove_code_tries(&mut self, before: Timestamp, limit: usize) -> Result<usize, StoreError> {
        self.remove(&OLD, before, limit)
    }
}
