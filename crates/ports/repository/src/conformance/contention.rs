//! Contention: of many at once exactly those come through whom the rule lets through, and nobody's change is lost.

use std::collections::BTreeSet;
use std::time::Duration;

use enroll_domain::id::UserId;
use enroll_domain::identifier::ExternalId;
use enroll_domain::registration::{MailBudget, OPEN_ATTEMPTS_KEPT, ProvisioningTarget};
use enroll_domain::user::User;

use super::conversation::{Store, look, must_move, put, race, winners};
use super::material::{
    TENANT, active, address, at, attempt, grant, hash, id, mail, proof, role, session, user, username,
};
use crate::{BudgetClass, Channel, Moved, SessionsThere, Spend, StoreError, Unique};

const RACERS: usize = 20;

topic! { "contention":
    writers_of_different_things_all_come_through,
    of_many_who_want_an_address_one_gets_it,
    of_many_who_want_a_user_name_one_gets_it,
    of_many_who_want_an_external_id_one_gets_it,
    of_many_who_claim_a_receipt_one_does_and_the_others_read_its_answer,
    of_many_who_use_a_proof_one_does,
    of_many_who_activate_a_user_one_does,
    of_many_who_replace_a_password_one_does,
    of_many_who_rotate_a_session_one_does,
    of_many_who_give_a_role_one_does,
    a_mail_budget_is_never_overdrawn,
    attempts_that_are_counted_under_the_lock_of_the_address_stay_within_the_count,
    attempts_that_make_room_under_the_lock_of_the_address_leave_the_kept_number,
    the_last_administrator_stays_under_the_lock_of_the_tenant,
    everybody_who_wants_provisioning_gets_a_version_of_their_own,
    relays_never_lease_one_message_twice,
    transactions_that_wait_for_each_other_both_come_through,
}

/// All moved or were stale; says how many moved.
fn moved(results: &[Result<Moved, StoreError>]) -> usize {
    winners(results, &Moved::Yes, None)
}

async fn writers_of_different_things_all_come_through(store: Store) {
    let results = race(&store, RACERS, |racer, tx| tx.add_user(&user(racer))).await;
    assert_eq!(winners(&results, &(), None), RACERS);
    assert_eq!(
        look(&store, |q| q.users(TENANT, None, 100)).await,
        (0..RACERS).map(user).collect::<Vec<_>>()
    );
}

async fn assert_one_holder(store: &Store, unique: Unique, wanting: fn(usize) -> User) {
    let results = race(store, RACERS, move |racer, tx| tx.add_user(&wanting(racer))).await;
    assert_eq!(winners(&results, &(), Some(unique)), 1);
    assert_eq!(look(store, |q| q.users(TENANT, None, 100)).await.len(), 1);
}

async fn of_many_who_want_an_address_one_gets_it(store: Store) {
    assert_one_holder(&store, Unique::Email, |racer| {
        let mut user = user(racer);
        user.identifiers.email = Some(address(1));
        user
    })
    .await;
}

async fn of_many_who_want_a_user_name_one_gets_it(store: Store) {
    assert_one_holder(&store, Unique::Username, |racer| {
        let mut user = user(racer);
        user.identifiers.username = Some(username("ada"));
        user
    })
    .await;
}

async fn of_many_who_want_an_external_id_one_gets_it(store: Store) {
    assert_one_holder(&store, Unique::ExternalId, |racer| {
        let mut user = user(racer);
        user.identifiers.external = vec![ExternalId::parse("employee", "1").unwrap()];
        user
    })
    .await;
}

