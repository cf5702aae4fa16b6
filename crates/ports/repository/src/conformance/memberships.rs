//! Memberships: where users stand comes back as it was written, and names nothing that is not there.

use std::collections::BTreeSet;

use enroll_domain::membership::{Department, Membership, Package, Tag};
use enroll_domain::referral::ReferralCode;
use enroll_domain::user::{State, User};

use super::NEIGHBOUR;
use super::conversation::{Store, commit, look, put, race, winners};
use super::material::{TENANT, active, at, department, hash, id, package, section, tag, user};
use crate::{Moved, StoreError, Transaction, Unique};

topic! { "memberships":
    a_membership_comes_back_with_all_it_may_hold_and_with_nothing,
    a_membership_is_replaced_save_for_number_code_and_inviter,
    a_membership_is_replaced_for_all_but_closed_users,
    a_user_is_found_by_number_and_by_referral_code,
    a_referral_code_is_held_by_one_user,
    of_many_who_want_a_referral_code_one_gets_it,
    a_membership_that_names_what_is_not_there_is_a_fault,
}

fn referral(text: &str) -> ReferralCode {
    ReferralCode::parse(text).unwrap()
}

/// Two departments, a section of each, three tags, two packages, and user 9.
fn furnish(tx: &mut dyn Transaction) -> Result<(), StoreError> {
    tx.add_department(&department(1, "Research"))?;
    tx.add_department(&department(2, "Sales"))?;
    tx.add_department(&section(3, 1, "Optics"))?;
    tx.add_department(&section(4, 2, "North"))?;
    tx.add_tag(&tag(1, "Early"))?;
    tx.add_tag(&tag(2, "Late"))?;
    tx.add_tag(&tag(3, "Loud"))?;
    tx.add_package(&package(1, "basic"))?;
    tx.add_package(&package(2, "gold"))?;
    tx.add_user(&user(9))
}

fn full() -> Membership {
    Membership {
        number: Some(4_000_000_000_000),
        department: Some(id(1)),
        section: Some(id(3)),
        tags: BTreeSet::from([id(1), id(3)]),
        package: Some(id(1)),
        referral_code: Some(referral("ABCDEFGH")),
        inviter: Some(id(9)),
    }
}

fn member(number: usize, membership: Membership) -> User {
    User {
        membership,
        ..active(number)
    }
}

async fn membership(store: &Store, number: usize) -> Membership {
    look(store, move |q| q.user(TENANT, id(number)))
        .await
        .unwrap()
        .membership
}

async fn a_membership_comes_back_with_all_it_may_hold_and_with_nothing(store: Store) {
    put(&store, furnish).await;
    for (number, written) in [(1, full()), (2, Membership::default())] {
        let user = member(number, written.clone());
        put(&store, move |tx| tx.add_user(&user)).await;
        assert_eq!(membership(&store, number).await, written);
    }
    let all = look(&store, |q| q.users(TENANT, None, 10)).await;
    assert_eq!(all, [member(1, full()), member(2, Membership::default()), user(9)]);
}

async fn a_membership_is_replaced_save_for_number_code_and_inviter(store: Store) {
    put(&store, furnish).await;
    put(&store, |tx| tx.add_user(&member(1, full()))).await;
    let other = Membership {
        number: Some(7),
        department: Some(id(2)),
        section: Some(id(4)),
        tags: BTreeSet::from([id(2), id(3)]),
        package: Some(id(2)),
        referral_code: Some(referral("ZZZZZZZZ")),
        inviter: None,
    };
    for written in [other, Membership::default(), full()] {
        let given = written.clone();
        let moved = put(&store, move |tx| tx.set_membership(TENANT, id(1), &given)).await;
        assert_eq!(moved, Moved::Yes);
        let expected = Membership {
            number: full().number,
            referral_code: full().referral_code,
            inviter: full().inviter,
            ..written
        };
        assert_eq!(membership(&store, 1).await, expected);
    }
    let strangers = look(&store, |q| q.user_by_referral_code(TENANT, &referral("ZZZZZZZZ"))).await;
    assert_eq!(strangers, None);
}

