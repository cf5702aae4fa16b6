//! Typed codes: how often they may be tried, and which rows one may be the code of.

use enroll_domain::Timestamp;
use enroll_domain::id::TenantId;
use enroll_domain::proof::{Proof, ProofState, Purpose, Subject};
use enroll_domain::registration::TRIES_COUNTED_OVER;

use super::NEIGHBOUR;
use super::conversation::{Store, commit, look, must_move, put, race};
use super::material::{TENANT, address, at, id, just_before, proof, user};
use crate::{Spend, StoreError};

topic! { "code_tries":
    as_many_tries_are_granted_as_the_limit_says,
    a_try_counts_for_a_day_since_it_was_made_and_no_longer,
    a_try_that_is_not_granted_counts_too,
    purposes_addresses_and_tenants_are_counted_apart,
    a_try_that_is_rolled_back_was_not_made,
    a_lower_limit_counts_what_was_tried_before,
    of_a_thousand_who_try_at_once_as_many_are_granted_as_the_limit_says,
    old_tries_go_and_no_more_than_were_asked_for,
    open_proofs_to_an_address_are_those_of_the_purpose_that_are_still_good,
    open_proofs_come_newest_first_and_no_more_than_were_asked_for,
}

const LIMIT: u32 = 3;

async fn try_of(store: &Store, tenant: TenantId, number: usize, purpose: Purpose, now: Timestamp) -> Spend {
    put(store, move |tx| {
        tx.spend_code_try(tenant, address(number).key(), purpose, LIMIT, now)
    })
    .await
}

async fn try_at(store: &Store, now: Timestamp) -> Spend {
    try_of(store, TENANT, 1, Purpose::Activation, now).await
}

async fn as_many_tries_are_granted_as_the_limit_says(store: Store) {
    for expected in [
        Spend::Granted,
        Spend::Granted,
        Spend::Granted,
        Spend::Exhausted,
        Spend::Exhausted,
    ] {
        assert_eq!(try_at(&store, at(0)).await, expected);
    }
}

async fn a_try_counts_for_a_day_since_it_was_made_and_no_longer(store: Store) {
    for made in [at(0), at(50), at(60)] {
        assert_eq!(try_at(&store, made).await, Spend::Granted);
    }
    let over = |made: Timestamp| made.plus(TRIES_COUNTED_OVER);
    assert_eq!(
        try_at(&store, over(at(0))).await,
        Spend::Granted,
        "its end is not in the span"
    );
    assert_eq!(try_at(&store, over(at(50))).await, Spend::Granted);
    assert_eq!(try_at(&store, over(at(60))).await, Spend::Granted);
    assert_eq!(try_at(&store, just_before(over(over(at(0))))).await, Spend::Exhausted);
}

async fn a_try_that_is_not_granted_counts_too(store: Store) {
    for made in [at(0), at(0), at(0)] {
        assert_eq!(try_at(&store, made).await, Spend::Granted);
    }
    assert_eq!(try_at(&store, at(100)).await, Spend::Exhausted);
    let later = at(0).plus(TRIES_COUNTED_OVER);
    for expected in [Spend::Granted, Spend::Granted, Spend::Exhausted] {
        assert_eq!(try_at(&store, later).await, expected);
    }
}

async fn purposes_addresses_and_tenants_are_counted_apart(store: Store) {
    for _ in 0..=LIMIT {
        try_at(&store, at(0)).await;
    }
    for (tenant, number, purpose, expected) in [
        (TENANT, 1, Purpose::Activation, Spend::Exhausted),
        (TENANT, 1, Purpose::PasswordReset, Spend::Granted),
        (TENANT, 2, Purpose::Activation, Spend::Granted),
        (NEIGHBOUR, 1, Purpose::Activation, Spend::Granted),
    ] {
        let place = format!("{tenant} {number} {purpose:?}");
        assert_eq!(
            try_of(&store, tenant, number, purpose, at(0)).await,
            expected,
            "{place}"
        );
    }
}

async fn a_try_that_is_rolled_back_was_not_made(store: Store) {
    for _ in 0..=LIMIT {
        let undone = commit(&store, |tx| {
            tx.spend_code_try(TENANT, address(1).key(), Purpose::Activation, LIMIT, at(0))?;
            Err::<(), _>(StoreError::broken("on purpose"))
        });
        assert!(undone.await.is_err());
    }
    assert_eq!(try_at(&store, at(0)).await, Spend::Granted);
}

async fn a_lower_limit_counts_what_was_tried_before(store: Store) {
    assert_eq!(try_at(&store, at(0)).await, Spend::Granted);
    assert_eq!(try_at(&store, at(1)).await, Spend::Granted);
    let lower = put(&store, |tx| {
        tx.spend_code_try(TENANT, address(1).key(), Purpose::Activation, 1, at(2))
    });
    assert_eq!(lower.await, Spend::Exhausted);
    assert_eq!(try_at(&store, at(3)).await, Spend::Granted);
    assert_eq!(try_at(&store, at(4)).await, Spend::Exhausted);
}

