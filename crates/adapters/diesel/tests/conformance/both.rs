//! What this crate promises beyond the port, on both databases alike.

use std::sync::Arc;
use std::time::Duration;

use diesel::connection::{Connection as _, SimpleConnection};
use diesel::{PgConnection, SqliteConnection};
use enroll_diesel::{DieselStore, OpenError, Options};
use enroll_domain::Timestamp;
use enroll_domain::id::TenantId;
use enroll_domain::identifier::EmailAddress;
use enroll_domain::signing_key::SealedKey;
use enroll_repository::conformance::NEIGHBOUR;
use enroll_repository::{StoreError, Transaction, UnitOfWork};

use crate::{OwnCase, Place, on_runtime};

/// The cases, each with its name.
pub(crate) const CASES: &[OwnCase<Place>] = &[
    (
        "own::a_lock_that_another_process_holds_is_waited_for",
        a_lock_that_another_process_holds_is_waited_for,
    ),
    (
        "own::a_lock_that_is_never_freed_ends_as_busy",
        a_lock_that_is_never_freed_ends_as_busy,
    ),
    (
        "own::programs_that_read_before_they_write_get_on_together",
        programs_that_read_before_they_write_get_on_together,
    ),
    (
        "own::readers_go_on_while_another_process_writes",
        readers_go_on_while_another_process_writes,
    ),
    (
        "own::a_store_without_migrations_is_refused",
        a_store_without_migrations_is_refused,
    ),
    (
        "own::a_store_of_a_newer_program_serves_whoever_runs_and_refuses_whoever_begins",
        a_store_of_a_newer_program_serves_whoever_runs_and_refuses_whoever_begins,
    ),
    (
        "own::a_store_that_lacks_one_of_our_migrations_is_behind_whatever_else_it_has",
        a_store_that_lacks_one_of_our_migrations_is_behind_whatever_else_it_has,
    ),
    (
        "own::whoever_looks_reads_and_cannot_write",
        whoever_looks_reads_and_cannot_write,
    ),
    (
        "own::programs_that_migrate_at_once_do_it_once",
        programs_that_migrate_at_once_do_it_once,
    ),
    (
        "own::work_that_goes_on_after_an_error_is_not_committed",
        work_that_goes_on_after_an_error_is_not_committed,
    ),
    (
        "own::rows_that_cannot_be_are_told_by_table_and_column",
        rows_that_cannot_be_are_told_by_table_and_column,
    ),
];

/// A connection beside the store, as another process has it.
pub(crate) fn beside(place: &Place) -> Box<dyn SimpleConnection> {
    match place.url().strip_prefix("sqlite:") {
        Some(path) => Box::new(SqliteConnection::establish(path).unwrap()),
        None => Box::new(PgConnection::establish(place.url()).unwrap()),
    }
}

/// Adds the second tenant that the port's suite wants to have.
pub(crate) fn add_neighbour(place: &Place) {
    let id = NEIGHBOUR.as_uuid().simple();
    let id = if place.url().starts_with("sqlite:") {
        format!("X'{id}'")
    } else {
        format!("'\\x{id}'")
    };
    let insert = format!("INSERT INTO tenants (id, name, created_at) VALUES ({id}, 'neighbour', 0)");
    beside(place).batch_execute(&insert).unwrap();
}

/// Takes what `lock_tenant` takes, and holds it until the connection ends its transaction.
fn hold_the_lock(place: &Place) -> Box<dyn SimpleConnection> {
    let mut other = beside(place);
    let sql = if place.url().starts_with("sqlite:") {
        "BEGIN IMMEDIATE"
    } else {
        "BEGIN; SELECT id FROM tenants FOR UPDATE"
    };
    other.batch_execute(sql).unwrap();
    other
}

async fn lock_the_tenant(store: &dyn UnitOfWork) -> Result<(), StoreError> {
    store
        .atomically::<_, StoreError>(|tx| Ok(tx.lock_tenant(TenantId::DEFAULT)?))
        .await
}

fn a_lock_that_another_process_holds_is_waited_for(place: Place) {
    let store = place.open_with(Options {
        patience: Duration::from_secs(20),
        ..Options::default()
    });
    let mut other = hold_the_lock(&place);
    on_runtime(async {
        let (begun, has_begun) = tokio::sync::oneshot::channel();
        let waiting = tokio::spawn(async move {
            begun.send(()).unwrap();
            lock_the_tenant(&*store).await
        });
        has_begun.await.unwrap();
        assert!(!waiting.is_finished());
        other.batch_execute("ROLLBACK").unwrap();
        waiting.await.unwrap().unwrap();
    });
}

fn a_lock_that_is_never_freed_ends_as_busy(place: Place) {
    let store = place.open_with(Options {
        patience: Duration::from_millis(200),
        ..Options::default()
    });
    let mut other = hold_the_lock(&place);
    on_runtime(async {
        assert!(matches!(lock_the_tenant(&*store).await, Err(StoreError::Busy)));
        other.batch_execute("ROLLBACK").unwrap();
        lock_the_tenant(&*store).await.unwrap();
    });
}

fn programs_that_read_before_they_write_get_on_together(place: Place) {
    let programs = [place.open(), place.open()];
    on_runtime(async {
        let mut running = tokio::task::JoinSet::new();
        for number in 0..60 {
            let program = Arc::clone(&programs[number % 2]);
            running.spawn(async move {
                let written = program.atomically::<_, StoreError>(move |tx| {
                    let before = tx.signing_keys()?.len();
                    tx.add_signing_key(&key(&number.to_string()))?;
                    assert!(tx.signing_keys()?.len() > before);
                    Ok(())
                });
                written.await.unwrap();
            });
        }
        running.join_all().await;
        assert_eq!(
            programs[0].view(|queries| queries.signing_keys()).await.unwrap().len(),
            60
        );
    });
}

