//! Proofs and sessions: a link works once and in its time, a refresh generation moves once, and what is ended stays so.

use enroll_domain::id::ProofId;
use enroll_domain::proof::{Proof, ProofState, Subject};
use enroll_domain::session::Session;

use super::conversation::{Store, look, must_move, put};
use super::material::{TENANT, address, at, id, just_before, proof, session, user};
use crate::{Moved, Transaction};

topic! { "single_use":
    a_proof_is_used_once,
    a_proof_is_over_at_its_expiry_and_not_before,
    an_ended_proof_is_not_used,
    all_open_proofs_to_an_address_are_ended_whatever_they_are_for,
    all_open_proofs_of_a_user_are_ended_whatever_address_they_went_to,
    a_session_moves_on_from_its_newest_generation_only,
    an_ended_session_does_not_move_on,
    a_session_ends_once,
    all_sessions_of_a_user_end_but_the_one_that_is_kept,
}

async fn state_of(store: &Store, number: usize) -> ProofState {
    look(store, move |q| q.proof(TENANT, id(number))).await.unwrap().state
}

async fn a_proof_is_used_once(store: Store) {
    put(&store, |tx| tx.add_proof(&proof(1, address(1)))).await;
    assert_eq!(put(&store, |tx| tx.use_proof(TENANT, id(1), at(5))).await, Moved::Yes);
    assert_eq!(put(&store, |tx| tx.use_proof(TENANT, id(1), at(6))).await, Moved::Stale);
    let expected = Proof {
        state: ProofState::Used { at: at(5) },
        ..proof(1, address(1))
    };
    assert_eq!(look(&store, |q| q.proof(TENANT, id(1))).await, Some(expected));
}

async fn a_proof_is_over_at_its_expiry_and_not_before(store: Store) {
    put(&store, |tx| tx.add_proof(&proof(1, address(1)))).await;
    let expiry = proof(1, address(1)).expires_at;
    assert_eq!(
        put(&store, move |tx| tx.use_proof(TENANT, id(1), expiry)).await,
        Moved::Stale
    );
    assert_eq!(state_of(&store, 1).await, ProofState::Open);
    assert_eq!(
        put(&store, move |tx| tx.use_proof(TENANT, id(1), just_before(expiry))).await,
        Moved::Yes
    );
}

async fn an_ended_proof_is_not_used(store: Store) {
    put(&store, |tx| tx.add_proof(&proof(1, address(1)))).await;
    assert_eq!(
        put(&store, |tx| tx.end_proofs_to(TENANT, address(1).key(), at(4))).await,
        1
    );
    assert_eq!(put(&store, |tx| tx.use_proof(TENANT, id(1), at(5))).await, Moved::Stale);
    assert_eq!(state_of(&store, 1).await, ProofState::Ended { at: at(4) });
}

/// Two to address 1, of which one speaks for user 1; one to address 2 that speaks for user 1, one for user 2; one used.
fn add_proofs(tx: &mut dyn Transaction) -> Result<(), crate::StoreError> {
    tx.add_user(&user(1))?;
    tx.add_user(&user(2))?;
    tx.add_proof(&proof(1, address(1)))?;
    tx.add_proof(&Proof {
        subject: Subject::User(id(1)),
        ..proof(2, address(1))
    })?;
    tx.add_proof(&Proof {
        subject: Subject::User(id(1)),
        ..proof(3, address(2))
    })?;
    tx.add_proof(&Proof {
        subject: Subject::User(id(2)),
        ..proof(4, address(2))
    })?;
    let used = ProofState::Used { at: at(3) };
    tx.add_proof(&Proof {
        state: used,
        subject: Subject::User(id(1)),
        ..proof(5, address(1))
    })
}

async fn open_proofs(store: &Store) -> Vec<usize> {
    let open = look(store, |q| {
        let mut open = Vec::new();
        for number in 1..=5 {
            let found = q.proof(TENANT, id::<ProofId>(number))?.unwrap();
            if found.state == ProofState::Open {
                open.push(number);
            }
        }
        Ok(open)
    });
    open.await
}

