//! The life of an account: an address is changed by those who are active and for one holder at a time, and each state is left once.

use std::collections::BTreeSet;

use enroll_domain::id::UserId;
use enroll_domain::identifier::EmailAddress;
use enroll_domain::user::{EmailProof, State, User};

use super::NEIGHBOUR;
use super::conversation::{Store, commit, look, must_move, put, race, winners};
use super::material::{TENANT, active, address, at, hash, id, user, username};
use crate::{Moved, StoreError, Unique};

const RACERS: usize = 20;

topic! { "lifecycle":
    an_active_user_takes_another_address_and_the_former_one_is_free,
    an_address_may_be_written_in_another_way_and_somebody_without_one_may_take_one,
    an_address_that_somebody_else_has_is_not_taken,
    of_many_who_take_or_claim_an_address_one_gets_it,
    each_change_of_state_happens_from_the_state_it_needs,
    who_is_suspended_keeps_the_password_and_has_it_back,
}

async fn change(store: &Store, who: usize, to: EmailAddress) -> Result<Moved, StoreError> {
    commit(store, move |tx| tx.change_email(TENANT, id(who), &to, at(9))).await
}

async fn found(store: &Store, who: usize) -> User {
    look(store, move |q| q.user(TENANT, id(who))).await.unwrap()
}

async fn an_active_user_takes_another_address_and_the_former_one_is_free(store: Store) {
    put(&store, |tx| tx.add_user(&active(1))).await;
    assert_eq!(change(&store, 1, address(5)).await.unwrap(), Moved::Yes);
    let mut expected = active(1);
    expected.identifiers.email = Some(address(5));
    expected.identifiers.email_proof = EmailProof::Proved { at: at(9) };
    assert_eq!(found(&store, 1).await, expected);
    assert_eq!(
        look(&store, |q| q.user_by_email(TENANT, address(5).key())).await,
        Some(expected)
    );
    assert_eq!(look(&store, |q| q.user_by_email(TENANT, address(1).key())).await, None);
    let mut next = user(2);
    next.identifiers.email = Some(address(1));
    put(&store, move |tx| tx.add_user(&next)).await;
}

async fn an_address_may_be_written_in_another_way_and_somebody_without_one_may_take_one(store: Store) {
    let mut nameless = active(2);
    nameless.identifiers.email = None;
    nameless.identifiers.username = Some(username("ada"));
    put(&store, move |tx| {
        tx.add_user(&active(1))?;
        tx.add_user(&nameless)
    })
    .await;
    let written = EmailAddress::parse("PERSON1@example.org").unwrap();
    assert_eq!(change(&store, 1, written.clone()).await.unwrap(), Moved::Yes);
    assert_eq!(change(&store, 2, address(2)).await.unwrap(), Moved::Yes);
    assert_eq!(found(&store, 1).await.identifiers.email, Some(written));
    let second = found(&store, 2).await.identifiers;
    assert_eq!(
        (second.email, second.username),
        (Some(address(2)), Some(username("ada")))
    );
}

async fn an_address_that_somebody_else_has_is_not_taken(store: Store) {
    put(&store, |tx| {
        tx.add_user(&active(1))?;
        tx.add_user(&user(2))?;
        let neighbour = User {
            tenant: NEIGHBOUR,
            ..user(3)
        };
        tx.add_user(&neighbour)
    })
    .await;
    let refused = change(&store, 1, address(2)).await;
    assert!(
        matches!(refused, Err(StoreError::Conflict(Unique::Email))),
        "{refused:?}"
    );
    assert_eq!(found(&store, 1).await, active(1));
    assert_eq!(found(&store, 2).await, user(2));
    assert_eq!(
        change(&store, 1, address(3)).await.unwrap(),
        Moved::Yes,
        "another tenant's"
    );
}

