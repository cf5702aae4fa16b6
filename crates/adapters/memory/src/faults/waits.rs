//! Waiting in a time that passes only when somebody says so. No thread waits here, and no clock outside is asked.

use std::collections::BTreeMap;
use std::fmt;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};
use std::time::Duration;

/// A time that is moved by hand, and everybody who waits in it. Clones share it.
///
/// ```
/// # use std::time::Duration;
/// # use enroll_memory::Waits;
/// let waits = Waits::new();
/// let lunch = waits.wait(Duration::from_secs(60));
/// // Whoever polls `lunch` until here finds it pending; it is ready once the minute has passed.
/// waits.pass(Duration::from_secs(60));
/// assert_eq!(waits.elapsed(), Duration::from_secs(60));
/// # drop(lunch);
/// ```
#[derive(Clone, Default)]
pub struct Waits(Arc<Mutex<Line>>);

#[derive(Default)]
struct Line {
    elapsed: Duration,
    waiting: BTreeMap<(Duration, u64), Waker>,
    came: u64,
}

impl Waits {
    /// A time that has not begun to pass.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// How much of it has passed.
    #[must_use]
    pub fn elapsed(&self) -> Duration {
        self.lock().elapsed
    }

    /// Ready once this much more has passed. Dropping it ends the wait.
    pub fn wait(&self, span: Duration) -> Wait {
        let mut line = self.lock();
        line.came = line.came.saturating_add(1);
        Wait {
            place: (line.elapsed.saturating_add(span), line.came),
            waits: self.clone(),
        }
    }

    /// Lets whoever else is ready go first: pending once, and woken at once.
    pub const fn turn() -> Turn {
        Turn { waited: false }
    }

    /// How long it is until the next of those who were polled and wait is due; `None` while nobody waits.
    #[must_use]
    pub fn next(&self) -> Option<Duration> {
        let line = self.lock();
        let ((due, _), _) = line.waiting.first_key_value()?;
        Some(due.saturating_sub(line.elapsed))
    }

    /// Lets this much pass, and wakes everybody whose wait is over.
    pub fn pass(&self, span: Duration) {
        let mut line = self.lock();
        line.elapsed = line.elapsed.saturating_add(span);
        let now = line.elapsed;
        let later = line.waiting.split_off(&(now, u64::MAX));
        let over = std::mem::replace(&mut line.waiting, later);
        // Without the lock, because whoever is woken may wait again at once.
        drop(line);
        over.into_values().for_each(Waker::wake);
    }

    // A panic while the lock is held leaves a whole line behind, for each change is a single one.
    fn lock(&self) -> MutexGuard<'_, Line> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Waits {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Waits({:?} passed)", self.elapsed())
    }
}

/// A wait, see [`Waits::wait`].
#[derive(Debug)]
#[must_use = "nobody waits who is not polled"]
pub struct Wait {
    place: (Duration, u64),
    waits: Waits,
}

impl Future for Wait {
    type Output = ();

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        let mut line = self.waits.lock();
        if line.elapsed >= self.place.0 {
            return Poll::Ready(());
        }
        line.waiting.insert(self.place, context.waker().clone());
        Poll::Pending
    }
}

impl Drop for Wait {
    fn drop(&mut self) {
        self.waits.lock().waiting.remove(&self.place);
    }
}

/// A turn that is given away, see [`Waits::turn`].
#[derive(Debug)]
#[must_use = "nobody gives a turn away who is not polled"]
pub struct Turn {
    waited: bool,
}

impl Future for Turn {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        if self.waited {
            return Poll::Ready(());
        }
        self.waited = true;
        context.waker().wake_by_ref();
        Poll::Pending
    }
}