async fn of_many_who_claim_a_receipt_one_does_and_the_others_read_its_answer(store: Store) {
    let key = || crate::ReceiptKey {
        tenant: TENANT,
        scope: "registrations".to_owned(),
        key: [3; 32],
    };
    let results = race(&store, RACERS, move |racer, tx| {
        tx.claim_receipt(&key(), &[4; 32], at(0))?;
        tx.add_user(&user(racer))?;
        must_move(tx.answer_receipt(&key(), &racer.to_be_bytes()))
    });
    assert_eq!(winners(&results.await, &(), Some(Unique::Receipt)), 1);
    let (receipt, users) = look(&store, move |q| Ok((q.receipt(&key())?, q.users(TENANT, None, 100)?))).await;
    let winner = usize::from_be_bytes(receipt.unwrap().answer.try_into().unwrap());
    assert_eq!(users, [user(winner)]);
}

async fn of_many_who_use_a_proof_one_does(store: Store) {
    put(&store, |tx| tx.add_proof(&proof(1, address(1)))).await;
    assert_eq!(
        moved(&race(&store, RACERS, |_, tx| tx.use_proof(TENANT, id(1), at(5))).await),
        1
    );
}

async fn of_many_who_activate_a_user_one_does(store: Store) {
    put(&store, |tx| tx.add_user(&user(1))).await;
    let results = race(&store, RACERS, |racer, tx| {
        tx.activate_user(TENANT, id(1), Some(&hash(racer)), at(5))
    });
    assert_eq!(moved(&results.await), 1);
}

async fn of_many_who_replace_a_password_one_does(store: Store) {
    put(&store, |tx| tx.add_user(&active(1))).await;
    let results = race(&store, RACERS, |racer, tx| {
        tx.replace_password(TENANT, id(1), &hash(1), &hash(100 + racer))
    });
    assert_eq!(moved(&results.await), 1);
}

async fn of_many_who_rotate_a_session_one_does(store: Store) {
    put(&store, |tx| {
        tx.add_user(&user(1))?;
        tx.add_session(&session(1, id(1)))
    })
    .await;
    assert_eq!(
        moved(&race(&store, RACERS, |_, tx| tx.rotate_session(TENANT, id(1), 0, 1, at(5))).await),
        1
    );
}

async fn of_many_who_give_a_role_one_does(store: Store) {
    put(&store, |tx| tx.add_user(&user(1))).await;
    assert_eq!(
        moved(&race(&store, RACERS, |_, tx| tx.grant(TENANT, &grant(id(1), "admin"))).await),
        1
    );
    assert_eq!(
        look(&store, |q| q.grants_of(TENANT, id(1))).await,
        [grant(id(1), "admin")]
    );
}

async fn a_mail_budget_is_never_overdrawn(store: Store) {
    let budget = MailBudget {
        window: Duration::from_secs(60),
        registrations: 3,
        resets: 5,
    };
    for (class, limit) in [(BudgetClass::Registration, 3), (BudgetClass::Reset, 5)] {
        let spend =
            move |_, tx: &mut dyn crate::Transaction| tx.spend_mail(TENANT, address(1).key(), class, budget, at(0));
        assert_eq!(
            winners(&race(&store, RACERS, spend).await, &Spend::Granted, None),
            limit
        );
    }
}

async fn attempts_that_are_counted_under_the_lock_of_the_address_stay_within_the_count(store: Store) {
    let results = race(&store, RACERS, |racer, tx| {
        tx.lock_address(TENANT, address(1).key())?;
        let open = tx.open_attempts(TENANT, address(1).key(), at(1))?.len();
        if open < OPEN_ATTEMPTS_KEPT {
            tx.add_attempt(&attempt(racer, &address(1), 0))?;
        }
        Ok(open)
    });
    let seen: BTreeSet<usize> = results.await.into_iter().map(Result::unwrap).collect();
    assert_eq!(seen, (0..=OPEN_ATTEMPTS_KEPT).collect());
    assert_eq!(
        look(&store, |q| q.open_attempts(TENANT, address(1).key(), at(1)))
            .await
            .len(),
        OPEN_ATTEMPTS_KEPT
    );
}

