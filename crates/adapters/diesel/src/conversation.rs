//! A conversation with a connection: what a unit of work is handed as `Transaction`, and a reading as `Queries`. The
//! tables have a file each, which implements its part of the port for it.

use std::panic::{AssertUnwindSafe, catch_unwind};

use diesel::QueryResult;
use diesel::connection::{Connection, TransactionManager};
use enroll_repository::{Queries, Reading, StoreError, Transaction, Unique, Verdict, Work};

use crate::backend::{self, Key};
use crate::connection::AnyConnection;

type Transactions = <AnyConnection as Connection>::TransactionManager;

/// A connection inside a transaction.
pub(crate) struct Conversation<'c> {
    conn: &'c mut AnyConnection,
    so_far: SoFar,
    /// Whether work was put into the outbox.
    pub(crate) leaves_work: bool,
}

/// How a conversation has gone so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum SoFar {
    Well,
    /// A statement failed. PostgreSQL would take a commit from here on for a rollback, and say nothing.
    Failed,
}

/// How a transaction is to end.
pub(crate) enum End {
    /// Keep everything.
    Commit,
    /// Keep nothing, and answer this.
    RollBack(Result<(), StoreError>),
    /// Keep nothing: the work panicked, and the connection may be in the middle of something.
    Panicked,
}

impl Queries for Conversation<'_> {}
impl Transaction for Conversation<'_> {}

impl<'c> Conversation<'c> {
    fn on(conn: &'c mut AnyConnection) -> Self {
        Self {
            conn,
            so_far: SoFar::Well,
            leaves_work: false,
        }
    }

    /// Asks the database something.
    pub(crate) fn ask<T>(
        &mut self,
        question: impl FnOnce(&mut AnyConnection) -> QueryResult<T>,
    ) -> Result<T, StoreError> {
        question(self.conn).map_err(|error| {
            self.so_far = SoFar::Failed;
            backend::sorted(error)
        })
    }

    /// Writes something that claims keys, and says how many rows it wrote.
    pub(crate) fn claim(
        &mut self,
        keys: &[(Key, Unique)],
        write: impl FnOnce(&mut AnyConnection) -> QueryResult<usize>,
    ) -> Result<usize, StoreError> {
        write(self.conn).map_err(|error| {
            self.so_far = SoFar::Failed;
            match keys.iter().find(|(key, _)| backend::is_taken(&error, *key)) {
                Some((_, unique)) => StoreError::Conflict(*unique),
                None => backend::sorted(error),
            }
        })
    }
}

/// Has `work` talk to a connection that is in a transaction, and says how that is to end.
pub(crate) fn perform(conn: &mut AnyConnection, work: &mut Work) -> End {
    let mut talk = Conversation::on(conn);
    match catch_unwind(AssertUnwindSafe(|| work(&mut talk))) {
        Ok(Ok(Verdict::Commit)) => match talk.so_far {
            SoFar::Well => End::Commit,
            SoFar::Failed => End::RollBack(Err(StoreError::broken("the work went on after an error"))),
        },
        Ok(Ok(Verdict::RollBack)) => End::RollBack(Ok(())),
        Ok(Err(error)) => End::RollBack(Err(error)),
        Err(_payload) => End::Panicked, // what it says may be personal
    }
}

/// Runs `work` in the transaction that has begun, and ends it. A connection that is left inside one is of no further use.
pub(crate) fn transact(conn: &mut AnyConnection, work: &mut Work) -> Result<(), StoreError> {
    match perform(conn, work) {
        End::Commit => Transactions::commit_transaction(conn).map_err(backend::sorted),
        End::RollBack(answer) => undone(conn, answer),
        End::Panicked => Err(panicked()),
    }
}

/// Runs `reading` in the transaction that has begun, on one consistent state, and ends it.
pub(crate) fn read(conn: &mut AnyConnection, reading: &mut Reading) -> Result<(), StoreError> {
    let mut talk = Conversation::on(conn);
    match catch_unwind(AssertUnwindSafe(|| reading(&mut talk))) {
        Ok(answer) => undone(conn, answer),
        Err(_payload) => Err(panicked()),
    }
}

/// What a caller hears whose work panicked.
pub(crate) fn panicked() -> StoreError {
    StoreError::broken("the work panicked")
}

/// Does something that is no unit of work in the transaction that has begun, and ends it.
pub(crate) fn ask(
    conn: &mut AnyConnection,
    asking: impl FnOnce(&mut AnyConnection) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    let answer = asking(conn);
    undone(conn, answer)
}

/// Rolls back. Where that fails, the connection stays inside the transaction, and the pool drops it.
fn undone(conn: &mut AnyConnection, answer: Result<(), StoreError>) -> Result<(), StoreError> {
    match Transactions::rollback_transaction(conn) {
        Ok(()) | Err(_) => answer,
    }
}
