//! The outbox.

use enroll_domain::Timestamp;
use enroll_domain::id::{MessageId, TenantId, UserId};
use enroll_repository::{
    Backlog, Channel, Intent, Leased, Message, MessageStatus, Moved, Outbox, OutboxQueries, Settlement, StoreError,
};

use super::tables::Tables;

/// A message as it is kept.
#[derive(Debug, Clone)]
pub(super) struct Row {
    pub(super) message: Message,
    pub(super) status: MessageStatus,
    pub(super) due_at: Timestamp,
    leased_until: Option<Timestamp>,
    fence: u32,
    pub(super) tries: u32,
    spent: bool,
    pub(super) settled_at: Option<Timestamp>,
    /// Why it is dead or waits again.
    pub(super) why: Option<String>,
}

impl Row {
    /// From when on the message may be claimed.
    fn free_at(&self) -> Timestamp {
        self.leased_until.map_or(self.due_at, |until| until.max(self.due_at))
    }

    pub(super) fn is_dead_on(&self, channel: Channel) -> bool {
        self.status == MessageStatus::Dead && self.message.intent.channel() == channel
    }

    fn is_open_on(&self, channel: Channel) -> bool {
        self.status == MessageStatus::Open && self.message.intent.channel() == channel
    }
}

impl Tables {
    /// The messages that are not settled.
    pub(super) fn waiting_messages(&self) -> impl Iterator<Item = (TenantId, MessageId)> {
        let rows = self.messages.rows().iter();
        rows.filter(|(_, row)| row.status == MessageStatus::Open)
            .map(|(key, _)| *key)
    }
}

impl OutboxQueries for Tables {
    fn message_status(&mut self, tenant: TenantId, id: MessageId) -> Result<Option<MessageStatus>, StoreError> {
        Ok(self.messages.rows().get(&(tenant, id)).map(|row| row.status))
    }

    fn next_due(&mut self, channel: Channel) -> Result<Option<Timestamp>, StoreError> {
        let open = self.messages.rows().values().filter(|row| row.is_open_on(channel));
        Ok(open.map(Row::free_at).min())
    }

    fn backlog(&mut self, channel: Channel) -> Result<Backlog, StoreError> {
        let mut backlog = Backlog::default();
        for row in self
            .messages
            .rows()
            .values()
            .filter(|row| row.message.intent.channel() == channel)
        {
            match row.status {
                MessageStatus::Open => backlog.open = backlog.open.saturating_add(1),
                MessageStatus::Dead => backlog.dead = backlog.dead.saturating_add(1),
                MessageStatus::Delivered | MessageStatus::Suppressed | MessageStatus::Moot => {}
            }
        }
        Ok(backlog)
    }

    fn messages(
        &mut self,
        tenant: TenantId,
        after: Option<MessageId>,
        limit: usize,
    ) -> Result<Vec<(Message, MessageStatus)>, StoreError> {
        let rows = self.messages.rows().values();
        let wanted =
            rows.filter(|row| row.message.tenant == tenant && after.is_none_or(|after| row.message.id > after));
        Ok(wanted
            .take(limit)
            .map(|row| (row.message.clone(), row.status))
            .collect())
    }
}

impl Outbox for Tables {
    fn enqueue(&mut self, message: &Message) -> Result<(), StoreError> {
        self.in_tenant(message.tenant)?;
        let row = Row {
            message: message.clone(),
            status: MessageStatus::Open,
            due_at: message.made_at,
            leased_until: None,
            fence: 0,
            tries: 0,
            spent: false,
            settled_at: None,
            why: None,
        };
        self.leaves_work = true;
        self.insert(|tables| &mut tables.messages, (message.tenant, message.id), row)
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
        let rows = self.messages.rows_mut().values_mut();
        let mut free: Vec<&mut Row> = rows
            .filter(|row| row.is_open_on(channel) && row.free_at() <= now)
            .collect();
        free.sort_by_key(|row| (row.free_at(), row.message.id));
        let leased = free.into_iter().take(max).map(|row| {
            row.leased_until = Some(until);
            row.fence = row.fence.saturating_add(1);
            Leased {
                message: row.message.clone(),
                fence: row.fence,
                tries: row.tries,
                spent: row.spent,
            }
        });
        Ok(leased.collect())
    }

    fn settle(&mut self, leased: &Leased, settlement: &Settlement, at: Timestamp) -> Result<Moved, StoreError> {
        let Some(row) = self.leased_as(leased) else {
            return Ok(Moved::Stale);
        };
        row.leased_until = None;
        row.settled_at = Some(at);
        row.why = match settlement {
            Settlement::Retry { why, .. } | Settlement::Postponed { why, .. } | Settlement::Dead { why } => {
                Some(why.clone())
            }
            Settlement::Delivered | Settlement::Suppressed | Settlement::Moot => None,
        };
        row.status = match settlement {
            Settlement::Delivered => MessageStatus::Delivered,
            Settlement::Dead { .. } => MessageStatus::Dead,
            Settlement::Suppressed => MessageStatus::Suppressed,
            Settlement::Moot => MessageStatus::Moot,
            Settlement::Retry { at: due_at, .. } | Settlement::Postponed { at: due_at, .. } => {
                if matches!(settlement, Settlement::Retry { .. }) {
                    row.tries = row.tries.saturating_add(1);
                }
                row.due_at = *due_at;
                row.settled_at = None;
                MessageStatus::Open
            }
        };
        Ok(Moved::Yes)
    }

    fn note_spent(&mut self, leased: &Leased, _at: Timestamp) -> Result<Moved, StoreError> {
        Ok(self.leased_as(leased).map_or(Moved::Stale, |row| {
            row.spent = true;
            Moved::Yes
        }))
    }

    fn provision_is_open(&mut self, tenant: TenantId, user: UserId) -> Result<bool, StoreError> {
        let mut rows = self.messages.rows().values();
        Ok(rows.any(|row| {
            row.message.tenant == tenant
                && row.message.intent == Intent::Provision { user }
                && row.status == MessageStatus::Open
        }))
    }

    fn remove_settled_messages(&mut self, before: Timestamp, limit: usize) -> Result<usize, StoreError> {
        Ok(self.messages.remove(limit, |row| match row.status {
            MessageStatus::Delivered | MessageStatus::Suppressed | MessageStatus::Moot => {
                row.settled_at.is_some_and(|at| at < before)
            }
            MessageStatus::Open | MessageStatus::Dead => false,
        }))
    }
}

impl Tables {
    /// The message, as long as nobody leased it since.
    fn leased_as(&mut self, leased: &Leased) -> Option<&mut Row> {
        let key = (leased.message.tenant, leased.message.id);
        let row = self.messages.rows_mut().get_mut(&key);
        row.filter(|row| row.leased_until.is_some() && row.fence == leased.fence)
    }
}
