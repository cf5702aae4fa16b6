//! The outbox. `ready_at` is when an open message may be claimed: when it is due or, while it is leased, when the lease
//! runs out. What a message says stands in `intent`, in columns of its own; what becomes of the dead in `burial.rs`.

use diesel::dsl::{min, sql};
use diesel::prelude::*;
use diesel::result::Error;
use diesel::sql_types::{Binary, Bool};
use enroll_domain::Timestamp;
use enroll_domain::id::{MessageId, TenantId, UserId};
use enroll_repository::{
    Backlog, Channel, Leased, Message, MessageStatus, Moved, Outbox, OutboxQueries, Settlement, StoreError,
};

use crate::backend;
use crate::burial;
use crate::columns::{self, Id, impossible, storable, time};
use crate::conversation::Conversation;
use crate::intent::{IntentColumns, channel_code};
use crate::lease::{self, Ends};
use crate::prepared::Piece::{self, Sql};
use crate::prepared::Prepared;
use crate::removal::Over;
use crate::schema::outbox;

const SETTLED: Over = Over {
    table: "outbox",
    key: "tenant_id, id",
    since: "settled_at",
    only: "status <> 'dead'",
};

#[derive(Insertable)]
#[diesel(table_name = outbox, treat_none_as_default_value = false)]
struct NewMessage {
    tenant_id: Id,
    id: Id,
    #[diesel(embed)]
    intent: IntentColumns,
    made_at: i64,
    status: &'static str,
    ready_at: i64,
    fence: i64,
    tries: i64,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = outbox)]
struct MessageRow {
    tenant_id: Id,
    id: Id,
    #[diesel(embed)]
    intent: IntentColumns,
    made_at: i64,
    status: String,
    fence: i64,
    tries: i64,
    spent_at: Option<i64>,
}

impl MessageRow {
    fn message(self) -> Result<Message, StoreError> {
        Ok(Message {
            id: self.id.to(),
            tenant: self.tenant_id.to(),
            intent: self.intent.intent()?,
            made_at: Timestamp::from_micros(self.made_at),
        })
    }

    fn leased(self) -> Result<Leased, StoreError> {
        let fence = columns::count(self.fence, "outbox.fence")?;
        let tries = columns::count(self.tries, "outbox.tries")?;
        let spent = self.spent_at.is_some();
        Ok(Leased {
            message: self.message()?,
            fence,
            tries,
            spent,
        })
    }

    fn with_status(self) -> Result<(Message, MessageStatus), StoreError> {
        let status = status(&self.status)?;
        Ok((self.message()?, status))
    }
}

fn status(code: &str) -> Result<MessageStatus, StoreError> {
    Ok(match code {
        "waiting" | "leased" => MessageStatus::Open,
        "delivered" => MessageStatus::Delivered,
        "dead" => MessageStatus::Dead,
        "suppressed" => MessageStatus::Suppressed,
        "moot" => MessageStatus::Moot,
        _ => return Err(impossible("outbox.status")),
    })
}

/// The open messages of a channel.
#[diesel::dsl::auto_type]
fn open(channel: Channel) -> _ {
    let channel: &'static str = channel_code(channel);
    outbox::table
        .filter(outbox::channel.eq(channel))
        .filter(outbox::settled_at.is_null())
}

impl OutboxQueries for Conversation<'_> {
    fn message_status(&mut self, tenant: TenantId, id: MessageId) -> Result<Option<MessageStatus>, StoreError> {
        let row = outbox::table.find((Id::of(tenant), Id::of(id))).select(outbox::status);
        self.ask(|conn| row.first::<String>(conn).optional())?
            .as_deref()
            .map(status)
            .transpose()
    }

    fn next_due(&mut self, channel: Channel) -> Result<Option<Timestamp>, StoreError> {
        let earliest = open(channel).select(min(outbox::ready_at));
        self.ask(|conn| earliest.get_result::<Option<i64>>(conn)).map(time)
    }

    fn backlog(&mut self, channel: Channel) -> Result<Backlog, StoreError> {
        // As a literal, so that the index of the dead ones serves.
        let dead = outbox::table
            .filter(outbox::channel.eq(channel_code(channel)))
            .filter(sql::<Bool>("status = 'dead'"));
        let (open, dead) = self.ask(|conn| {
            Ok((
                open(channel).count().get_result::<i64>(conn)?,
                dead.count().get_result::<i64>(conn)?,
            ))
        })?;
        Ok(Backlog {
            open: columns::count(open, "outbox")?,
            dead: columns::count(dead, "outbox")?,
        })
    }

    fn messages(
        &mut self,
        tenant: TenantId,
        after: Option<MessageId>,
        limit: usize,
    ) -> Result<Vec<(Message, MessageStatus)>, StoreError> {
        let mut page = outbox::table
            .filter(outbox::tenant_id.eq(Id::of(tenant)))
            .order(outbox::id)
            .limit(columns::rows(limit))
            .select(MessageRow::as_select())
            .into_boxed();
        if let Some(after) = after {
            page = page.filter(outbox::id.gt(Id::of(after)));
        }
        self.ask(|conn| page.load(conn))?
            .into_iter()
            .map(MessageRow::with_status)
            .collect()
    }
}

