//! Receipts for `Idempotency-Key`. The answer of one that is claimed and not yet answered is empty; nobody else sees it
//! then.

use diesel::prelude::*;
use enroll_domain::Timestamp;
use enroll_repository::{Moved, ReceiptKey, ReceiptQueries, Receipts, StoreError, StoredReceipt, Unique};

use crate::backend::Key;
use crate::columns::{Id, impossible};
use crate::conversation::Conversation;
use crate::removal::Over;
use crate::schema::receipts;

const OLD: Over = Over {
    table: "receipts",
    key: "tenant_id, scope, mac",
    since: "claimed_at",
    only: "TRUE",
};
const CLAIM: Key = Key {
    constraint: "receipts_key",
    columns: "receipts.tenant_id, receipts.scope, receipts.mac",
};

/// One receipt.
#[diesel::dsl::auto_type]
fn row<'a>(key: &'a ReceiptKey) -> _ {
    let (tenant, scope, mac): (Id, &'a str, &'a [u8]) = (Id::of(key.tenant), key.scope.as_str(), key.key.as_slice());
    receipts::table.find((tenant, scope, mac))
}

impl ReceiptQueries for Conversation<'_> {
    fn receipt(&mut self, key: &ReceiptKey) -> Result<Option<StoredReceipt>, StoreError> {
        let found = row(key).select((receipts::body, receipts::answer));
        let Some((body, answer)) = self.ask(|conn| found.get_result::<(Vec<u8>, Vec<u8>)>(conn).optional())? else {
            return Ok(None);
        };
        let body = body.try_into().map_err(|_bytes: Vec<u8>| impossible("receipts.body"))?;
        Ok(Some(StoredReceipt { body, answer }))
    }
}

impl Receipts for Conversation<'_> {
    fn claim_receipt(&mut self, key: &ReceiptKey, body: &[u8; 32], at: Timestamp) -> Result<(), StoreError> {
        let claimed = (
            receipts::tenant_id.eq(Id::of(key.tenant)),
            receipts::scope.eq(key.scope.as_str()),
            receipts::mac.eq(key.key.as_slice()),
            receipts::body.eq(body.as_slice()),
            receipts::answer.eq([].as_slice()),
            receipts::claimed_at.eq(at.as_micros()),
        );
        self.claim(&[(CLAIM, Unique::Receipt)], |conn| {
            diesel::insert_into(receipts::table).values(claimed).execute(conn)
        })
        .map(|_one| ())
    }

    fn answer_receipt(&mut self, key: &ReceiptKey, answer: &[u8]) -> Result<Moved, StoreError> {
        self.ask(|conn| diesel::update(row(key)).set(receipts::answer.eq(answer)).execute(conn))
            .map(Moved::of)
    }

    fn remove_receipts(&mut self, before: Timestamp, limit: usize) -> Result<usize, StoreError> {
        self.remove(&OLD, before, limit)
    }
}
