//! Threads of our own behind a bounded queue. They know nothing of passwords: a piece of work is a function of the memory
//! that its thread keeps.

use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{Builder, JoinHandle};
use std::time::{Duration, Instant};

use tokio::sync::oneshot;

/// Nobody is told to come back sooner than this.
const LEAST_RETRY: Duration = Duration::from_secs(1);

/// The bounds of the queue.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Bounds {
    pub(crate) threads: usize,
    pub(crate) waiting: usize,
    pub(crate) max_wait: Duration,
}

/// Why a piece of work was not done.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// Too many wait, or this one waited too long.
    Full { retry_after: Duration },
    /// The work panicked.
    Panicked,
}

/// The threads. Dropping them waits for the work under way, and drops what waits.
pub(crate) struct Workers<M> {
    shared: Arc<Shared<M>>,
    threads: Vec<JoinHandle<()>>,
}

struct Shared<M> {
    state: Mutex<State<M>>,
    arrival: Condvar,
    bounds: Bounds,
}

struct State<M> {
    queue: VecDeque<Waiting<M>>,
    /// How long a piece of work took of late.
    pace: Duration,
    course: Course,
}

enum Course {
    Open,
    Closing,
}

struct Waiting<M> {
    since: Instant,
    task: Box<dyn Task<M>>,
}

/// A piece of work with somebody who wants its outcome.
trait Task<M>: Send {
    /// Whether whoever wanted it has gone.
    fn is_abandoned(&self) -> bool;
    fn perform(self: Box<Self>, memory: &mut M);
    fn refuse(self: Box<Self>, refusal: Refusal);
}

struct Call<F, T> {
    work: F,
    answer: oneshot::Sender<Result<T, Refusal>>,
}

impl<M, T: Send, F: FnOnce(&mut M) -> T + Send> Task<M> for Call<F, T> {
    fn is_abandoned(&self) -> bool {
        self.answer.is_closed()
    }

    fn perform(self: Box<Self>, memory: &mut M) {
        // Somebody who went away during the work is nobody to tell.
        drop(self.answer.send(Ok((self.work)(memory))));
    }

    fn refuse(self: Box<Self>, refusal: Refusal) {
        drop(self.answer.send(Err(refusal)));
    }
}

impl<M: Default + 'static> Workers<M> {
    /// Starts the threads.
    ///
    /// # Errors
    /// When the system has no thread to give; those that were started end.
    pub(crate) fn start(bounds: Bounds) -> std::io::Result<Self> {
        let state = State {
            queue: VecDeque::new(),
            pace: Duration::ZERO,
            course: Course::Open,
        };
        let shared = Arc::new(Shared {
            state: Mutex::new(state),
            arrival: Condvar::new(),
            bounds,
        });
        let mut workers = Self {
            shared,
            threads: Vec::new(),
        };
        for _ in 0..bounds.threads {
            let shared = Arc::clone(&workers.shared);
            workers.threads.push(
                Builder::new()
                    .name("enroll-hash".to_owned())
                    .spawn(move || shared.serve())?,
            );
        }
        Ok(workers)
    }

    /// Waits for a thread and has it do the work.
    pub(crate) async fn run<T, F>(&self, work: F) -> Result<T, Refusal>
    where
        T: Send + 'static,
        F: FnOnce(&mut M) -> T + Send + 'static,
    {
        let (answer, outcome) = oneshot::channel();
        self.shared.enqueue(Box::new(Call { work, answer }))?;
        // The sender is dropped without an answer by a panic alone: the threads outlive this borrow.
        outcome.await.unwrap_or(Err(Refusal::Panicked))
    }

    /// How many wait.
    pub(crate) fn waiting(&self) -> usize {
        self.shared.lock().queue.len()
    }
}

impl<M> Drop for Workers<M> {
    fn drop(&mut self) {
        let left = {
            let mut state = self.shared.lock();
            state.course = Course::Closing;
            std::mem::take(&mut state.queue)
        };
        drop(left);
        self.shared.arrival.notify_all();
        for thread in self.threads.drain(..) {
            // Panics are caught inside, and there is nobody left to tell.
            drop(thread.join());
        }
    }
}

impl<M> Shared<M> {
    fn lock(&self) -> MutexGuard<'_, State<M>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn enqueue(&self, task: Box<dyn Task<M>>) -> Result<(), Refusal> {
        let mut state = self.lock();
        if state.queue.len() >= self.bounds.waiting {
            self.clear_out(&mut state);
        }
        if state.queue.len() >= self.bounds.waiting {
            return Err(self.full(&state));
        }
        state.queue.push_back(Waiting {
            since: Instant::now(),
            task,
        });
        drop(state);
        self.arrival.notify_one();
        Ok(())
    }

    /// Makes room: whoever has gone or waited too long does not hold a place.
    fn clear_out(&self, state: &mut State<M>) {
        let (stay, leave): (VecDeque<_>, VecDeque<_>) = std::mem::take(&mut state.queue)
            .into_iter()
            .partition(|waiting| !waiting.task.is_abandoned() && waiting.since.elapsed() <= self.bounds.max_wait);
        state.queue = stay;
        for waiting in leave {
            waiting.task.refuse(self.full(state));
        }
    }

    /// When the queue, as it is, will have been worked off.
    fn full(&self, state: &State<M>) -> Refusal {
        let ahead = u32::try_from(state.queue.len()).unwrap_or(u32::MAX);
        let threads = u32::try_from(self.bounds.threads).unwrap_or(u32::MAX).max(1);
        Refusal::Full {
            retry_after: (state.pace.saturating_mul(ahead) / threads).max(LEAST_RETRY),
        }
    }
}

impl<M: Default> Shared<M> {
    /// The life of a thread.
    fn serve(&self) {
        let mut memory = M::default();
        while let Some(task) = self.next() {
            let started = Instant::now();
            if catch_unwind(AssertUnwindSafe(|| task.perform(&mut memory))).is_err() {
                memory = M::default();
            }
            self.learn(started.elapsed());
        }
    }

    /// The next piece of work that somebody still wants; nothing once the threads are to end.
    fn next(&self) -> Option<Box<dyn Task<M>>> {
        let mut state = self.lock();
        loop {
            match state.course {
                Course::Closing => return None,
                Course::Open => {}
            }
            match state.queue.pop_front() {
                Some(Waiting { task, .. }) if task.is_abandoned() => drop(task),
                Some(Waiting { since, task }) if since.elapsed() > self.bounds.max_wait => {
                    task.refuse(self.full(&state))
                }
                Some(Waiting { task, .. }) => return Some(task),
                None => state = self.arrival.wait(state).unwrap_or_else(PoisonError::into_inner),
            }
        }
    }

    /// Notes how long a piece of work took: one part in eight of what is expected of the next.
    fn learn(&self, took: Duration) {
        let mut state = self.lock();
        state.pace = if state.pace.is_zero() {
            took
        } else {
            (state.pace * 7 + took) / 8
        };
    }
}

#[cfg(test)]
mod tests;