async fn of_many_who_take_or_claim_an_address_one_gets_it(store: Store) {
    put(&store, |tx| {
        (0..RACERS).try_for_each(|number| tx.add_user(&active(number)))
    })
    .await;
    let results = race(&store, RACERS, |racer, tx| {
        if racer % 2 == 0 {
            return must_move(tx.change_email(TENANT, id(racer), &address(99), at(9)));
        }
        let mut newcomer = user(RACERS + racer);
        newcomer.identifiers.email = Some(address(99));
        tx.add_user(&newcomer)
    });
    assert_eq!(winners(&results.await, &(), Some(Unique::Email)), 1);
    let users = look(&store, |q| q.users(TENANT, None, 100)).await;
    let holders = users.iter().filter(|user| user.identifiers.email == Some(address(99)));
    assert_eq!(holders.count(), 1);
    let addresses: BTreeSet<_> = users
        .iter()
        .filter_map(|user| user.identifiers.email.as_ref())
        .map(EmailAddress::as_str)
        .collect();
    assert_eq!(
        addresses.len(),
        users.len(),
        "nobody lost an address, and nobody shares one"
    );
}

/// A user in each state: pending, active, suspended, closed.
fn in_each_state() -> [User; 4] {
    let suspended = State::Suspended {
        password: hash(3),
        since: at(1),
    };
    [
        user(1),
        active(2),
        User {
            state: suspended,
            ..user(3)
        },
        User {
            state: State::Closed { at: at(1) },
            ..user(4)
        },
    ]
}

type Change = fn(&mut dyn crate::Transaction, UserId) -> Result<Moved, StoreError>;

async fn each_change_of_state_happens_from_the_state_it_needs(store: Store) {
    put(&store, |tx| {
        in_each_state().iter().try_for_each(|user| tx.add_user(user))
    })
    .await;
    let changes: [(Change, [bool; 4]); 4] = [
        (
            |tx, who| tx.change_email(TENANT, who, &address(9), at(9)),
            [false, true, false, false],
        ),
        (
            |tx, who| tx.suspend_user(TENANT, who, at(9)),
            [false, true, false, false],
        ),
        (
            |tx, who| tx.reinstate_user(TENANT, who, at(9)),
            [false, false, true, false],
        ),
        (|tx, who| tx.close_user(TENANT, who, at(9)), [true, true, true, false]),
    ];
    for (change, moves) in changes {
        for (before, moves) in in_each_state().into_iter().zip(moves) {
            let who = before.id;
            let outcome = store.atomically::<_, StoreError>(move |tx| {
                // Undone at once, so that the next change finds everybody as they were.
                let moved = change(tx, who)?;
                let after = tx.user(TENANT, who)?;
                Err::<(), _>(crate::Stop::Because(StoreError::broken(format!(
                    "{moved:?} {}",
                    after == Some(before.clone())
                ))))
            });
            let said = std::error::Error::source(&outcome.await.unwrap_err())
                .unwrap()
                .to_string();
            assert_eq!(said, if moves { "Yes false" } else { "Stale true" });
        }
        let nobody = put(&store, move |tx| change(tx, id(77))).await;
        assert_eq!(nobody, Moved::Stale);
    }
}

async fn who_is_suspended_keeps_the_password_and_has_it_back(store: Store) {
    put(&store, |tx| tx.add_user(&active(1))).await;
    put(&store, |tx| must_move(tx.suspend_user(TENANT, id(1), at(5)))).await;
    let suspended = State::Suspended {
        password: hash(1),
        since: at(5),
    };
    assert_eq!(
        found(&store, 1).await,
        User {
            state: suspended,
            ..user(1)
        }
    );
    put(&store, |tx| must_move(tx.reinstate_user(TENANT, id(1), at(6)))).await;
    let active = State::Active {
        password: hash(1),
        since: at(6),
    };
    assert_eq!(
        found(&store, 1).await,
        User {
            state: active,
            ..user(1)
        }
    );
    let results = race(&store, RACERS, |_, tx| tx.suspend_user(TENANT, id(1), at(7)));
    assert_eq!(winners(&results.await, &Moved::Yes, None), 1);
}
