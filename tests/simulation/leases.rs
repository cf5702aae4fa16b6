//! At most one lease on a message holds at a time, only its holder settles the message, and what is settled stays so.

use enroll_tests::violation;
use std::collections::BTreeMap;

use enroll::domain::Timestamp;
use enroll::domain::id::MessageId;

use crate::watched::Event;

/// The last lease on each message.
#[derive(Debug, Default)]
pub(crate) struct Leases(BTreeMap<MessageId, Lease>);

#[derive(Debug)]
struct Lease {
    fence: u32,
    until: Timestamp,
    state: State,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Held,
    Free,
    Over,
}

impl Leases {
    /// Notes what a commit did, and says what is wrong with it.
    pub(crate) fn note(&mut self, event: &Event) -> Option<String> {
        match *event {
            Event::Claimed { id, fence, now, until } => {
                let state = State::Held;
                let before = self.0.insert(id, Lease { fence, until, state });
                let before = before.filter(|before| {
                    let held = before.state == State::Held && now < before.until;
                    held || before.state == State::Over || fence <= before.fence
                })?;
                Some(violation!(
                    IntentsEnd,
                    "a lease was given beside another: of {id} as {fence} while it was {before:?}"
                ))
            }
            Event::Settled { id, fence, over } => {
                let held = self.0.get_mut(&id);
                let held = held.filter(|lease| lease.fence == fence && lease.state == State::Held);
                match held {
                    Some(lease) => {
                        lease.state = if over { State::Over } else { State::Free };
                        None
                    }
                    None => Some(violation!(IntentsEnd, "a lease that is over settled: {fence} of {id}")),
                }
            }
        }
    }

    /// How often a message was leased.
    pub(crate) fn times(&self, id: MessageId) -> usize {
        let lease = self.0.get(&id);
        lease.map_or(0, |lease| usize::try_from(lease.fence).unwrap_or(usize::MAX))
    }
}