async fn all_open_proofs_to_an_address_are_ended_whatever_they_are_for(store: Store) {
    put(&store, add_proofs).await;
    assert_eq!(
        put(&store, |tx| tx.end_proofs_to(TENANT, address(1).key(), at(4))).await,
        2
    );
    assert_eq!(open_proofs(&store).await, [3, 4]);
    assert_eq!(
        put(&store, |tx| tx.end_proofs_to(TENANT, address(1).key(), at(5))).await,
        0
    );
    assert_eq!(state_of(&store, 2).await, ProofState::Ended { at: at(4) });
    assert_eq!(state_of(&store, 5).await, ProofState::Used { at: at(3) });
}

async fn all_open_proofs_of_a_user_are_ended_whatever_address_they_went_to(store: Store) {
    put(&store, add_proofs).await;
    assert_eq!(put(&store, |tx| tx.end_proofs_of(TENANT, id(1), at(4))).await, 2);
    assert_eq!(open_proofs(&store).await, [1, 4]);
    assert_eq!(put(&store, |tx| tx.end_proofs_of(TENANT, id(1), at(5))).await, 0);
}

async fn add_session(store: &Store) {
    put(store, |tx| {
        tx.add_user(&user(1))?;
        tx.add_session(&session(1, id(1)))
    })
    .await;
}

async fn a_session_moves_on_from_its_newest_generation_only(store: Store) {
    add_session(&store).await;
    assert_eq!(
        put(&store, |tx| tx.rotate_session(TENANT, id(1), 0, 1, at(5))).await,
        Moved::Yes
    );
    assert_eq!(
        put(&store, |tx| tx.rotate_session(TENANT, id(1), 0, 1, at(6))).await,
        Moved::Stale
    );
    assert_eq!(
        put(&store, |tx| tx.rotate_session(TENANT, id(1), 2, 3, at(7))).await,
        Moved::Stale
    );
    let expected = Session {
        generation: 1,
        rotated_at: at(5),
        ..session(1, id(1))
    };
    assert_eq!(look(&store, |q| q.session(TENANT, id(1))).await, Some(expected));
}

async fn an_ended_session_does_not_move_on(store: Store) {
    add_session(&store).await;
    assert_eq!(put(&store, |tx| tx.end_session(TENANT, id(1), at(4))).await, Moved::Yes);
    assert_eq!(
        put(&store, |tx| tx.rotate_session(TENANT, id(1), 0, 1, at(5))).await,
        Moved::Stale
    );
    let expected = Session {
        ended_at: Some(at(4)),
        ..session(1, id(1))
    };
    assert_eq!(look(&store, |q| q.session(TENANT, id(1))).await, Some(expected));
}

async fn a_session_ends_once(store: Store) {
    add_session(&store).await;
    assert_eq!(put(&store, |tx| tx.end_session(TENANT, id(1), at(4))).await, Moved::Yes);
    assert_eq!(
        put(&store, |tx| tx.end_session(TENANT, id(1), at(5))).await,
        Moved::Stale
    );
    assert_eq!(
        look(&store, |q| q.session(TENANT, id(1))).await.unwrap().ended_at,
        Some(at(4))
    );
}

async fn all_sessions_of_a_user_end_but_the_one_that_is_kept(store: Store) {
    put(&store, |tx| {
        tx.add_user(&user(1))?;
        tx.add_user(&user(2))?;
        (1..=4).try_for_each(|number| tx.add_session(&session(number, id(1))))?;
        tx.add_session(&session(5, id(2)))?;
        must_move(tx.end_session(TENANT, id(4), at(2)))
    })
    .await;
    assert_eq!(
        put(&store, |tx| tx.end_sessions(TENANT, id(1), Some(id(2)), at(6))).await,
        2
    );
    let ends = || {
        look(&store, |q| {
            (1..=5)
                .map(|number| Ok(q.session(TENANT, id(number))?.unwrap().ended_at))
                .collect()
        })
    };
    let ended: Vec<_> = ends().await;
    assert_eq!(ended, [Some(at(6)), None, Some(at(6)), Some(at(2)), None]);
    assert_eq!(put(&store, |tx| tx.end_sessions(TENANT, id(1), None, at(7))).await, 1);
    let ended: Vec<_> = ends().await;
    assert_eq!(ended, [Some(at(6)), Some(at(7)), Some(at(6)), Some(at(2)), None]);
}
