//! Visibility: nobody sees half a transaction, neither while it runs nor after its caller went away.

use std::sync::Arc;
use std::time::Duration;

use tokio::runtime::Handle;
use tokio::sync::oneshot;

use super::conversation::{Store, aside, commit, gate, look, look_aside, must_move, put};
use super::everywhere::{ALL_THINGS, things, write_everywhere};
use super::material::{TENANT, active, hash, id, session, user};

topic! { "visibility":
    nobody_sees_what_is_not_committed,
    a_reader_sees_one_state_and_hinders_no_writer,
    a_caller_that_goes_away_in_the_middle_leaves_all_or_nothing,
    callers_that_go_away_at_any_moment_leave_all_or_nothing,
}

async fn nobody_sees_what_is_not_committed(store: Store) {
    let (mut gate, turnstile) = gate();
    let writing = aside(&store, move |tx| {
        write_everywhere(tx)?;
        turnstile.pass();
        Ok(())
    });
    gate.reached().await;
    assert_eq!(look(&store, things).await, 0);
    gate.open();
    writing.await.unwrap().unwrap();
    assert_eq!(look(&store, things).await, ALL_THINGS);
}

async fn a_reader_sees_one_state_and_hinders_no_writer(store: Store) {
    put(&store, |tx| tx.add_user(&active(9))).await;
    let (mut gate, turnstile) = gate();
    let reading = look_aside(&store, move |q| {
        let before = (q.user(TENANT, id(9))?, things(q)?);
        turnstile.pass();
        Ok((before, (q.user(TENANT, id(9))?, things(q)?)))
    });
    gate.reached().await;
    put(&store, write_everywhere).await;
    put(&store, |tx| {
        must_move(tx.replace_password(TENANT, id(9), &hash(9), &hash(8)))
    })
    .await;
    gate.open();
    let (before, after) = reading.await.unwrap();
    assert_eq!(before, (Some(active(9)), 0));
    assert_eq!(after, before);
    assert_eq!(look(&store, things).await, ALL_THINGS);
}

async fn a_caller_that_goes_away_in_the_middle_leaves_all_or_nothing(store: Store) {
    let (mut gate, turnstile) = gate();
    let (go_away, gone_away) = oneshot::channel::<()>();
    let (caller, runtime) = (Arc::clone(&store), Handle::current());
    let mut calling = tokio::task::spawn_blocking(move || {
        runtime.block_on(async {
            let writing = commit(&caller, move |tx| {
                tx.add_user(&user(1))?;
                turnstile.pass();
                tx.add_session(&session(1, id(1)))
            });
            tokio::select! {
                kept = writing => kept.unwrap(),
                _ = gone_away => {}
            }
        });
    });
    gate.reached().await;
    go_away.send(()).unwrap();
    // A store that runs the work on its caller's thread has nobody to go away before the work is done.
    if let Ok(ended) = tokio::time::timeout(Duration::from_millis(200), &mut calling).await {
        ended.unwrap();
    }
    gate.open();
    gate.gone().await;
    assert_all_or_nothing(&store, 1).await;
    put(&store, |tx| tx.add_user(&user(2))).await;
    assert_all_or_nothing(&store, 1).await;
}

async fn assert_all_or_nothing(store: &Store, number: usize) {
    let halves = look(store, move |q| {
        Ok((
            q.user(TENANT, id(number))?.is_some(),
            q.session(TENANT, id(number))?.is_some(),
        ))
    });
    let (first, second) = halves.await;
    assert_eq!(first, second);
}

async fn callers_that_go_away_at_any_moment_leave_all_or_nothing(store: Store) {
    for patience in 0..40 {
        let writing = commit(&store, move |tx| {
            tx.add_user(&user(patience))?;
            tx.add_session(&session(patience, id(patience)))
        });
        let waiting = async {
            for _ in 0..patience * patience {
                tokio::task::yield_now().await;
            }
        };
        tokio::select! {
            biased;
            kept = writing => kept.unwrap(),
            () = waiting => {}
        }
    }
    put(&store, |tx| tx.add_user(&user(99))).await;
    for number in 0..40 {
        assert_all_or_nothing(&store, number).await;
    }
}
