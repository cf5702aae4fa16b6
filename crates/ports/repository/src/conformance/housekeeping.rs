//! Housekeeping: what is over goes, no more of it than was asked for, and nothing else.

use std::time::Duration;

use enroll_domain::Timestamp;
use enroll_domain::proof::{Proof, ProofState, RootKeyId};
use enroll_domain::registration::{Attempt, MailBudget};
use enroll_domain::session::Session;
use enroll_domain::signing_key::SealedKey;

use super::conversation::{Store, look, must_move, put};
use super::material::{TENANT, address, at, attempt, id, mail, proof, session, user};
use crate::{BudgetClass, Channel, MessageStatus, Moved, ReceiptKey, Settlement, Spend, StoreError, Transaction};

topic! { "housekeeping":
    expired_attempts_go_and_no_more_than_were_asked_for,
    expired_proofs_go_in_whatever_state_they_are,
    a_proof_goes_though_a_message_names_it,
    expired_sessions_go_whether_or_not_they_ended,
    old_receipts_go,
    settled_messages_go_but_the_open_and_the_dead_stay,
    idle_addresses_go_and_their_budgets_begin_anew,
    what_a_message_spent_and_how_often_it_was_tried_is_known_at_its_next_lease,
    old_signing_keys_go_but_never_the_newest,
}

/// Removes by threes from five things that ended just before `edge`; one that ended at `edge` stays.
async fn assert_removal<F>(store: &Store, edge: Timestamp, remove: F)
where
    F: Fn(&mut dyn Transaction, Timestamp, usize) -> Result<usize, StoreError> + Copy + Send + 'static,
{
    for expected in [3, 2, 0] {
        assert_eq!(put(store, move |tx| remove(tx, edge, 3)).await, expected);
    }
    assert_eq!(put(store, move |tx| remove(tx, edge, 0)).await, 0);
}

/// The end of the thing with this number: the sixth ends at 100 seconds, the others a microsecond earlier each.
fn end(number: usize) -> Timestamp {
    Timestamp::from_micros(at(100).as_micros() - 6 + i64::try_from(number).unwrap())
}

async fn expired_attempts_go_and_no_more_than_were_asked_for(store: Store) {
    put(&store, |tx| {
        (1..=6).try_for_each(|number| {
            tx.add_attempt(&Attempt {
                expires_at: end(number),
                ..attempt(number, &address(1), 0)
            })
        })
    })
    .await;
    assert_removal(&store, end(6), |tx, edge, limit| {
        tx.remove_expired_attempts(edge, limit)
    })
    .await;
    let open = look(&store, |q| q.open_attempts(TENANT, address(1).key(), at(0))).await;
    assert_eq!(
        open,
        [Attempt {
            expires_at: end(6),
            ..attempt(6, &address(1), 0)
        }]
    );
}

async fn expired_proofs_go_in_whatever_state_they_are(store: Store) {
    let states = [
        ProofState::Open,
        ProofState::Used { at: at(1) },
        ProofState::Ended { at: at(1) },
    ];
    put(&store, move |tx| {
        (1..=6).try_for_each(|number| {
            tx.add_proof(&Proof {
                expires_at: end(number),
                state: states[number % 3],
                ..proof(number, address(1))
            })
        })
    })
    .await;
    assert_removal(&store, end(6), |tx, edge, limit| tx.remove_expired_proofs(edge, limit)).await;
    let left = look(&store, |q| {
        Ok((q.proof(TENANT, id(1))?.is_some(), q.proof(TENANT, id(6))?.is_some()))
    });
    assert_eq!(left.await, (false, true));
}

async fn a_proof_goes_though_a_message_names_it(store: Store) {
    put(&store, |tx| {
        tx.add_proof(&proof(1, address(1)))?;
        tx.enqueue(&mail(1, 0))
    })
    .await;
    assert_eq!(put(&store, |tx| tx.remove_expired_proofs(at(10_000), 5)).await, 1);
    assert_eq!(
        look(&store, |q| q.message_status(TENANT, id(1))).await,
        Some(MessageStatus::Open)
    );
    let leased = put(&store, |tx| tx.claim(Channel::Mail, at(10_000), at(10_060), 1)).await;
    put(&store, move |tx| {
        must_move(tx.settle(&leased[0], &Settlement::Moot, at(10_001)))
    })
    .await;
}

async fn expired_sessions_go_whether_or_not_they_ended(store: Store) {
    put(&store, |tx| {
        tx.add_user(&user(1))?;
        (1..=6).try_for_each(|number| {
            let ended_at = (number % 2 == 0).then(|| at(1));
            tx.add_session(&Session {
                expires_at: end(number),
                ended_at,
                ..session(number, id(1))
            })
        })
    })
    .await;
    assert_removal(&store, end(6), |tx, edge, limit| {
        tx.remove_expired_sessions(edge, limit)
    })
    .await;
    let left = look(&store, |q| {
        Ok((q.session(TENANT, id(1))?.is_some(), q.session(TENANT, id(6))?.is_some()))
    });
    assert_eq!(left.await, (false, true));
    assert_eq!(look(&store, |q| q.user(TENANT, id(1))).await, Some(user(1)));
}

