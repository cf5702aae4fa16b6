//! The ring of sealed token-signing keys. It belongs to no tenant.

use diesel::prelude::*;
use enroll_domain::Timestamp;
use enroll_domain::proof::RootKeyId;
use enroll_domain::signing_key::SealedKey;
use enroll_repository::{KeyQueries, Keys, StoreError};

use crate::conversation::Conversation;
use crate::schema::signing_keys;

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = signing_keys)]
struct KeyRow {
    id: String,
    root_key: String,
    sealed: Vec<u8>,
    made_at: i64,
}

impl KeyRow {
    fn key(self) -> SealedKey {
        SealedKey {
            id: self.id,
            root: RootKeyId::new(self.root_key),
            sealed: self.sealed,
            made_at: Timestamp::from_micros(self.made_at),
        }
    }
}

impl KeyQueries for Conversation<'_> {
    fn signing_keys(&mut self) -> Result<Vec<SealedKey>, StoreError> {
        let ring = signing_keys::table
            .order((signing_keys::made_at.desc(), signing_keys::id.desc()))
            .select(KeyRow::as_select());
        Ok(self.ask(|conn| ring.load(conn))?.into_iter().map(KeyRow::key).collect())
    }
}

impl Keys for Conversation<'_> {
    fn add_signing_key(&mut self, key: &SealedKey) -> Result<(), StoreError> {
        let row = KeyRow {
            id: key.id.clone(),
            root_key: key.root.as_str().to_owned(),
            sealed: key.sealed.clone(),
            made_at: key.made_at.as_micros(),
        };
        self.ask(|conn| diesel::insert_into(signing_keys::table).values(row).execute(conn))
            .map(|_one| ())
    }

    fn remove_signing_keys(&mut self, before: Timestamp) -> Result<usize, StoreError> {
        let newest = signing_keys::table
            .order((signing_keys::made_at.desc(), signing_keys::id.desc()))
            .select(signing_keys::id);
        let Some(newest) = self.ask(|conn| newest.first::<String>(conn).optional())? else {
            return Ok(0);
        };
        let old = signing_keys::table
            .filter(signing_keys::made_at.lt(before.as_micros()))
            .filter(signing_keys::id.ne(newest));
        self.ask(|conn| diesel::delete(old).execute(conn))
    }
}