async fn of_a_thousand_who_try_at_once_as_many_are_granted_as_the_limit_says(store: Store) {
    let results = race(&store, 1_000, |_, tx| {
        tx.spend_code_try(TENANT, address(1).key(), Purpose::PasswordReset, LIMIT, at(0))
    })
    .await;
    // A store that has too much to do may refuse to try at all, but may not grant one too many.
    let granted = results.iter().filter(|result| matches!(result, Ok(Spend::Granted)));
    assert_eq!(granted.count(), usize::try_from(LIMIT).unwrap());
    let refused = |result: &&Result<Spend, StoreError>| !matches!(result, Ok(_) | Err(StoreError::Busy));
    assert_eq!(results.iter().find(refused).map(|result| format!("{result:?}")), None);
}

async fn old_tries_go_and_no_more_than_were_asked_for(store: Store) {
    put(&store, |tx| {
        (0..6).try_for_each(|number| {
            tx.spend_code_try(
                TENANT,
                address(number % 2).key(),
                Purpose::Activation,
                LIMIT,
                at(number.try_into().unwrap()),
            )
            .map(|spend| assert_eq!(spend, Spend::Granted))
        })
    })
    .await;
    for expected in [3, 2, 0] {
        assert_eq!(put(&store, |tx| tx.remove_code_tries(at(5), 3)).await, expected);
    }
    assert_eq!(put(&store, |tx| tx.remove_code_tries(at(9), 0)).await, 0);
    for (number, expected) in [(0, 3), (1, 2)] {
        let granted = put(&store, move |tx| {
            (0..4).try_fold(0, |granted, _| {
                let spend = tx.spend_code_try(TENANT, address(number).key(), Purpose::Activation, LIMIT, at(6))?;
                Ok(granted + usize::from(spend == Spend::Granted))
            })
        });
        assert_eq!(granted.await, expected, "address {number}");
    }
}

async fn open_proofs_to_an_address_are_those_of_the_purpose_that_are_still_good(store: Store) {
    let states = [ProofState::Used { at: at(1) }, ProofState::Ended { at: at(1) }];
    put(&store, move |tx| {
        tx.add_user(&user(1))?;
        tx.add_proof(&proof(1, address(1)))?;
        for (number, state) in (2..).zip(states) {
            tx.add_proof(&Proof {
                state,
                ..proof(number, address(1))
            })?;
        }
        tx.add_proof(&Proof {
            expires_at: at(10),
            ..proof(4, address(1))
        })?;
        tx.add_proof(&Proof {
            made_at: at(-100),
            ..proof(5, address(1))
        })?;
        tx.add_proof(&proof(6, address(2)))?;
        tx.add_proof(&Proof {
            tenant: NEIGHBOUR,
            ..proof(7, address(1))
        })?;
        tx.add_proof(&Proof {
            purpose: Purpose::PasswordReset,
            subject: Subject::User(id(1)),
            ..proof(8, address(1))
        })
    })
    .await;
    let found = |purpose, since, now| {
        look(&store, move |q| {
            let found = q.open_proofs_to(TENANT, address(1).key(), purpose, since, now, 10)?;
            Ok(found.into_iter().map(|proof| proof.id).collect::<Vec<_>>())
        })
    };
    let activation = Purpose::Activation;
    assert_eq!(found(activation, at(-1), at(9)).await, [id(4), id(1)]);
    assert_eq!(
        found(activation, at(-1), at(10)).await,
        [id(1)],
        "one is expired by then"
    );
    assert_eq!(found(activation, at(-101), at(10)).await, [id(1), id(5)]);
    assert_eq!(
        found(activation, at(-100), at(10)).await,
        [id(1)],
        "one was made just then"
    );
    assert_eq!(found(Purpose::PasswordReset, at(-1), at(9)).await, [id(8)]);
    assert_eq!(found(Purpose::FirstPassword, at(-1), at(9)).await, []);
    put(&store, |tx| must_move(tx.use_proof(TENANT, id(1), at(9)))).await;
    assert_eq!(found(activation, at(-1), at(10)).await, []);
}

async fn open_proofs_come_newest_first_and_no_more_than_were_asked_for(store: Store) {
    put(&store, |tx| {
        [(1, 30), (2, 10), (3, 20), (4, 30)]
            .into_iter()
            .try_for_each(|(number, made)| {
                tx.add_proof(&Proof {
                    made_at: at(made),
                    ..proof(number, address(1))
                })
            })
    })
    .await;
    for (limit, expected) in [(10, vec![4, 1, 3, 2]), (3, vec![4, 1, 3]), (1, vec![4]), (0, vec![])] {
        let found = look(&store, move |q| {
            q.open_proofs_to(TENANT, address(1).key(), Purpose::Activation, at(0), at(40), limit)
        })
        .await;
        let found: Vec<_> = found.into_iter().map(|proof| proof.id).collect();
        assert_eq!(found, expected.into_iter().map(id).collect::<Vec<_>>(), "{limit}");
    }
}
