//! Pauses: a channel on which nothing goes out as things are set up is left alone for a while, and keeps its messages.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use enroll_domain::Timestamp;
use enroll_repository::Channel;

use super::Undelivered;

const FIRST: Duration = Duration::from_secs(15);
const LONGEST: Duration = Duration::from_secs(5 * 60);

/// The pauses of this process. Each one lasts twice as long as the one before, until the other side answers.
#[derive(Default)]
pub(super) struct Pauses(Mutex<HashMap<Channel, Pause>>);

struct Pause {
    until: Timestamp,
    length: Duration,
    why: String,
}

impl Pause {
    /// Whether it is not over. One that ends later than it can was begun before the clock was set back.
    fn lasts(&self, now: Timestamp) -> bool {
        now < self.until && self.until <= now.plus(self.length)
    }
}

impl Pauses {
    /// Pauses a channel, and says until when. Relays that run beside each other meet one outage together: while a pause lasts,
    /// another one is the same.
    pub(super) fn pause(&self, channel: Channel, now: Timestamp, why: String) -> Timestamp {
        let mut pauses = self.lock();
        if let Some(pause) = pauses.get(&channel).filter(|pause| pause.lasts(now)) {
            return pause.until;
        }
        let length = pauses
            .get(&channel)
            .map_or(FIRST, |pause| (pause.length * 2).min(LONGEST));
        let until = now.plus(length);
        pauses.insert(channel, Pause { until, length, why });
        until
    }

    /// Until when a channel is paused, if it is now.
    pub(super) fn until(&self, channel: Channel, now: Timestamp) -> Option<Timestamp> {
        let pauses = self.lock();
        let pause = pauses.get(&channel).filter(|pause| pause.lasts(now));
        pause.map(|pause| pause.until)
    }

    /// Whether a channel is or was paused, and nobody knows that it works again.
    pub(super) fn remembers(&self, channel: Channel) -> bool {
        self.lock().contains_key(&channel)
    }

    /// The other side answered.
    pub(super) fn clear(&self, channel: Channel) {
        self.lock().remove(&channel);
    }

    /// Forgets a pause unless it lasts still.
    pub(super) fn clear_ended(&self, channel: Channel, now: Timestamp) {
        self.lock()
            .retain(|paused, pause| *paused != channel || pause.lasts(now));
    }

    /// Every channel that was paused and of which nobody knows that it works again.
    pub(super) fn all(&self) -> Vec<Undelivered> {
        let pauses = self.lock();
        let undelivered = pauses.iter().map(|(channel, pause)| Undelivered {
            channel: *channel,
            why: pause.why.clone(),
            until: pause.until,
        });
        undelivered.collect()
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Channel, Pause>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn relays_that_meet_one_outage_together_make_one_pause_and_the_next_one_is_longer() {
        let (pauses, why) = (Pauses::default(), || "refused".to_owned());
        let now = Timestamp::from_micros(1_790_000_000_000_000);
        let until = pauses.pause(Channel::Mail, now, why());
        assert_eq!(until, now.plus(FIRST));
        for _other_lane in 0..3 {
            assert_eq!(pauses.pause(Channel::Mail, now.plus(FIRST / 2), why()), until);
        }
        assert_eq!(pauses.pause(Channel::Mail, until, why()), until.plus(FIRST * 2));
    }

    #[test]
    fn a_pause_ends_when_the_clock_is_set_back() {
        let pauses = Pauses::default();
        let (now, year) = (
            Timestamp::from_micros(1_790_000_000_000_000),
            Duration::from_secs(400 * 24 * 60 * 60),
        );
        let until = pauses.pause(Channel::Mail, now.plus(year), "refused".to_owned());
        assert_eq!(pauses.until(Channel::Mail, now.plus(year)), Some(until));
        assert_eq!(pauses.until(Channel::Mail, now), None);
        assert!(pauses.remembers(Channel::Mail));
        assert_eq!(
            pauses.pause(Channel::Mail, now, "refused".to_owned()),
            now.plus(FIRST * 2)
        );
    }
}
