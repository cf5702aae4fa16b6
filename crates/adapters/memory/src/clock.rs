//! A clock that stands still until it is moved. It never looks at the time outside.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use enroll_domain::Timestamp;
use enroll_system::Clock;

/// A clock that is set by hand. Everybody who holds it sees the same time.
#[derive(Debug)]
pub struct SetClock(Mutex<Timestamp>);

impl SetClock {
    /// A clock that shows this time.
    #[must_use]
    pub const fn at(now: Timestamp) -> Self {
        Self(Mutex::new(now))
    }

    /// Sets it to this time, which may lie before the one it shows.
    pub fn set(&self, now: Timestamp) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = now;
    }

    /// Moves it on, and answers the time that it shows then.
    pub fn advance(&self, span: Duration) -> Timestamp {
        let mut shown = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *shown = shown.plus(span);
        *shown
    }
}

impl Clock for SetClock {
    fn now(&self) -> Timestamp {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_clock_moves_only_by_hand() {
        let clock = SetClock::at(Timestamp::from_micros(7));
        assert_eq!(clock.now(), clock.now());
        assert_eq!(clock.advance(Duration::from_micros(3)), Timestamp::from_micros(10));
        clock.set(Timestamp::from_micros(2));
        assert_eq!(clock.now(), Timestamp::from_micros(2));
    }
}
