//! Statements that are written in SQL and yet prepared once for each connection. diesel prepares what `sql_query` holds anew at
//! every call, which on SQLite costs more than running it, and on PostgreSQL a round trip.
//!
//! SQLite itself prepares anew whatever has a bound `LIMIT`, each time another value is bound, to plan by the number; diesel's
//! `first` and `limit` bind it. So what every request asks reads a key's one row by `get_result`, a few rows by `load`, or
//! writes its limit out here.

use std::marker::PhantomData;

use diesel::QueryResult;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::query_dsl::RunQueryDsl;
use diesel::sql_types::{BigInt, Binary, Text};

use crate::columns::Id;
use crate::connection::{AnyConnection, MultiBackend};

/// A piece of a statement.
pub(crate) enum Piece<'a> {
    /// SQL, which holds no value of anybody.
    Sql(&'a str),
    /// An id.
    Id(Id),
    /// A text.
    Text(&'a str),
    /// A number, or a time.
    Number(i64),
}

/// A statement that answers with rows of these types.
pub(crate) struct Prepared<'a, T> {
    pieces: Vec<Piece<'a>>,
    rows: PhantomData<T>,
}

impl<'a, T> Prepared<'a, T> {
    /// A statement out of its pieces. What differs in its SQL is another statement, and is prepared for itself.
    pub(crate) fn of(pieces: Vec<Piece<'a>>) -> Self {
        Self {
            pieces,
            rows: PhantomData,
        }
    }
}

impl<T> QueryFragment<MultiBackend> for Prepared<'_, T> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, MultiBackend>) -> QueryResult<()> {
        for piece in &self.pieces {
            match piece {
                Piece::Sql(sql) => out.push_sql(sql),
                Piece::Id(id) => out.push_bind_param::<Binary, _>(id)?,
                Piece::Text(text) => out.push_bind_param::<Text, _>(text)?,
                Piece::Number(number) => out.push_bind_param::<BigInt, _>(number)?,
            }
        }
        Ok(())
    }
}

/// By its SQL it is found again.
impl<T> QueryId for Prepared<'_, T> {
    type QueryId = ();

    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<T> Query for Prepared<'_, T> {
    type SqlType = T;
}

impl<T> RunQueryDsl<AnyConnection> for Prepared<'_, T> {}

#[cfg(all(test, feature = "sqlite"))]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::time::Duration;

    use diesel::connection::{Connection as _, InstrumentationEvent};
    use enroll_domain::id::TenantId;
    use uuid::Uuid;

    use super::Piece::{Number, Sql};
    use super::*;
    use crate::backend::{self, Use};
    use crate::database_url::DatabaseUrl;

    #[test]
    fn a_statement_is_prepared_once_whatever_values_it_holds() {
        let folder = tempfile::tempdir().unwrap();
        let url = DatabaseUrl::Sqlite(folder.path().join("enroll.db"));
        let mut conn = backend::connect(&url, Use::Work, Duration::from_secs(1)).unwrap();
        let prepared = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&prepared);
        conn.set_instrumentation(move |event: InstrumentationEvent<'_>| {
            if matches!(event, InstrumentationEvent::CacheQuery { .. }) {
                count.fetch_add(1, Ordering::Relaxed);
            }
        });
        let id = Id::of(TenantId::from_uuid(Uuid::from_u128(7)));
        for (number, text) in [(1, "one"), (2, "two"), (3, "three")] {
            let statement = Prepared::<(BigInt, Text, Binary)>::of(vec![
                Sql("SELECT "),
                Number(number),
                Sql(", "),
                Piece::Text(text),
                Sql(", "),
                Piece::Id(id),
            ]);
            let row: (i64, String, Id) = statement.get_result(&mut conn).unwrap();
            assert_eq!((row.0, row.1.as_str()), (number, text));
        }
        assert_eq!(prepared.load(Ordering::Relaxed), 1);
    }
}
