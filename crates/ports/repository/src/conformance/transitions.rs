//! Users, roles and attempts: each change happens once, from the state it needs, and says whether it did.

use enroll_domain::id::UserId;
use enroll_domain::membership::Membership;
use enroll_domain::profile::{Field, Profile};
use enroll_domain::user::{ChosenBy, EmailProof, State, User};

use super::conversation::{Store, look, must_move, put};
use super::material::{TENANT, active, address, at, attempt, grant, hash, id, just_before, role, user};
use crate::Moved;

topic! { "transitions":
    a_pending_user_is_activated_once,
    only_a_pending_user_is_activated,
    a_password_is_replaced_only_where_the_former_one_is_still_there,
    only_an_active_user_changes_the_password,
    an_address_is_proved_once_and_the_first_time_stays,
    a_profile_is_replaced_for_all_but_closed_users,
    who_does_not_exist_is_stale,
    a_role_is_given_once_and_the_first_grant_stays,
    a_role_is_taken_away_once,
    only_active_holders_of_a_role_count,
    open_attempts_come_the_newest_first,
    an_attempt_is_over_at_its_expiry_and_not_before,
    all_attempts_for_an_address_but_the_newest_are_ended,
}

fn in_each_state() -> [User; 4] {
    [
        user(1),
        active(2),
        User {
            state: State::Suspended {
                password: hash(3),
                since: at(1),
            },
            ..user(3)
        },
        User {
            state: State::Closed { at: at(1) },
            ..user(4)
        },
    ]
}

async fn add_in_each_state(store: &Store) {
    put(store, |tx| {
        in_each_state().iter().try_for_each(|user| tx.add_user(user))
    })
    .await;
}

async fn a_pending_user_is_activated_once(store: Store) {
    put(&store, |tx| tx.add_user(&user(1))).await;
    assert_eq!(
        put(&store, |tx| tx.activate_user(TENANT, id(1), Some(&hash(8)), at(8))).await,
        Moved::Yes
    );
    assert_eq!(
        put(&store, |tx| tx.activate_user(TENANT, id(1), Some(&hash(9)), at(9))).await,
        Moved::Stale
    );
    let expected = User {
        state: State::Active {
            password: hash(8),
            since: at(8),
        },
        ..user(1)
    };
    assert_eq!(look(&store, |q| q.user(TENANT, id(1))).await, Some(expected));
}

async fn only_a_pending_user_is_activated(store: Store) {
    add_in_each_state(&store).await;
    for before in in_each_state().into_iter().skip(1) {
        let who = before.id;
        assert_eq!(
            put(&store, move |tx| tx.activate_user(TENANT, who, Some(&hash(9)), at(9))).await,
            Moved::Stale
        );
        assert_eq!(look(&store, move |q| q.user(TENANT, who)).await, Some(before));
    }
}

async fn a_password_is_replaced_only_where_the_former_one_is_still_there(store: Store) {
    put(&store, |tx| tx.add_user(&active(1))).await;
    let replace =
        |from, to| move |tx: &mut dyn crate::Transaction| tx.replace_password(TENANT, id(1), &hash(from), &hash(to));
    assert_eq!(put(&store, replace(1, 5)).await, Moved::Yes);
    assert_eq!(put(&store, replace(1, 6)).await, Moved::Stale);
    let expected = User {
        state: State::Active {
            password: hash(5),
            since: at(1),
        },
        ..user(1)
    };
    assert_eq!(look(&store, |q| q.user(TENANT, id(1))).await, Some(expected));
    assert_eq!(put(&store, replace(5, 1)).await, Moved::Yes);
}

async fn only_an_active_user_changes_the_password(store: Store) {
    add_in_each_state(&store).await;
    for (number, before) in [(1, 0), (3, 2), (4, 3)].map(|(number, place)| (number, in_each_state()[place].clone())) {
        let who: UserId = id(number);
        let moved = put(&store, move |tx| {
            tx.replace_password(TENANT, who, &hash(number), &hash(9))
        })
        .await;
        assert_eq!(moved, Moved::Stale);
        assert_eq!(look(&store, move |q| q.user(TENANT, who)).await, Some(before));
    }
}

async fn an_address_is_proved_once_and_the_first_time_stays(store: Store) {
    put(&store, |tx| tx.add_user(&user(1))).await;
    assert_eq!(put(&store, |tx| tx.prove_email(TENANT, id(1), at(5))).await, Moved::Yes);
    assert_eq!(
        put(&store, |tx| tx.prove_email(TENANT, id(1), at(6))).await,
        Moved::Stale
    );
    let found = look(&store, |q| q.user(TENANT, id(1))).await.unwrap();
    assert_eq!(found.identifiers.email_proof, EmailProof::Proved { at: at(5) });
}

async fn a_profile_is_replaced_for_all_but_closed_users(store: Store) {
    add_in_each_state(&store).await;
    let profile = || Profile::from_stored([(Field::FamilyName, "Lovelace".to_owned())]);
    for before in in_each_state() {
        let who = before.id;
        let moved = put(&store, move |tx| tx.set_profile(TENANT, who, &profile())).await;
        let after = look(&store, move |q| q.user(TENANT, who)).await.unwrap();
        match before.state {
            State::Closed { .. } => assert_eq!((moved, after), (Moved::Stale, before)),
            State::Pending { .. } | State::Active { .. } | State::Suspended { .. } => {
                assert_eq!(
                    (moved, after),
                    (
                        Moved::Yes,
                        User {
                            profile: profile(),
                            ..before
                        }
                    )
                );
            }
        }
    }
    assert_eq!(
        put(&store, |tx| tx.set_profile(TENANT, id(1), &Profile::new())).await,
        Moved::Yes
    );
    assert_eq!(look(&store, |q| q.user(TENANT, id(1))).await, Some(user(1)));
}

