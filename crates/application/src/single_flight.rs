//! A single flight: of all who want the same thing done, one does it, and whoever comes meanwhile waits for what comes of that. For
//! some time afterwards nobody does it again.

use std::collections::BTreeMap;
use std::future::poll_fn;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Poll, Waker};
use std::time::Duration;

use enroll_domain::Timestamp;
use enroll_system::Clock;

use crate::Unavailable;

/// Does the same work for everybody, one at a time.
pub(crate) struct SingleFlight {
    clock: Arc<dyn Clock>,
    pause: Duration,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    in_flight: bool,
    /// When the last flight ended, and whether the work was done.
    landed: Option<(Timestamp, bool)>,
    came: u64,
    waiting: BTreeMap<u64, Waker>,
}

/// What whoever comes has to do.
enum Turn<'a> {
    Fly(Flight<'a>),
    Share { done: bool, retry_after: Duration },
}

/// The flight that is under way. It ends when this is dropped, also with whoever gave up.
struct Flight<'a> {
    of: &'a SingleFlight,
    done: bool,
}

impl SingleFlight {
    /// With at least `pause` between the end of one flight and the beginning of the next.
    pub(crate) fn new(clock: Arc<dyn Clock>, pause: Duration) -> Self {
        Self {
            clock,
            pause,
            state: Mutex::default(),
        }
    }

    /// Does the work, or waits for whoever does it, or does nothing because it was done a moment ago.
    ///
    /// # Errors
    /// That of the work. Whoever shares in work that failed or was given up is told to come again when it may be done again.
    pub(crate) async fn run(&self, work: impl Future<Output = Result<(), Unavailable>>) -> Result<(), Unavailable> {
        let mut place = None;
        match poll_fn(|context| self.turn(&mut place, context.waker())).await {
            Turn::Fly(mut flight) => {
                let done = work.await;
                flight.done = done.is_ok();
                done
            }
            Turn::Share { done: true, .. } => Ok(()),
            Turn::Share { retry_after, .. } => Err(Unavailable::Busy { retry_after }),
        }
    }

    fn turn(&self, place: &mut Option<u64>, waker: &Waker) -> Poll<Turn<'_>> {
        let mut state = self.lock();
        if state.in_flight {
            let place = *place.get_or_insert_with(|| {
                state.came = state.came.wrapping_add(1);
                state.came
            });
            state.waiting.insert(place, waker.clone());
            return Poll::Pending;
        }
        let now = self.clock.now();
        match state.landed {
            // Where the clock went back nobody knows how long ago that was.
            Some((at, done)) if at <= now && now.since(at) < self.pause => Poll::Ready(Turn::Share {
                done,
                retry_after: self.pause.saturating_sub(now.since(at)),
            }),
            _ => {
                state.in_flight = true;
                Poll::Ready(Turn::Fly(Flight { of: self, done: false }))
            }
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Flight<'_> {
    fn drop(&mut self) {
        let now = self.of.clock.now();
        let mut state = self.of.lock();
        state.in_flight = false;
        state.landed = Some((now, self.done));
        let waiting = std::mem::take(&mut state.waiting);
        // Without the lock, because whoever is woken may go on at once.
        drop(state);
        waiting.into_values().for_each(Waker::wake);
    }
}