async fn a_membership_is_replaced_for_all_but_closed_users(store: Store) {
    put(&store, furnish).await;
    let (password, since) = (hash(1), at(1));
    let states = [
        State::Pending { password: None },
        State::Active {
            password: password.clone(),
            since,
        },
        State::Suspended { password, since },
        State::Closed { at: at(1) },
    ];
    for (number, state) in states.into_iter().enumerate() {
        let expected = match &state {
            State::Closed { .. } => (Moved::Stale, None),
            State::Pending { .. } | State::Active { .. } | State::Suspended { .. } => (Moved::Yes, Some(id(1))),
        };
        let written = User { state, ..user(number) };
        put(&store, move |tx| tx.add_user(&written)).await;
        let moved = put(&store, move |tx| {
            let given = Membership {
                department: Some(id(1)),
                ..Membership::default()
            };
            tx.set_membership(TENANT, id(number), &given)
        })
        .await;
        assert_eq!((moved, membership(&store, number).await.department), expected);
    }
}

async fn a_user_is_found_by_number_and_by_referral_code(store: Store) {
    put(&store, furnish).await;
    put(&store, |tx| {
        tx.add_user(&member(1, full()))?;
        tx.add_user(&user(2))
    })
    .await;
    let found = look(&store, |q| {
        Ok([
            q.user_by_number(TENANT, 4_000_000_000_000)?,
            q.user_by_referral_code(TENANT, &referral("abcdefgh"))?,
            q.user_by_number(TENANT, 4)?,
            q.user_by_referral_code(TENANT, &referral("ABCDEFG"))?,
        ])
    });
    assert_eq!(
        found.await,
        [Some(member(1, full())), Some(member(1, full())), None, None]
    );
}

fn inviting(number: usize) -> User {
    let membership = Membership {
        referral_code: Some(referral("ABCDEFGH")),
        ..Membership::default()
    };
    member(number, membership)
}

async fn a_referral_code_is_held_by_one_user(store: Store) {
    put(&store, |tx| tx.add_user(&inviting(1))).await;
    let outcome = commit(&store, |tx| tx.add_user(&inviting(2))).await;
    assert!(
        matches!(outcome, Err(StoreError::Conflict(Unique::ReferralCode))),
        "{outcome:?}"
    );
    assert_eq!(look(&store, |q| q.user(TENANT, id(2))).await, None);
}

async fn of_many_who_want_a_referral_code_one_gets_it(store: Store) {
    let results = race(&store, 12, |racer, tx| tx.add_user(&inviting(racer))).await;
    assert_eq!(winners(&results, &(), Some(Unique::ReferralCode)), 1);
}

/// Memberships that each name one thing that the tenant does not have.
fn dangling() -> [Membership; 5] {
    let none = Membership::default;
    [
        Membership {
            department: Some(id(50)),
            ..none()
        },
        Membership {
            department: Some(id(1)),
            section: Some(id(50)),
            ..none()
        },
        Membership {
            tags: BTreeSet::from([id(1), id(50)]),
            ..none()
        },
        Membership {
            package: Some(id(50)),
            ..none()
        },
        Membership {
            inviter: Some(id(50)),
            ..none()
        },
    ]
}

async fn a_membership_that_names_what_is_not_there_is_a_fault(store: Store) {
    put(&store, furnish).await;
    put(&store, |tx| {
        let tenant = NEIGHBOUR;
        tx.add_department(&Department {
            tenant,
            ..department(50, "Theirs")
        })?;
        tx.add_tag(&Tag {
            tenant,
            ..tag(50, "Theirs")
        })?;
        tx.add_package(&Package {
            tenant,
            ..package(50, "theirs")
        })?;
        tx.add_user(&User { tenant, ..user(50) })
    })
    .await;
    for (number, membership) in dangling().into_iter().enumerate() {
        let written = member(1, membership.clone());
        let outcome = commit(&store, move |tx| tx.add_user(&written)).await;
        assert!(matches!(outcome, Err(StoreError::Broken(_))), "{number}: {outcome:?}");
        if membership.inviter.is_none() {
            let outcome = commit(&store, move |tx| tx.set_membership(TENANT, id(9), &membership)).await;
            assert!(matches!(outcome, Err(StoreError::Broken(_))), "{number}: {outcome:?}");
        }
    }
    assert_eq!(look(&store, |q| q.users(TENANT, None, 10)).await, [user(9)]);
}
