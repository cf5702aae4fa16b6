//! Addressees of notices: a row for each message that has one.

use diesel::prelude::*;
use enroll_domain::Timestamp;
use enroll_domain::id::{MessageId, TenantId};
use enroll_domain::identifier::EmailAddress;
use enroll_repository::{Addressee, AddresseeQueries, Addressees, Moved, StoreError};

use crate::columns::Id;
use crate::conversation::Conversation;
use crate::removal::Over;
use crate::schema::addressees;

const OLD: Over = Over {
    table: "addressees",
    key: "tenant_id, message_id",
    since: "noted_at",
    only: "NOT EXISTS (SELECT 1 FROM outbox WHERE outbox.tenant_id = addressees.tenant_id \
           AND outbox.id = addressees.message_id AND outbox.settled_at IS NULL)",
};

/// The addressee of one message.
#[diesel::dsl::auto_type]
fn row(tenant: TenantId, message: MessageId) -> _ {
    let (tenant, message): (Id, Id) = (Id::of(tenant), Id::of(message));
    addressees::table.find((tenant, message))
}

impl AddresseeQueries for Conversation<'_> {
    fn addressee(&mut self, tenant: TenantId, message: MessageId) -> Result<Option<Addressee>, StoreError> {
        let noted = row(tenant, message).select((addressees::email, addressees::email_key, addressees::language));
        let found = self.ask(|conn| noted.first::<(String, String, Option<String>)>(conn).optional())?;
        Ok(found.map(|(email, key, language)| Addressee {
            address: EmailAddress::from_stored(email, key),
            language,
        }))
    }
}

impl Addressees for Conversation<'_> {
    fn add_addressee(
        &mut self,
        tenant: TenantId,
        message: MessageId,
        addressee: &Addressee,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        let noted = (
            addressees::tenant_id.eq(Id::of(tenant)),
            addressees::message_id.eq(Id::of(message)),
            addressees::email.eq(addressee.address.as_str()),
            addressees::email_key.eq(addressee.address.key().as_str()),
            addressees::language.eq(addressee.language.as_deref()),
            addressees::noted_at.eq(at.as_micros()),
        );
        self.ask(|conn| diesel::insert_into(addressees::table).values(noted).execute(conn))
            .map(|_one| ())
    }

    fn forget_addressee(&mut self, tenant: TenantId, message: MessageId) -> Result<Moved, StoreError> {
        self.ask(|conn| diesel::delete(row(tenant, message)).execute(conn))
            .map(Moved::of)
    }

    fn remove_addressees(&mut self, before: Timestamp, limit: usize) -> Result<usize, StoreError> {
        self.remove(&OLD, before, limit)
    }
}
