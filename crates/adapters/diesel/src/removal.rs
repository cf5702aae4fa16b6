//! Housekeeping: removing a bounded number of rows whose time is over, of all tenants, the oldest first.

use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::BigInt;
use enroll_domain::Timestamp;
use enroll_repository::StoreError;

use crate::columns;
use crate::conversation::Conversation;

/// Which rows are over.
pub(crate) struct Over {
    /// The table.
    pub(crate) table: &'static str,
    /// Its primary key.
    pub(crate) key: &'static str,
    /// The column that says since when.
    pub(crate) since: &'static str,
    /// What else must hold, as SQL.
    pub(crate) only: &'static str,
}

impl Conversation<'_> {
    /// Removes up to `limit` rows, and says how many.
    pub(crate) fn remove(&mut self, over: &Over, before: Timestamp, limit: usize) -> Result<usize, StoreError> {
        let Over {
            table,
            key,
            since,
            only,
        } = over;
        let sql = format!(
            "DELETE FROM {table} WHERE ({key}) IN \
             (SELECT {key} FROM {table} WHERE {since} < $1 AND {only} ORDER BY {since} LIMIT $2)"
        );
        self.ask(|conn| {
            sql_query(sql)
                .bind::<BigInt, _>(before.as_micros())
                .bind::<BigInt, _>(columns::rows(limit))
                .execute(conn)
        })
    }
}