async fn attempts_that_make_room_under_the_lock_of_the_address_leave_the_kept_number(store: Store) {
    let results = race(&store, RACERS, |racer, tx| {
        tx.lock_address(TENANT, address(1).key())?;
        tx.add_attempt(&attempt(racer, &address(1), i64::try_from(racer).unwrap()))?;
        tx.end_attempts(TENANT, address(1).key(), OPEN_ATTEMPTS_KEPT)
    });
    let ended: usize = results.await.into_iter().map(Result::unwrap).sum();
    assert_eq!(ended, RACERS - OPEN_ATTEMPTS_KEPT);
    assert_eq!(
        look(&store, |q| q.open_attempts(TENANT, address(1).key(), at(30)))
            .await
            .len(),
        OPEN_ATTEMPTS_KEPT
    );
}

async fn the_last_administrator_stays_under_the_lock_of_the_tenant(store: Store) {
    put(&store, |tx| {
        for racer in 0..RACERS {
            tx.add_user(&active(racer))?;
            must_move(tx.grant(TENANT, &grant(id(racer), "admin")))?;
        }
        Ok(())
    })
    .await;
    let results = race(&store, RACERS, |racer, tx| {
        tx.lock_tenant(TENANT)?;
        let others = tx.active_holders(TENANT, &role("admin"))? > 1;
        if others {
            tx.revoke(TENANT, id(racer), &role("admin"))
        } else {
            Ok(Moved::Stale)
        }
    });
    assert_eq!(moved(&results.await), RACERS - 1);
    assert_eq!(look(&store, |q| q.active_holders(TENANT, &role("admin"))).await, 1);
}

async fn everybody_who_wants_provisioning_gets_a_version_of_their_own(store: Store) {
    put(&store, |tx| tx.add_user(&user(1))).await;
    let target = ProvisioningTarget::parse("keycloak").unwrap();
    let wanted = race(&store, RACERS, move |_, tx| {
        tx.want_provisioning(TENANT, id(1), &target, SessionsThere::Keep)
    })
    .await;
    let mut versions: Vec<u64> = wanted.into_iter().map(Result::unwrap).collect();
    versions.sort_unstable();
    assert_eq!(versions, (1..).take(RACERS).collect::<Vec<u64>>());
}

async fn relays_never_lease_one_message_twice(store: Store) {
    put(&store, |tx| {
        (0..RACERS).try_for_each(|number| {
            tx.add_proof(&proof(number, address(number)))?;
            tx.enqueue(&mail(number, 0))
        })
    })
    .await;
    let mut leased = Vec::new();
    while leased.len() < RACERS {
        let before = leased.len();
        for claimed in race(&store, 4, |_, tx| tx.claim(Channel::Mail, at(1), at(60), 3)).await {
            leased.extend(claimed.unwrap().into_iter().map(|lease| {
                assert_eq!(lease.fence, 1);
                lease.message.id
            }));
        }
        assert!(leased.len() > before, "open messages were passed over");
    }
    leased.sort_unstable();
    assert_eq!(leased, (0..RACERS).map(id).collect::<Vec<_>>());
}

async fn transactions_that_wait_for_each_other_both_come_through(store: Store) {
    for round in 0..3 {
        let results = race(&store, 2, move |racer, tx| {
            let first = address(racer);
            let second = address(1 - racer);
            tx.lock_address(TENANT, first.key())?;
            tx.add_attempt(&attempt(100 * round + racer, &first, 0))?;
            tx.lock_address(TENANT, second.key())?;
            tx.add_user(&user(10 * (round + 1) + racer))
        });
        assert_eq!(winners(&results.await, &(), None), 2);
    }
    let users = look(&store, |q| q.users(TENANT, None, 100)).await;
    let expected: Vec<UserId> = [10, 11, 20, 21, 30, 31].map(id).to_vec();
    assert_eq!(users.into_iter().map(|user| user.id).collect::<Vec<_>>(), expected);
}
