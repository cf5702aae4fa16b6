//! Tenants: a call for one tenant reads and changes nothing of another's.

use enroll_domain::profile::Profile;

use super::NEIGHBOUR;
use super::conversation::{Store, look, put};
use super::inhabitants::{QUESTIONS, add_everything, answers, belongings, change_all, everything, receipt};
use super::material::{ELSEWHERE, TENANT, address, at, hash, id, role};
use crate::{Channel, Leased, Message, Moved, Settlement, StoreError, Transaction};

topic! { "tenants":
    another_tenant_reads_nothing,
    another_tenant_changes_nothing,
    a_neighbour_with_equal_ids_and_keys_reads_its_own,
    what_a_neighbour_changes_changes_nothing_here,
}

async fn another_tenant_reads_nothing(store: Store) {
    add_everything(&store, TENANT).await;
    assert_eq!(look(&store, |q| answers(q, TENANT)).await, [true; QUESTIONS]);
    assert_eq!(look(&store, |q| answers(q, ELSEWHERE)).await, [false; QUESTIONS]);
    assert_eq!(look(&store, |q| q.audit(ELSEWHERE, None, 10)).await, []);
    assert!(!put(&store, |tx| tx.provision_is_open(ELSEWHERE, id(1))).await);
}

fn change_elsewhere(tx: &mut dyn Transaction) -> Result<(), StoreError> {
    let leased = tx.claim(Channel::Mail, at(0), at(60), 1)?;
    let elsewhere = Leased {
        message: Message {
            tenant: ELSEWHERE,
            ..leased[0].message.clone()
        },
        ..leased[0].clone()
    };
    let moved = [
        tx.activate_user(ELSEWHERE, id(2), Some(&hash(9)), at(9))?,
        tx.replace_password(ELSEWHERE, id(1), &hash(1), &hash(9))?,
        tx.prove_email(ELSEWHERE, id(1), at(9))?,
        tx.set_profile(ELSEWHERE, id(1), &Profile::new())?,
        tx.use_proof(ELSEWHERE, id(1), at(9))?,
        tx.rotate_session(ELSEWHERE, id(1), 0, 1, at(9))?,
        tx.end_session(ELSEWHERE, id(1), at(9))?,
        tx.revoke(ELSEWHERE, id(1), &role("admin"))?,
        tx.answer_receipt(&receipt(ELSEWHERE), b"other")?,
        tx.settle(&elsewhere, &Settlement::Delivered, at(9))?,
    ];
    assert_eq!(moved, [Moved::Stale; 10]);
    assert_eq!(belongings(tx, ELSEWHERE)?, [Moved::Stale; 9]);
    let ended = [
        tx.end_attempts(ELSEWHERE, address(3).key(), 0)?,
        tx.end_proofs_to(ELSEWHERE, address(3).key(), at(9))?,
        tx.end_proofs_of(ELSEWHERE, id(1), at(9))?,
        tx.end_sessions(ELSEWHERE, id(1), None, at(9))?,
    ];
    assert_eq!(ended, [0; 4]);
    Ok(())
}

async fn another_tenant_changes_nothing(store: Store) {
    add_everything(&store, TENANT).await;
    let before = look(&store, |q| everything(q, TENANT)).await;
    put(&store, change_elsewhere).await;
    assert_eq!(look(&store, |q| answers(q, TENANT)).await, [true; QUESTIONS]);
    assert_eq!(look(&store, |q| everything(q, TENANT)).await, before);
}

async fn a_neighbour_with_equal_ids_and_keys_reads_its_own(store: Store) {
    add_everything(&store, TENANT).await;
    add_everything(&store, NEIGHBOUR).await;
    let (ours, theirs) = look(&store, |q| Ok((everything(q, TENANT)?, everything(q, NEIGHBOUR)?))).await;
    for (mine, yours) in ours.iter().zip(&theirs) {
        let (us, them) = (format!("{TENANT:?}"), format!("{NEIGHBOUR:?}"));
        assert!(!mine.contains(&them) && !yours.contains(&us), "{mine}\n{yours}");
    }
    let answers = look(&store, |q| {
        Ok([q.receipt(&receipt(TENANT))?, q.receipt(&receipt(NEIGHBOUR))?])
    })
    .await;
    let answers = answers.map(|receipt| receipt.unwrap().answer);
    assert_eq!(
        answers,
        [TENANT, NEIGHBOUR].map(|tenant| tenant.as_uuid().as_bytes().to_vec())
    );
    assert_eq!(look(&store, |q| q.active_holders(TENANT, &role("admin"))).await, 1);
}

async fn what_a_neighbour_changes_changes_nothing_here(store: Store) {
    add_everything(&store, TENANT).await;
    add_everything(&store, NEIGHBOUR).await;
    let before = look(&store, |q| everything(q, TENANT)).await;
    put(&store, |tx| change_all(tx, NEIGHBOUR)).await;
    assert_eq!(look(&store, |q| everything(q, TENANT)).await, before);
}
