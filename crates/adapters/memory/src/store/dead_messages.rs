//! The dead of the outbox.

use enroll_domain::Timestamp;
use enroll_domain::id::{MessageId, TenantId, UserId};
use enroll_repository::{
    Channel, DeadMessage, DeadMessageQueries, DeadMessages, Intent, MessageStatus, Moved, Resolution, StoreError,
};

use super::outbox::Row;
use super::tables::Tables;

impl DeadMessageQueries for Tables {
    fn dead_messages(
        &mut self,
        tenant: TenantId,
        channel: Channel,
        after: Option<MessageId>,
        limit: usize,
    ) -> Result<Vec<DeadMessage>, StoreError> {
        let rows = self.messages.rows().values().filter(|row| row.is_dead_on(channel));
        let wanted =
            rows.filter(|row| row.message.tenant == tenant && after.is_none_or(|after| row.message.id > after));
        let told = |row: &Row| DeadMessage {
            id: row.message.id,
            kind: match row.message.intent {
                Intent::Mail(mail) => mail.code(),
                Intent::Provision { .. } => "provision",
            }
            .to_owned(),
            made_at: row.message.made_at,
            died_at: row.settled_at.unwrap_or(row.message.made_at),
            tries: row.tries,
            why: row.why.clone().unwrap_or_default(),
        };
        Ok(wanted.take(limit).map(told).collect())
    }
}

impl DeadMessages for Tables {
    fn resolve_dead(
        &mut self,
        tenant: TenantId,
        channel: Channel,
        id: MessageId,
        resolution: Resolution,
        at: Timestamp,
    ) -> Result<Moved, StoreError> {
        let row = self.messages.rows_mut().get_mut(&(tenant, id));
        let Some(row) = row.filter(|row| row.is_dead_on(channel)) else {
            return Ok(Moved::Stale);
        };
        row.why = None;
        match resolution {
            Resolution::Retry => {
                row.status = MessageStatus::Open;
                row.settled_at = None;
                row.due_at = at;
                row.tries = 0;
                self.leaves_work = true;
            }
            Resolution::Forget => {
                row.status = MessageStatus::Moot;
                row.settled_at = Some(at);
            }
        }
        Ok(Moved::Yes)
    }

    fn forget_dead_provisions(&mut self, tenant: TenantId, user: UserId, at: Timestamp) -> Result<usize, StoreError> {
        let rows = self.messages.rows_mut().values_mut();
        let theirs = rows.filter(|row| {
            let about = row.message.intent == Intent::Provision { user };
            about && row.message.tenant == tenant && row.status == MessageStatus::Dead
        });
        Ok(theirs
            .map(|row| {
                row.status = MessageStatus::Moot;
                row.settled_at = Some(at);
                row.why = None;
            })
            .count())
    }
}
