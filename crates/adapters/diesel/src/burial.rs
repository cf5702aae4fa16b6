//! Messages that nobody can read any more: they are settled as dead, so that they hold none of the others up. How a message
//! that can be read is leased and settled stands in `outbox.rs`.

use std::error::Error as _;

use diesel::prelude::*;
use enroll_domain::Timestamp;
use enroll_repository::StoreError;

use crate::columns::{Id, storable};
use crate::conversation::Conversation;
use crate::schema::outbox;

impl Conversation<'_> {
    /// Settles a message as dead that was claimed and cannot be read: it would come back with every claim, and its whole batch
    /// with it.
    pub(crate) fn bury(&mut self, tenant: Id, id: Id, why: &str, at: Timestamp) -> Result<(), StoreError> {
        let dead = (
            outbox::status.eq("dead"),
            outbox::settled_at.eq(at.as_micros()),
            outbox::why.eq(storable(&format!("the message cannot be read: {why}"))),
        );
        let row = outbox::table.find((tenant, id));
        self.ask(|conn| diesel::update(row).set(dead).execute(conn))
            .map(|_one| ())
    }
}

/// What an error says at its root.
pub(crate) fn reason(error: &StoreError) -> String {
    error.source().map_or_else(|| error.to_string(), ToString::to_string)
}
