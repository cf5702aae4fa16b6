//! The one writer of an SQLite file: a thread that takes the units of work that wait, commits them together, and then
//! answers each. A sync of the disk is what a commit costs, so 64 together cost what one does.

use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use diesel::connection::{Connection, TransactionManager};
use enroll_repository::{StoreError, Work};
use tokio::sync::oneshot;

use crate::backend::{self, Access, Use};
use crate::checkpoints;
use crate::connection::AnyConnection;
use crate::conversation::{End, panicked, perform};
use crate::database_url::DatabaseUrl;
use crate::pool::RUNS;

type Transactions = <AnyConnection as Connection>::TransactionManager;
type Answer = Result<(), StoreError>;

/// How many units of work are committed together at most.
const TOGETHER: usize = 64;
/// How many may wait. Beyond that the store is busy.
const WAITING: usize = 1024;
/// After how many units of work the log is moved into the database file.
const CHECKPOINT_AFTER: usize = 256;

/// The way to the writer.
pub(crate) struct Writer {
    queue: Option<SyncSender<Job>>,
    threads: Vec<JoinHandle<()>>,
}

struct Job {
    work: Work,
    answer: oneshot::Sender<Answer>,
}

/// What the writer's thread has before it.
struct Desk {
    conn: Option<AnyConnection>,
    url: DatabaseUrl,
    patience: Duration,
    checkpoints: SyncSender<()>,
    since_checkpoint: usize,
}

impl Writer {
    /// Starts the writer on a connection of its own, and the thread that does the checkpoints.
    pub(crate) fn start(conn: AnyConnection, url: DatabaseUrl, patience: Duration) -> std::io::Result<Self> {
        let (queue, jobs) = sync_channel(WAITING);
        let (checkpoints, due) = sync_channel(1);
        let place = url.clone();
        let checkpointer = thread::Builder::new()
            .name("enroll-checkpoint".to_owned())
            .spawn(move || checkpoints::perform(&place, patience, &due))?;
        let mut desk = Desk {
            conn: Some(conn),
            url,
            patience,
            checkpoints,
            since_checkpoint: 0,
        };
        let writer = thread::Builder::new()
            .name("enroll-writer".to_owned())
            .spawn(move || desk.write(&jobs))?;
        Ok(Self {
            queue: Some(queue),
            threads: vec![writer, checkpointer],
        })
    }

    /// Has the writer do `work`, and waits until it is durable.
    pub(crate) async fn run(&self, work: Work) -> Answer {
        let (answer, answered) = oneshot::channel();
        let Some(queue) = &self.queue else { return Err(gone()) };
        match queue.try_send(Job { work, answer }) {
            Ok(()) => answered.await.unwrap_or_else(|_never| Err(gone())),
            Err(TrySendError::Full(_)) => Err(StoreError::Busy),
            Err(TrySendError::Disconnected(_)) => Err(gone()),
        }
    }

    /// Whether its threads still run, whatever they are about: another process may hold the lock for a while.
    pub(crate) fn alive(&self) -> Answer {
        let ended = self.threads.iter().any(JoinHandle::is_finished);
        if ended { Err(gone()) } else { Ok(()) }
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        self.queue = None; // the threads end when nothing waits any more
        // A unit of work may hold the last of a store, which then is dropped by the writer itself. It waits for nobody: the
        // thread of the checkpoints ends after the writer.
        let here = thread::current().id();
        if self.threads.iter().any(|handle| handle.thread().id() == here) {
            return;
        }
        for handle in self.threads.drain(..) {
            if handle.join().is_err() {}
        }
    }
}