fn readers_go_on_while_another_process_writes(place: Place) {
    let store = place.open();
    let _other = hold_the_lock(&place);
    on_runtime(async {
        assert_eq!(store.view(|queries| queries.signing_keys()).await.unwrap(), []);
        store.ready().await.unwrap();
    });
}

fn a_store_without_migrations_is_refused(place: Place) {
    let everything = "DELETE FROM __diesel_schema_migrations";
    let store = place.open();
    on_runtime(async { store.ready().await }).unwrap();
    beside(&place).batch_execute(everything).unwrap();
    assert!(
        on_runtime(async { store.ready().await })
            .unwrap_err()
            .is_schema_behind()
    );
    let pending = DieselStore::pending(place.url()).unwrap();
    assert_eq!(pending.first().unwrap(), "2026-11-23-000000_first_life");
    match DieselStore::open(place.url(), Options::default()) {
        Err(OpenError::PendingMigrations(named)) => assert_eq!(named, pending),
        other => panic!("{other:?}"),
    }
}

const NEWER: &str = "INSERT INTO __diesel_schema_migrations (version) VALUES ('29990101000000')";

/// Whoever runs already goes on while the next version is brought in; who begins has to be of that version.
fn a_store_of_a_newer_program_serves_whoever_runs_and_refuses_whoever_begins(place: Place) {
    let store = place.open();
    beside(&place).batch_execute(NEWER).unwrap();
    on_runtime(async { store.ready().await }).unwrap();
    for outcome in [
        DieselStore::open(place.url(), Options::default()).map(|_store| ()),
        DieselStore::migrate(place.url()).map(|_applied| ()),
        DieselStore::pending(place.url()).map(|_pending| ()),
    ] {
        assert!(matches!(outcome, Err(OpenError::Newer(version)) if version == "29990101000000"));
    }
}

/// What is newest does not make up for one that was left out before it.
fn a_store_that_lacks_one_of_our_migrations_is_behind_whatever_else_it_has(place: Place) {
    let store = place.open();
    let one = "DELETE FROM __diesel_schema_migrations WHERE version = '20261125000000'";
    beside(&place).batch_execute(one).unwrap();
    beside(&place).batch_execute(NEWER).unwrap();
    assert!(
        on_runtime(async { store.ready().await })
            .unwrap_err()
            .is_schema_behind()
    );
}

fn whoever_looks_reads_and_cannot_write(place: Place) {
    let (store, looking) = (
        place.open(),
        DieselStore::look(place.url(), Options::default()).unwrap(),
    );
    let looking: Arc<dyn UnitOfWork> = Arc::new(looking);
    on_runtime(async {
        let add = |name: &'static str| move |tx: &mut dyn Transaction| Ok(tx.add_signing_key(&key(name))?);
        store.atomically::<(), StoreError>(add("one")).await.unwrap();
        let refused = looking.atomically::<(), StoreError>(add("two")).await;
        assert!(matches!(refused, Err(StoreError::Broken(_))), "{refused:?}");
        looking.ready().await.unwrap();
        for store in [&store, &looking] {
            assert_eq!(store.view(|queries| queries.signing_keys()).await.unwrap().len(), 1);
        }
    });
}

fn programs_that_migrate_at_once_do_it_once(place: Place) {
    crate::schema::take_down(&place);
    let applied: Vec<usize> = std::thread::scope(|scope| {
        let programs: Vec<_> = (0..4)
            .map(|_| scope.spawn(|| DieselStore::migrate(place.url()).unwrap().len()))
            .collect();
        programs.into_iter().map(|program| program.join().unwrap()).collect()
    });
    assert_eq!(applied.iter().filter(|count| **count > 0).count(), 1, "{applied:?}");
    assert_eq!(DieselStore::pending(place.url()).unwrap(), [""; 0]);
}

fn key(id: &str) -> SealedKey {
    SealedKey {
        id: id.to_owned(),
        root: enroll_domain::proof::RootKeyId::new("5f0c9a71".to_owned()),
        sealed: vec![1, 2, 3],
        made_at: Timestamp::from_micros(1),
    }
}

fn work_that_goes_on_after_an_error_is_not_committed(place: Place) {
    let store = place.open();
    on_runtime(async {
        let careless = store.atomically::<_, StoreError>(|tx| {
            tx.add_signing_key(&key("one"))?;
            assert!(tx.add_signing_key(&key("one")).is_err());
            Ok(())
        });
        assert!(matches!(careless.await, Err(StoreError::Broken(_))));
        assert_eq!(store.view(|queries| queries.signing_keys()).await.unwrap(), []);
    });
}

fn rows_that_cannot_be_are_told_by_table_and_column(place: Place) {
    let store = place.open();
    let address = EmailAddress::parse("ada@example.org").unwrap();
    let broken = "INSERT INTO receipts (tenant_id, scope, mac, body, answer, claimed_at) \
                  SELECT id, 'secret', id, id, id, 1 FROM tenants; \
                  INSERT INTO attempts (tenant_id, id, email, email_key, password, profile, made_at, expires_at) \
                  SELECT id, id, 'ada@example.org', 'ada@example.org', 'hash', '{\"shoe\":\"secret\"}', 1, 2 FROM tenants";
    beside(&place).batch_execute(broken).unwrap();
    let read =
        store.view(move |queries| queries.open_attempts(TenantId::DEFAULT, address.key(), Timestamp::from_micros(1)));
    let Err(StoreError::Broken(why)) = on_runtime(read) else {
        panic!("a profile with an unknown field was read")
    };
    assert!(why.to_string().contains("attempts.profile"), "{why}");
    assert!(!why.to_string().contains("secret"), "{why}");
}
