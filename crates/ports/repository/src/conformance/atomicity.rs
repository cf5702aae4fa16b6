//! Atomicity: all of a transaction or none of it, however it ends.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::conversation::{Store, commit, look, put};
use super::everywhere::{ALL_THINGS, things, write_everywhere};
use super::material::{TENANT, address, id, user};
use crate::{Stop, StoreError};

topic! { "atomicity":
    a_store_is_ready_and_born_empty,
    what_is_committed_is_seen_by_the_next_reader,
    a_transaction_sees_what_it_wrote,
    an_error_leaves_nothing_behind,
    a_roll_back_leaves_nothing_behind,
    a_conflict_leaves_nothing_behind,
    a_panic_leaves_nothing_behind_and_the_store_goes_on,
    a_panic_while_reading_harms_nobody,
    work_that_met_contention_is_run_again_and_leaves_one_effect,
    contention_without_end_answers_busy_and_leaves_nothing_behind,
}

/// Nothing is there; and nothing hinders the same transaction from being run once more.
async fn assert_untouched(store: &Store) {
    assert_eq!(look(store, things).await, 0);
    put(store, write_everywhere).await;
    assert_eq!(look(store, things).await, ALL_THINGS);
}

async fn a_store_is_ready_and_born_empty(store: Store) {
    store.ready().await.unwrap();
    assert_untouched(&store).await;
    store.ready().await.unwrap();
}

async fn what_is_committed_is_seen_by_the_next_reader(store: Store) {
    for number in 0..50 {
        put(&store, move |tx| tx.add_user(&user(number))).await;
        assert_eq!(
            look(&store, move |q| q.user(TENANT, id(number))).await,
            Some(user(number))
        );
    }
}

async fn a_transaction_sees_what_it_wrote(store: Store) {
    let seen = put(&store, |tx| {
        write_everywhere(tx)?;
        things(tx)
    });
    assert_eq!(seen.await, ALL_THINGS);
}

async fn an_error_leaves_nothing_behind(store: Store) {
    let outcome = commit(&store, |tx| {
        write_everywhere(tx)?;
        Err::<(), _>(StoreError::broken("on purpose"))
    });
    assert!(matches!(outcome.await, Err(StoreError::Broken(_))));
    assert_untouched(&store).await;
}

#[derive(Debug)]
enum Refusal {
    OnPurpose,
    Store,
}

impl From<StoreError> for Refusal {
    fn from(_: StoreError) -> Self {
        Self::Store
    }
}

async fn a_roll_back_leaves_nothing_behind(store: Store) {
    let outcome = store.atomically::<(), Refusal>(|tx| {
        write_everywhere(tx)?;
        Err(Stop::Because(Refusal::OnPurpose))
    });
    assert!(matches!(outcome.await, Err(Refusal::OnPurpose)));
    assert_untouched(&store).await;
}

async fn a_conflict_leaves_nothing_behind(store: Store) {
    let outcome = commit(&store, |tx| {
        write_everywhere(tx)?;
        let mut second = user(2);
        second.identifiers.email = Some(address(1));
        tx.add_user(&second)
    });
    assert!(matches!(outcome.await, Err(StoreError::Conflict(_))));
    assert_untouched(&store).await;
}

async fn a_panic_leaves_nothing_behind_and_the_store_goes_on(store: Store) {
    for _ in 0..40 {
        let outcome = commit(&store, |tx| {
            write_everywhere(tx)?;
            std::panic::resume_unwind(Box::new("on purpose, and without a word"))
        });
        let outcome: Result<(), StoreError> = outcome.await;
        assert!(matches!(outcome, Err(StoreError::Broken(_))), "{outcome:?}");
    }
    assert_untouched(&store).await;
}

async fn a_panic_while_reading_harms_nobody(store: Store) {
    for _ in 0..40 {
        let outcome: Result<(), StoreError> = store
            .view(|q| {
                things(q)?;
                std::panic::resume_unwind(Box::new("on purpose, and without a word"))
            })
            .await;
        assert!(matches!(outcome, Err(StoreError::Broken(_))), "{outcome:?}");
    }
    assert_untouched(&store).await;
}

async fn work_that_met_contention_is_run_again_and_leaves_one_effect(store: Store) {
    let runs = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&runs);
    put(&store, move |tx| {
        write_everywhere(tx)?;
        if counted.fetch_add(1, Ordering::SeqCst) == 0 {
            Err(StoreError::Busy)
        } else {
            Ok(())
        }
    })
    .await;
    assert_eq!(runs.load(Ordering::SeqCst), 2);
    assert_eq!(look(&store, things).await, ALL_THINGS);
}

async fn contention_without_end_answers_busy_and_leaves_nothing_behind(store: Store) {
    let runs = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&runs);
    let outcome = commit(&store, move |tx| {
        counted.fetch_add(1, Ordering::SeqCst);
        write_everywhere(tx)?;
        Err::<(), _>(StoreError::Busy)
    });
    let outcome = outcome.await;
    assert!(matches!(outcome, Err(StoreError::Busy)), "{outcome:?}");
    assert!(runs.load(Ordering::SeqCst) > 1);
    assert_untouched(&store).await;
}