async fn who_does_not_exist_is_stale(store: Store) {
    let moved = put(&store, |tx| {
        Ok([
            tx.activate_user(TENANT, id(1), Some(&hash(1)), at(1))?,
            tx.replace_password(TENANT, id(1), &hash(1), &hash(2))?,
            tx.prove_email(TENANT, id(1), at(1))?,
            tx.set_profile(TENANT, id(1), &Profile::new())?,
            tx.note_chosen_by(TENANT, id(1), ChosenBy::Administrator)?,
            tx.set_membership(TENANT, id(1), &Membership::default())?,
            tx.revoke(TENANT, id(1), &role("member"))?,
            tx.use_proof(TENANT, id(1), at(1))?,
            tx.rotate_session(TENANT, id(1), 0, 1, at(1))?,
            tx.end_session(TENANT, id(1), at(1))?,
        ])
    });
    assert_eq!(moved.await, [Moved::Stale; 10]);
}

async fn a_role_is_given_once_and_the_first_grant_stays(store: Store) {
    put(&store, |tx| tx.add_user(&user(1))).await;
    assert_eq!(
        put(&store, |tx| tx.grant(TENANT, &grant(id(1), "admin"))).await,
        Moved::Yes
    );
    let mut later = grant(id(1), "admin");
    later.at = at(99);
    let again = put(&store, move |tx| {
        let moved = tx.grant(TENANT, &later)?;
        tx.add_user(&user(2))?;
        Ok(moved)
    });
    assert_eq!(again.await, Moved::Stale);
    assert_eq!(
        look(&store, |q| q.grants_of(TENANT, id(1))).await,
        [grant(id(1), "admin")]
    );
    assert_eq!(look(&store, |q| q.user(TENANT, id(2))).await, Some(user(2)));
}

async fn a_role_is_taken_away_once(store: Store) {
    put(&store, |tx| {
        tx.add_user(&user(1))?;
        must_move(tx.grant(TENANT, &grant(id(1), "admin")))?;
        must_move(tx.grant(TENANT, &grant(id(1), "member")))
    })
    .await;
    assert_eq!(
        put(&store, |tx| tx.revoke(TENANT, id(1), &role("admin"))).await,
        Moved::Yes
    );
    assert_eq!(
        put(&store, |tx| tx.revoke(TENANT, id(1), &role("admin"))).await,
        Moved::Stale
    );
    assert_eq!(
        look(&store, |q| q.grants_of(TENANT, id(1))).await,
        [grant(id(1), "member")]
    );
    assert_eq!(
        put(&store, |tx| tx.grant(TENANT, &grant(id(1), "admin"))).await,
        Moved::Yes
    );
}

async fn only_active_holders_of_a_role_count(store: Store) {
    add_in_each_state(&store).await;
    put(&store, |tx| {
        tx.add_user(&active(5))?;
        tx.add_user(&active(6))?;
        (1..=5).try_for_each(|number| must_move(tx.grant(TENANT, &grant(id(number), "admin"))))?;
        must_move(tx.grant(TENANT, &grant(id(6), "member")))
    })
    .await;
    assert_eq!(look(&store, |q| q.active_holders(TENANT, &role("admin"))).await, 2);
    assert_eq!(look(&store, |q| q.active_holders(TENANT, &role("member"))).await, 1);
    assert_eq!(look(&store, |q| q.active_holders(TENANT, &role("nobody"))).await, 0);
}

async fn open_attempts_come_the_newest_first(store: Store) {
    let email = address(1);
    let written = [
        attempt(3, &email, 5),
        attempt(1, &email, 9),
        attempt(4, &email, 5),
        attempt(2, &email, 1),
    ];
    let expected = [1, 2, 0, 3].map(|place| written[place].clone());
    put(&store, move |tx| {
        written.iter().try_for_each(|attempt| tx.add_attempt(attempt))
    })
    .await;
    assert_eq!(
        look(&store, move |q| q.open_attempts(TENANT, email.key(), at(10))).await,
        expected
    );
}

async fn an_attempt_is_over_at_its_expiry_and_not_before(store: Store) {
    put(&store, |tx| tx.add_attempt(&attempt(1, &address(1), 0))).await;
    let expiry = attempt(1, &address(1), 0).expires_at;
    let open = |now| move |q: &mut dyn crate::Queries| q.open_attempts(TENANT, address(1).key(), now);
    assert_eq!(look(&store, open(just_before(expiry))).await.len(), 1);
    assert_eq!(look(&store, open(expiry)).await, []);
}

async fn all_attempts_for_an_address_but_the_newest_are_ended(store: Store) {
    put(&store, |tx| {
        (0..6).try_for_each(|number| tx.add_attempt(&attempt(number, &address(1), i64::try_from(number).unwrap())))?;
        tx.add_attempt(&attempt(6, &address(2), 0))
    })
    .await;
    let end = |keep| {
        move |tx: &mut dyn crate::Transaction| {
            tx.lock_address(TENANT, address(1).key())?;
            tx.end_attempts(TENANT, address(1).key(), keep)
        }
    };
    assert_eq!(put(&store, end(6)).await, 0);
    assert_eq!(put(&store, end(2)).await, 4);
    let open = look(&store, |q| q.open_attempts(TENANT, address(1).key(), at(10))).await;
    assert_eq!(open, [attempt(5, &address(1), 5), attempt(4, &address(1), 4)]);
    assert_eq!(put(&store, end(0)).await, 2);
    assert_eq!(put(&store, end(0)).await, 0);
    let others = look(&store, |q| q.open_attempts(TENANT, address(2).key(), at(10))).await;
    assert_eq!(others, [attempt(6, &address(2), 0)]);
}
