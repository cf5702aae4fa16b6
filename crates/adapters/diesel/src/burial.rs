//! The dead of the outbox. A message that nobody can read any more is settled as dead, so that it holds none of the others up;
//! and an operator decides about the dead, whether or not they can be read. How a message that can be read is leased and
//! settled stands in `outbox.rs`.

use std::error::Error as _;

use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::Bool;
use enroll_domain::Timestamp;
use enroll_domain::id::{MessageId, TenantId, UserId};
use enroll_repository::{Channel, DeadMessage, DeadMessageQueries, DeadMessages, Moved, Resolution, StoreError};

use crate::columns::{self, Id, storable};
use crate::conversation::Conversation;
use crate::intent::channel_code;
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

impl DeadMessageQueries for Conversation<'_> {
    /// Nothing is read of a row that may have kept its message from being read.
    fn dead_messages(
        &mut self,
        tenant: TenantId,
        channel: Channel,
        after: Option<MessageId>,
        limit: usize,
    ) -> Result<Vec<DeadMessage>, StoreError> {
        let mut page = outbox::table
            .filter(outbox::channel.eq(channel_code(channel)))
            .filter(sql::<Bool>("status = 'dead'"))
            .filter(outbox::tenant_id.eq(Id::of(tenant)))
            .order(outbox::id)
            .limit(columns::rows(limit))
            .select(DeadRow::as_select())
            .into_boxed();
        if let Some(after) = after {
            page = page.filter(outbox::id.gt(Id::of(after)));
        }
        let rows = self.ask(|conn| page.load(conn))?;
        Ok(rows.into_iter().map(DeadRow::told).collect())
    }
}

impl DeadMessages for Conversation<'_> {
    fn resolve_dead(
        &mut self,
        tenant: TenantId,
        channel: Channel,
        id: MessageId,
        resolution: Resolution,
        at: Timestamp,
    ) -> Result<Moved, StoreError> {
        let dead = outbox::table
            .find((Id::of(tenant), Id::of(id)))
            .filter(outbox::channel.eq(channel_code(channel)))
            .filter(outbox::status.eq("dead"));
        let no_reason = outbox::why.eq(None::<String>);
        self.leaves_work |= resolution == Resolution::Retry;
        self.ask(|conn| match resolution {
            Resolution::Retry => diesel::update(dead)
                .set((
                    outbox::status.eq("waiting"),
                    outbox::settled_at.eq(None::<i64>),
                    outbox::ready_at.eq(at.as_micros()),
                    outbox::tries.eq(0),
                    no_reason,
                ))
                .execute(conn),
            Resolution::Forget => diesel::update(dead)
                .set((
                    outbox::status.eq("moot"),
                    outbox::settled_at.eq(at.as_micros()),
                    no_reason,
                ))
                .execute(conn),
        })
        .map(Moved::of)
    }

    fn forget_dead_provisions(&mut self, tenant: TenantId, user: UserId, at: Timestamp) -> Result<usize, StoreError> {
        let theirs = outbox::table
            .filter(outbox::tenant_id.eq(Id::of(tenant)))
            .filter(outbox::user_id.eq(Id::of(user)))
            .filter(outbox::channel.eq(channel_code(Channel::Provisioning)))
            .filter(sql::<Bool>("status = 'dead'"));
        let moot = (
            outbox::status.eq("moot"),
            outbox::settled_at.eq(at.as_micros()),
            outbox::why.eq(None::<String>),
        );
        self.ask(|conn| diesel::update(theirs).set(moot).execute(conn))
    }
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = outbox)]
struct DeadRow {
    id: Id,
    intent: String,
    made_at: i64,
    settled_at: Option<i64>,
    tries: i64,
    why: Option<String>,
}

impl DeadRow {
    fn told(self) -> DeadMessage {
        let made_at = Timestamp::from_micros(self.made_at);
        DeadMessage {
            id: self.id.to(),
            kind: self.intent,
            made_at,
            died_at: self.settled_at.map_or(made_at, Timestamp::from_micros),
            tries: u32::try_from(self.tries).unwrap_or_default(),
            why: self.why.unwrap_or_default(),
        }
    }
}

/// What an error says at its root.
pub(crate) fn reason(error: &StoreError) -> String {
    error.source().map_or_else(|| error.to_string(), ToString::to_string)
}
