//! What a step did, as it is told to whoever runs the relay.

use enroll_domain::Timestamp;
use enroll_domain::id::MessageId;
use enroll_repository::{Channel, Leased, Moved, Settlement};

use super::BATCH;

/// What a step did.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Step {
    /// How each message that was settled ended. What another relay settled is not among them.
    pub performed: Vec<Performed>,
    /// The messages whose settlement the store did not take. It is remembered, and each later step tries it again.
    pub unsettled: Vec<Unsettled>,
    /// How many settlements are still to be tried again, those of earlier steps among them.
    pub owed: usize,
    /// When there is something to do next, as far as this step has seen; what was put into the outbox since wakes whoever waits.
    pub due: Option<Timestamp>,
    /// Why it ended early, for the operator: the store could not be asked any more what else is due.
    pub cut_short: Option<String>,
}

/// How one message ended this time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Performed {
    /// The message.
    pub id: MessageId,
    /// Who performed it.
    pub channel: Channel,
    /// How it ended.
    pub settlement: Settlement,
}

/// A message whose settlement the store did not take.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unsettled {
    /// The message.
    pub id: MessageId,
    /// Who performed it.
    pub channel: Channel,
    /// Why, for the operator.
    pub why: String,
}

/// A channel that is paused because nothing will go out on it as things are set up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Undelivered {
    /// The channel.
    pub channel: Channel,
    /// Why, for the operator.
    pub why: String,
    /// When it is tried again.
    pub until: Timestamp,
}

impl Step {
    /// Whether it took as much as a step takes, so that more may be due.
    #[must_use]
    pub const fn is_full(&self) -> bool {
        self.performed.len() + self.unsettled.len() >= BATCH
    }

    /// Notes how a message ended, unless another relay has it by now.
    pub(super) fn note(&mut self, leased: &Leased, settlement: Settlement, moved: Moved) {
        if moved == Moved::Yes {
            self.performed.push(Performed {
                id: leased.message.id,
                channel: leased.message.intent.channel(),
                settlement,
            });
        }
    }

    /// When the earliest of the messages of a channel that are to be tried again is due.
    pub(super) fn again(&self, channel: Channel) -> Option<Timestamp> {
        let performed = self.performed.iter().filter(|performed| performed.channel == channel);
        let again = performed.filter_map(|performed| match performed.settlement {
            Settlement::Retry { at, .. } | Settlement::Postponed { at, .. } => Some(at),
            Settlement::Delivered | Settlement::Dead { .. } | Settlement::Suppressed | Settlement::Moot => None,
        });
        again.min()
    }

    /// Whether it did nothing that somebody must hear of.
    pub(super) const fn is_empty(&self) -> bool {
        self.performed.is_empty() && self.unsettled.is_empty()
    }
}