async fn old_receipts_go(store: Store) {
    let key = |number| ReceiptKey {
        tenant: TENANT,
        scope: "registrations".to_owned(),
        key: [number; 32],
    };
    put(&store, move |tx| {
        (1_u8..=6).try_for_each(|number| {
            tx.claim_receipt(&key(number), &[0; 32], end(number.into()))?;
            must_move(tx.answer_receipt(&key(number), b"answer"))
        })
    })
    .await;
    assert_removal(&store, end(6), |tx, edge, limit| tx.remove_receipts(edge, limit)).await;
    let left = look(&store, move |q| {
        Ok((q.receipt(&key(1))?.is_some(), q.receipt(&key(6))?.is_some()))
    });
    assert_eq!(left.await, (false, true));
}

async fn settled_messages_go_but_the_open_and_the_dead_stay(store: Store) {
    put(&store, |tx| {
        (1..=9).try_for_each(|number| {
            tx.add_proof(&proof(number, address(number)))?;
            tx.enqueue(&mail(number, i64::try_from(number).unwrap()))
        })?;
        let leased = tx.claim(Channel::Mail, at(20), at(80), 8)?;
        let why = || "no such mailbox".to_owned();
        let over = [Settlement::Delivered, Settlement::Suppressed, Settlement::Moot];
        for (number, lease) in (1..=6).zip(&leased) {
            must_move(tx.settle(lease, &over[number % 3], end(number)))?;
        }
        must_move(tx.settle(&leased[6], &Settlement::Dead { why: why() }, at(0)))?;
        must_move(tx.settle(&leased[7], &Settlement::Retry { at: at(30), why: why() }, at(0)))
    })
    .await;
    assert_removal(&store, end(6), |tx, edge, limit| {
        tx.remove_settled_messages(edge, limit)
    })
    .await;
    let left = look(&store, |q| q.messages(TENANT, None, 100)).await;
    let expected = [
        (mail(6, 6), MessageStatus::Delivered),
        (mail(7, 7), MessageStatus::Dead),
        (mail(8, 8), MessageStatus::Open),
        (mail(9, 9), MessageStatus::Open),
    ];
    assert_eq!(left, expected);
}

async fn idle_addresses_go_and_their_budgets_begin_anew(store: Store) {
    const BUDGET: MailBudget = MailBudget {
        window: Duration::from_secs(1_000),
        registrations: 1,
        resets: 1,
    };
    let spend =
        |tx: &mut dyn Transaction, number, class, now| tx.spend_mail(TENANT, address(number).key(), class, BUDGET, now);
    put(&store, move |tx| {
        (1..=6).try_for_each(|number| spend(tx, number, BudgetClass::Registration, end(number.min(5))).map(drop))?;
        spend(tx, 6, BudgetClass::Reset, end(6))
    })
    .await;
    assert_removal(&store, end(6), |tx, edge, limit| tx.remove_idle_addresses(edge, limit)).await;
    let again = put(&store, move |tx| {
        Ok([
            spend(tx, 1, BudgetClass::Registration, at(101))?,
            spend(tx, 6, BudgetClass::Registration, at(101))?,
            spend(tx, 6, BudgetClass::Reset, at(101))?,
        ])
    });
    assert_eq!(again.await, [Spend::Granted, Spend::Exhausted, Spend::Exhausted]);
}

async fn what_a_message_spent_and_how_often_it_was_tried_is_known_at_its_next_lease(store: Store) {
    put(&store, |tx| {
        tx.add_proof(&proof(1, address(1)))?;
        tx.enqueue(&mail(1, 0))
    })
    .await;
    put(&store, |tx| {
        let why = || "not now".to_owned();
        let claim = |tx: &mut dyn Transaction, now| tx.claim(Channel::Mail, at(now), at(now + 10), 1);
        let first = claim(tx, 0)?.remove(0);
        assert_eq!((first.tries, first.spent), (0, false));
        must_move(tx.note_spent(&first, at(1)))?;
        let second = claim(tx, 10)?.remove(0);
        assert_eq!(
            (second.tries, second.spent),
            (0, true),
            "a lease that ran out is no try"
        );
        assert_eq!(tx.note_spent(&first, at(11))?, Moved::Stale);
        must_move(tx.settle(&second, &Settlement::Retry { at: at(20), why: why() }, at(11)))?;
        let third = claim(tx, 20)?.remove(0);
        assert_eq!((third.tries, third.spent), (1, true));
        must_move(tx.settle(&third, &Settlement::Postponed { at: at(30), why: why() }, at(21)))?;
        assert_eq!(claim(tx, 29)?, []);
        let fourth = claim(tx, 30)?.remove(0);
        assert_eq!((fourth.tries, fourth.fence), (1, 4), "a pause is no try");
        Ok(())
    })
    .await;
}

async fn old_signing_keys_go_but_never_the_newest(store: Store) {
    let key = |number: u8| SealedKey {
        id: format!("key{number}"),
        root: RootKeyId::new("00000000".to_owned()),
        sealed: vec![number],
        made_at: end(number.into()),
    };
    assert_eq!(put(&store, |tx| tx.remove_signing_keys(at(9_999))).await, 0);
    put(&store, move |tx| {
        (1..=6).try_for_each(|number| tx.add_signing_key(&key(number)))
    })
    .await;
    assert_eq!(put(&store, |tx| tx.remove_signing_keys(end(4))).await, 3);
    assert_eq!(look(&store, |q| q.signing_keys()).await, [key(6), key(5), key(4)]);
    assert_eq!(put(&store, |tx| tx.remove_signing_keys(at(9_999))).await, 2);
    assert_eq!(put(&store, |tx| tx.remove_signing_keys(at(9_999))).await, 0);
    assert_eq!(look(&store, |q| q.signing_keys()).await, [key(6)]);
}
