//! Dead messages: what was given up, and what an operator decides about it.

use enroll_domain::Timestamp;
use enroll_domain::id::{MessageId, TenantId, UserId};

use crate::{Channel, Moved, StoreError};

/// A message that was given up, as far as it can be told: one that cannot be read is among them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeadMessage {
    /// Its id.
    pub id: MessageId,
    /// The name of what was to be done, as it is kept ([`Mail::code`](crate::Mail::code)).
    pub kind: String,
    /// When it was made.
    pub made_at: Timestamp,
    /// When it was given up.
    pub died_at: Timestamp,
    /// How many times it was tried and was to be tried again.
    pub tries: u32,
    /// Why it was given up; nothing personal.
    pub why: String,
}

/// What is decided about a dead message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Resolution {
    /// It is open again and due at once, as if it had not been tried yet.
    Retry,
    /// It is moot.
    Forget,
}

/// Reading dead messages.
pub trait DeadMessageQueries {
    /// Up to `limit` dead messages of a channel and a tenant in the order of their ids, those after `after`.
    ///
    /// # Errors
    /// The store's own.
    fn dead_messages(
        &mut self,
        tenant: TenantId,
        channel: Channel,
        after: Option<MessageId>,
        limit: usize,
    ) -> Result<Vec<DeadMessage>, StoreError>;
}

/// Deciding about dead messages.
pub trait DeadMessages {
    /// Decides about a dead message of a channel. `Stale` if it is not dead, of another channel, or not there. Whether it has
    /// spent a mail of its address's budget stays noted.
    ///
    /// # Errors
    /// The store's own.
    fn resolve_dead(
        &mut self,
        tenant: TenantId,
        channel: Channel,
        id: MessageId,
        resolution: Resolution,
        at: Timestamp,
    ) -> Result<Moved, StoreError>;

    /// Makes every dead message to provision this user moot, and says how many there were.
    ///
    /// # Errors
    /// The store's own.
    fn forget_dead_provisions(&mut self, tenant: TenantId, user: UserId, at: Timestamp) -> Result<usize, StoreError>;
}
