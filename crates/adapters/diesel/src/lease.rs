//! What a relay writes for each message that it takes, and for the budget that it takes from: by far the most frequent updates.
//! diesel prepares an update anew at every call; these are prepared once for each connection.

use diesel::QueryResult;
use diesel::query_dsl::RunQueryDsl as _;
use enroll_domain::Timestamp;
use enroll_domain::identifier::EmailKey;
use enroll_repository::{BudgetClass, Leased};

use crate::columns::Id;
use crate::connection::AnyConnection;
use crate::prepared::Piece::{self, Number, Sql, Text};
use crate::prepared::Prepared;

/// How a lease ends: the message is over, or waits for another try.
pub(crate) enum Ends {
    /// It is over, since then.
    Over(i64),
    /// It may be claimed again from then on, so many tries later.
    Again(i64, i64),
}

/// Leases a message until then.
pub(crate) fn take(conn: &mut AnyConnection, (tenant, id): (Id, Id), until: Timestamp) -> QueryResult<usize> {
    write(
        conn,
        vec![
            Sql("UPDATE outbox SET status = 'leased', fence = fence + 1, ready_at = "),
            Number(until.as_micros()),
            Sql(" WHERE tenant_id = "),
            Piece::Id(tenant),
            Sql(" AND id = "),
            Piece::Id(id),
        ],
    )
}

/// Ends a lease that nobody else has taken since, and answers how many there were.
pub(crate) fn end(
    conn: &mut AnyConnection,
    leased: &Leased,
    status: &str,
    why: Option<&str>,
    ends: &Ends,
) -> QueryResult<usize> {
    let mut pieces = vec![Sql("UPDATE outbox SET status = "), Text(status), Sql(", why = ")];
    pieces.push(why.map_or(Sql("NULL"), Text));
    match *ends {
        Ends::Over(at) => pieces.extend([Sql(", settled_at = "), Number(at)]),
        Ends::Again(ready_at, tries) => pieces.extend([
            Sql(", ready_at = "),
            Number(ready_at),
            Sql(", tries = tries + "),
            Number(tries),
        ]),
    }
    pieces.extend(held(leased));
    write(conn, pieces)
}

/// Notes that a leased message has taken from its budget.
pub(crate) fn note_spent(conn: &mut AnyConnection, leased: &Leased, at: Timestamp) -> QueryResult<usize> {
    let mut pieces = vec![Sql("UPDATE outbox SET spent_at = "), Number(at.as_micros())];
    pieces.extend(held(leased));
    write(conn, pieces)
}

/// Writes how much of its budget an address has used, and since when.
pub(crate) fn spend(
    conn: &mut AnyConnection,
    tenant: Id,
    key: &EmailKey,
    class: BudgetClass,
    (since, spent): (Timestamp, i64),
) -> QueryResult<usize> {
    let (first, second) = match class {
        BudgetClass::Registration => ("UPDATE addresses SET registrations_since = ", ", registrations = "),
        BudgetClass::Reset => ("UPDATE addresses SET resets_since = ", ", resets = "),
    };
    write(
        conn,
        vec![
            Sql(first),
            Number(since.as_micros()),
            Sql(second),
            Number(spent),
            Sql(" WHERE tenant_id = "),
            Piece::Id(tenant),
            Sql(" AND email_key = "),
            Text(key.as_str()),
        ],
    )
}

/// Where the message is, as long as nobody has leased it since.
fn held(leased: &Leased) -> [Piece<'_>; 6] {
    [
        Sql(" WHERE tenant_id = "),
        Piece::Id(Id::of(leased.message.tenant)),
        Sql(" AND id = "),
        Piece::Id(Id::of(leased.message.id)),
        Sql(" AND status = 'leased' AND fence = "),
        Number(i64::from(leased.fence)),
    ]
}

fn write(conn: &mut AnyConnection, pieces: Vec<Piece<'_>>) -> QueryResult<usize> {
    Prepared::<()>::of(pieces).execute(conn)
}