impl Desk {
    fn write(&mut self, jobs: &Receiver<Job>) {
        while let Ok(first) = jobs.recv() {
            let mut batch: Vec<Job> = std::iter::once(first)
                .chain(jobs.try_iter())
                .filter(|job| !job.answer.is_closed()) // nobody waits for it, and nothing is done of it
                .take(TOGETHER)
                .collect();
            if batch.is_empty() {
                continue;
            }
            match self.commit(&mut batch) {
                Ok(answers) => answer_each(batch, answers),
                Err(StoreError::Busy) => {
                    // Who came meanwhile would wait as long for the same lock; who comes after an answer may find it free.
                    batch.extend(jobs.try_iter());
                    batch.into_iter().for_each(|job| tell(job, Err(StoreError::Busy)));
                }
                Err(error) => {
                    self.conn = None; // whatever state it is in, closing it rolls back
                    self.ask_for_checkpoint(); // if the disk is full, this may make room
                    let why = reason(&error);
                    batch
                        .into_iter()
                        .for_each(|job| tell(job, Err(StoreError::broken(why.clone()))));
                }
            }
        }
    }

    /// Commits a batch. After an error nothing of the batch is known to be kept.
    fn commit(&mut self, batch: &mut [Job]) -> Result<Vec<Answer>, StoreError> {
        let together = batch.len();
        let conn = self.conn()?;
        let answers = match batch {
            [alone] => vec![in_transaction(conn, &mut alone.work)?],
            several => {
                backend::begin(conn, Access::Write).map_err(backend::sorted)?;
                let answers = several.iter_mut().map(|job| in_savepoint(conn, &mut job.work));
                let answers = answers.collect::<Result<Vec<_>, _>>()?;
                Transactions::commit_transaction(conn).map_err(StoreError::broken)?;
                answers
            }
        };
        self.since_checkpoint += together;
        if self.since_checkpoint >= CHECKPOINT_AFTER {
            self.ask_for_checkpoint();
        }
        Ok(answers)
    }

    /// If it is still at the last one, this one is asked for after the next batch.
    fn ask_for_checkpoint(&mut self) {
        if self.checkpoints.try_send(()).is_ok() {
            self.since_checkpoint = 0;
        }
    }

    fn conn(&mut self) -> Result<&mut AnyConnection, StoreError> {
        if self.conn.is_none() {
            self.conn = Some(backend::connect(&self.url, Use::Work, self.patience).map_err(StoreError::broken)?);
        }
        self.conn.as_mut().ok_or_else(gone)
    }
}

/// Runs a unit of work that is alone, in a transaction of its own: a savepoint would keep a copy of each page that it changes.
fn in_transaction(conn: &mut AnyConnection, work: &mut Work) -> Result<Answer, StoreError> {
    run(conn, work, |conn| {
        backend::begin(conn, Access::Write).map_err(backend::sorted)
    })
}

/// Runs one unit of work of several. An `Err` means that the whole batch is lost: SQLite gives up a transaction, savepoints and
/// all, when the disk is full or fails.
fn in_savepoint(conn: &mut AnyConnection, work: &mut Work) -> Result<Answer, StoreError> {
    run(conn, work, |conn| {
        Transactions::begin_transaction(conn).map_err(StoreError::broken)
    })
}

fn run(
    conn: &mut AnyConnection,
    work: &mut Work,
    begin: impl Fn(&mut AnyConnection) -> Result<(), StoreError>,
) -> Result<Answer, StoreError> {
    let mut run = 1;
    loop {
        begin(conn)?;
        let answer = match perform(conn, work) {
            End::Commit => {
                Transactions::commit_transaction(conn).map_err(StoreError::broken)?;
                return Ok(Ok(()));
            }
            End::RollBack(answer) => answer,
            End::Panicked => Err(panicked()),
        };
        Transactions::rollback_transaction(conn).map_err(StoreError::broken)?;
        match answer {
            Err(StoreError::Busy) if run < RUNS => run += 1,
            answer => return Ok(answer),
        }
    }
}

fn answer_each(batch: Vec<Job>, answers: Vec<Answer>) {
    for (job, answer) in batch.into_iter().zip(answers) {
        tell(job, answer);
    }
}

/// A caller that went away needs no answer.
fn tell(job: Job, answer: Answer) {
    if job.answer.send(answer).is_err() {}
}

fn reason(error: &StoreError) -> String {
    let cause = std::error::Error::source(error);
    cause.map_or_else(|| error.to_string(), ToString::to_string)
}

fn gone() -> StoreError {
    StoreError::broken("the writer of the database is gone")
}

#[cfg(test)]
mod tests;
