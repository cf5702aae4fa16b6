//! The outbox: intents that are committed with the change they follow from, and leased to whoever performs them.
//!
//! A message names its subject and holds no secret and no address: performing it reads the state of that moment. Delivery is
//! at least once: a lease that runs out is given to somebody else, with a higher fence; a settlement under an old fence
//! changes nothing.

use enroll_domain::Timestamp;
use enroll_domain::id::{MessageId, TenantId, UserId};

use crate::{Mail, Moved, StoreError};

/// Something that is to be done outside, at least once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// Its id.
    pub id: MessageId,
    /// The tenant.
    pub tenant: TenantId,
    /// What is to be done.
    pub intent: Intent,
    /// When it was made; it is due at once.
    pub made_at: Timestamp,
}

/// What is to be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Intent {
    /// Send a mail.
    Mail(Mail),
    /// Make the user exist in the tenant's identity provider as they are now.
    Provision {
        /// Who.
        user: UserId,
    },
}

/// Who performs a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Channel {
    /// The mailer.
    Mail,
    /// The identity provider.
    Provisioning,
}

impl Intent {
    /// Who performs it.
    #[must_use]
    pub const fn channel(self) -> Channel {
        match self {
            Self::Mail(_) => Channel::Mail,
            Self::Provision { .. } => Channel::Provisioning,
        }
    }
}

/// A message that the caller, and nobody else, may perform until the lease runs out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Leased {
    /// The message.
    pub message: Message,
    /// How many times it was leased, this time included: 1 at first, and higher with every lease.
    pub fence: u32,
    /// How many times it was tried and is to be tried again ([`Settlement::Retry`]).
    pub tries: u32,
    /// Whether it has spent a mail of its address's budget ([`Outbox::note_spent`]).
    pub spent: bool,
}

/// How an attempt to perform a message ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Settlement {
    /// It was done.
    Delivered,
    /// It was not; it is due again at this time.
    Retry {
        /// When.
        at: Timestamp,
        /// Why, for the operator; nothing personal.
        why: String,
    },
    /// It was not tried; it is due again at this time, and that does not count as a try.
    Postponed {
        /// When.
        at: Timestamp,
        /// Why, for the operator; nothing personal.
        why: String,
    },
    /// It cannot be done; an operator must look.
    Dead {
        /// Why, for the operator; nothing personal.
        why: String,
    },
    /// The address has had its mails for now.
    Suppressed,
    /// What it was about is gone.
    Moot,
}

/// Where a message stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum MessageStatus {
    /// Waiting, or being performed.
    Open,
    /// Done.
    Delivered,
    /// Given up.
    Dead,
    /// Held back by the mail budget.
    Suppressed,
    /// No longer needed.
    Moot,
}

/// How much there is to do, over all tenants.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Backlog {
    /// Messages that are open.
    pub open: u64,
    /// Messages that are dead.
    pub dead: u64,
}

/// Reading the outbox.
pub trait OutboxQueries {
    /// Where a message stands; `None` if there is no such message.
    ///
    /// # Errors
    /// The store's own.
    fn message_status(&mut self, tenant: TenantId, id: MessageId) -> Result<Option<MessageStatus>, StoreError>;

    /// When the next open message of this channel may be claimed: the earliest of the times at which one is due and
    /// not leased. It may lie in the past. `None` if none is open.
    ///
    /// # Errors
    /// The store's own.
    fn next_due(&mut self, channel: Channel) -> Result<Option<Timestamp>, StoreError>;

    /// How much there is to do on a channel.
    ///
    /// # Errors
    /// The store's own.
    fn backlog(&mut self, channel: Channel) -> Result<Backlog, StoreError>;

    /// Up to `limit` messages of a tenant in the order of their ids, those after `after`, with where each stands.
    ///
    /// # Errors
    /// The store's own.
    fn messages(
        &mut self,
        tenant: TenantId,
        after: Option<MessageId>,
        limit: usize,
    ) -> Result<Vec<(Message, MessageStatus)>, StoreError>;
}

/// Changing the outbox.
pub trait Outbox {
    /// Adds a message. It commits with everything else in this transaction, or not at all.
    ///
    /// # Errors
    /// The store's own.
    fn enqueue(&mut self, message: &Message) -> Result<(), StoreError>;

    /// Whether this transaction has put work into the outbox so far: a message that it enqueued, or a dead one that it opened
    /// again. Whoever wakes a relay after a commit asks this, so that none is woken for nothing.
    ///
    /// # Errors
    /// The store's own.
    fn leaves_work(&mut self) -> Result<bool, StoreError>;

    /// Leases up to `max` open messages of a channel that are due at `now` and not leased then, until `until`; those free
    /// longest come first: since they are due or, if a lease on them ran out, since then. No two callers hold a lease on the same message at one time.
    ///
    /// A message that the store cannot read any more, because somebody else wrote to it, is settled as dead with the reason and
    /// is not among the answer: it holds none of the others up.
    ///
    /// # Errors
    /// The store's own.
    fn claim(
        &mut self,
        channel: Channel,
        now: Timestamp,
        until: Timestamp,
        max: usize,
    ) -> Result<Vec<Leased>, StoreError>;

    /// Settles a leased message and frees its lease. `Stale` if the message was leased again since, or is settled.
    ///
    /// # Errors
    /// The store's own.
    fn settle(&mut self, leased: &Leased, settlement: &Settlement, at: Timestamp) -> Result<Moved, StoreError>;

    /// Notes that a leased message has spent a mail of its address's budget, so that no later lease spends another. `Stale` if
    /// the message was leased again since, or is settled.
    ///
    /// # Errors
    /// The store's own.
    fn note_spent(&mut self, leased: &Leased, at: Timestamp) -> Result<Moved, StoreError>;

    /// Whether an open message to provision this user exists.
    ///
    /// # Errors
    /// The store's own.
    fn provision_is_open(&mut self, tenant: TenantId, user: UserId) -> Result<bool, StoreError>;

    /// Removes up to `limit` messages, of all tenants, that were delivered, suppressed or moot before `before`, and says how
    /// many it removed. Dead ones stay until an operator has seen them.
    ///
    /// # Errors
    /// The store's own.
    fn remove_settled_messages(&mut self, before: Timestamp, limit: usize) -> Result<usize, StoreError>;
}