impl Outbox for Conversation<'_> {
    fn enqueue(&mut self, message: &Message) -> Result<(), StoreError> {
        let row = NewMessage {
            tenant_id: Id::of(message.tenant),
            id: Id::of(message.id),
            intent: IntentColumns::of(message.intent),
            made_at: message.made_at.as_micros(),
            status: "waiting",
            ready_at: message.made_at.as_micros(),
            fence: 0,
            tries: 0,
        };
        self.leaves_work = true;
        self.ask(|conn| diesel::insert_into(outbox::table).values(row).execute(conn))
            .map(|_one| ())
    }

    fn leaves_work(&mut self) -> Result<bool, StoreError> {
        Ok(self.leaves_work)
    }

    fn claim(
        &mut self,
        channel: Channel,
        now: Timestamp,
        until: Timestamp,
        max: usize,
    ) -> Result<Vec<Leased>, StoreError> {
        let rows: Vec<((Id, Id), Result<MessageRow, String>)> = self.ask(|conn| {
            let (most, lock) = (columns::rows(max), backend::free_row_lock(conn));
            let limit = format!(" ORDER BY ready_at, id LIMIT {most}{lock}");
            let free = Prepared::<(Binary, Binary)>::of(vec![
                Sql("SELECT tenant_id, id FROM outbox WHERE channel = "),
                Piece::Text(channel_code(channel)),
                Sql(" AND settled_at IS NULL AND ready_at <= "),
                Piece::Number(now.as_micros()),
                Sql(&limit),
            ]);
            let locked: Vec<(Id, Id)> = free.load(conn)?;
            let taken = |key: (Id, Id)| {
                let _one = lease::take(conn, key, until)?;
                let row = outbox::table.find(key).select(MessageRow::as_select());
                match row.get_result(conn) {
                    Ok(row) => Ok((key, Ok(row))),
                    Err(Error::DeserializationError(why)) => Ok((key, Err(why.to_string()))),
                    Err(error) => Err(error),
                }
            };
            locked.into_iter().map(taken).collect()
        })?;
        let mut claimed = Vec::with_capacity(rows.len());
        for ((tenant, id), row) in rows {
            match row.and_then(|row| row.leased().map_err(|error| burial::reason(&error))) {
                Ok(leased) => claimed.push(leased),
                Err(why) => self.bury(tenant, id, &why, now)?,
            }
        }
        Ok(claimed)
    }

    fn settle(&mut self, leased: &Leased, settlement: &Settlement, at: Timestamp) -> Result<Moved, StoreError> {
        let over = Ends::Over(at.as_micros());
        let (status, ends, why) = match settlement {
            Settlement::Delivered => ("delivered", over, None),
            Settlement::Retry { at, why } => ("waiting", Ends::Again(at.as_micros(), 1), Some(storable(why))),
            Settlement::Postponed { at, why } => ("waiting", Ends::Again(at.as_micros(), 0), Some(storable(why))),
            Settlement::Dead { why } => ("dead", over, Some(storable(why))),
            Settlement::Suppressed => ("suppressed", over, None),
            Settlement::Moot => ("moot", over, None),
        };
        self.ask(|conn| lease::end(conn, leased, status, why.as_deref(), &ends))
            .map(Moved::of)
    }

    fn note_spent(&mut self, leased: &Leased, at: Timestamp) -> Result<Moved, StoreError> {
        self.ask(|conn| lease::note_spent(conn, leased, at)).map(Moved::of)
    }

    fn provision_is_open(&mut self, tenant: TenantId, user: UserId) -> Result<bool, StoreError> {
        let theirs = outbox::table
            .filter(outbox::tenant_id.eq(Id::of(tenant)))
            .filter(outbox::user_id.eq(Id::of(user)))
            .filter(outbox::intent.eq("provision"))
            .filter(outbox::settled_at.is_null());
        let found = self.ask(|conn| theirs.select(outbox::id).first::<Id>(conn).optional())?;
        Ok(found.is_some())
    }

    fn remove_settled_messages(&mut self, before: Timestamp, limit: usize) -> Result<usize, StoreError> {
        self.remove(&SETTLED, before, limit)
    }
}
