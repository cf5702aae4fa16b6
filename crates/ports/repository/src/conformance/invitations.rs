//! Invitations: as many uses as were given and no more, in their time, and found by the address that they name.

use enroll_domain::Timestamp;
use enroll_domain::identifier::EmailAddress;
use enroll_domain::invitation::Invitation;
use enroll_domain::proof::RootKeyId;
use enroll_domain::role::Grantor;

use super::NEIGHBOUR;
use super::conversation::{Store, look, must_move, put, race, winners};
use super::material::{TENANT, address, at, id, invitation, just_before, role, user};
use crate::{Moved, Queries};

topic! { "invitations":
    invitations_come_back_with_all_they_may_hold_page_by_page,
    an_invitation_is_used_as_often_as_it_says,
    of_many_who_use_the_last_use_one_does,
    an_invitation_is_over_at_its_expiry_and_not_before,
    an_invitation_is_taken_back_once_and_is_not_used_then,
    an_invitation_is_found_by_the_address_that_it_names,
    of_several_that_name_an_address_the_one_that_expires_last_is_found,
    a_tenant_knows_whether_any_invitation_is_open,
    expired_invitations_go_and_no_more_than_were_asked_for,
}

/// An invitation that names the address of this number.
fn naming(number: usize, whom: usize) -> Invitation {
    Invitation {
        email: Some(address(whom)),
        ..invitation(number, 1)
    }
}

async fn invitations_come_back_with_all_they_may_hold_page_by_page(store: Store) {
    let full = || Invitation {
        roles: vec![role("support-2_b"), role("editor")],
        uses: u32::try_from(i32::MAX).unwrap(),
        used: 70_000,
        made_by: Grantor::User(id(1)),
        key: RootKeyId::new("00000000".to_owned()),
        revoked_at: Some(at(7)),
        ..naming(1, 5)
    };
    let by_policy = || Invitation {
        made_by: Grantor::Policy,
        ..invitation(3, 2)
    };
    put(&store, move |tx| {
        tx.add_user(&user(1))?;
        [by_policy(), full(), invitation(2, 1)]
            .iter()
            .try_for_each(|invitation| tx.add_invitation(invitation))
    })
    .await;
    let pages = look(&store, |q| {
        Ok([
            q.invitations(TENANT, None, 2)?,
            q.invitations(TENANT, Some(id(2)), 2)?,
            q.invitations(TENANT, Some(id(3)), 2)?,
            q.invitations(TENANT, None, 0)?,
        ])
    });
    assert_eq!(
        pages.await,
        [vec![full(), invitation(2, 1)], vec![by_policy()], vec![], vec![]]
    );
    let found = look(&store, |q| {
        Ok([q.invitation(TENANT, id(1))?, q.invitation(TENANT, id(4))?])
    });
    assert_eq!(found.await, [Some(full()), None]);
}

async fn used(store: &Store, now: Timestamp) -> Moved {
    put(store, move |tx| tx.use_invitation(TENANT, id(1), now)).await
}

async fn an_invitation_is_used_as_often_as_it_says(store: Store) {
    assert_eq!(used(&store, at(1)).await, Moved::Stale);
    put(&store, |tx| {
        tx.add_invitation(&invitation(1, 2))?;
        tx.add_invitation(&invitation(2, 2))
    })
    .await;
    for (expected, count) in [(Moved::Yes, 1), (Moved::Yes, 2), (Moved::Stale, 2), (Moved::Stale, 2)] {
        assert_eq!(used(&store, at(1)).await, expected);
        let found = look(&store, |q| q.invitations(TENANT, None, 10)).await;
        let spent = Invitation {
            used: count,
            ..invitation(1, 2)
        };
        assert_eq!(found, [spent, invitation(2, 2)]);
    }
}

async fn of_many_who_use_the_last_use_one_does(store: Store) {
    for (number, uses) in [(1, 1), (2, 3)] {
        put(&store, move |tx| tx.add_invitation(&invitation(number, uses))).await;
        let results = race(&store, 20, move |_, tx| tx.use_invitation(TENANT, id(number), at(1))).await;
        let won = winners(&results, &Moved::Yes, None);
        assert_eq!(won, usize::try_from(uses).unwrap());
        let found = look(&store, move |q| q.invitation(TENANT, id(number))).await.unwrap();
        assert_eq!(found.used, uses);
    }
}

async fn an_invitation_is_over_at_its_expiry_and_not_before(store: Store) {
    put(&store, |tx| tx.add_invitation(&naming(1, 1))).await;
    let expiry = invitation(1, 1).expires_at;
    let open = |now| look(&store, move |q| is_open(q, now));
    assert_eq!(open(expiry).await, [false; 2]);
    assert_eq!(used(&store, expiry).await, Moved::Stale);
    assert_eq!(open(just_before(expiry)).await, [true; 2]);
    assert_eq!(used(&store, just_before(expiry)).await, Moved::Yes);
    assert_eq!(open(just_before(expiry)).await, [false; 2]);
}

/// Whether any invitation is open, and whether one is that names the first address.
fn is_open(q: &mut dyn Queries, now: Timestamp) -> Result<[bool; 2], crate::StoreError> {
    let named = q.invitation_of(TENANT, address(1).key(), now)?;
    Ok([q.has_open_invitation(TENANT, now)?, named.is_some()])
}

async fn an_invitation_is_taken_back_once_and_is_not_used_then(store: Store) {
    put(&store, |tx| tx.add_invitation(&naming(1, 1))).await;
    let take_back = |seconds| put(&store, move |tx| tx.revoke_invitation(TENANT, id(1), at(seconds)));
    assert_eq!(take_back(5).await, Moved::Yes);
    assert_eq!(take_back(6).await, Moved::Stale);
    assert_eq!(used(&store, at(1)).await, Moved::Stale);
    assert_eq!(look(&store, |q| is_open(q, at(1))).await, [false; 2]);
    let expected = Invitation {
        revoked_at: Some(at(5)),
        ..naming(1, 1)
    };
    assert_eq!(look(&store, |q| q.invitation(TENANT, id(1))).await, Some(expected));
    let none = put(&store, |tx| tx.revoke_invitation(TENANT, id(2), at(5)));
    assert_eq!(none.await, Moved::Stale);
}

async fn an_invitation_is_found_by_the_address_that_it_names(store: Store) {
    put(&store, |tx| {
        tx.add_invitation(&naming(1, 1))?;
        tx.add_invitation(&invitation(2, 1))?;
        tx.add_invitation(&naming(3, 11))?;
        tx.add_invitation(&Invitation {
            tenant: NEIGHBOUR,
            ..naming(4, 2)
        })
    })
    .await;
    let spelled = EmailAddress::parse("PERSON1@example.ORG").unwrap();
    let found = look(&store, move |q| {
        Ok([
            q.invitation_of(TENANT, spelled.key(), at(1))?,
            q.invitation_of(TENANT, address(11).key(), at(1))?,
            q.invitation_of(TENANT, address(2).key(), at(1))?,
        ])
    });
    assert_eq!(found.await, [Some(naming(1, 1)), Some(naming(3, 11)), None]);
}

async fn of_several_that_name_an_address_the_one_that_expires_last_is_found(store: Store) {
    let until = |number, seconds| Invitation {
        expires_at: at(seconds),
        ..naming(number, 1)
    };
    put(&store, move |tx| {
        tx.add_invitation(&until(1, 200))?;
        tx.add_invitation(&until(2, 400))?;
        tx.add_invitation(&until(3, 300))?;
        tx.add_invitation(&until(4, 100))
    })
    .await;
    let found = || look(&store, |q| q.invitation_of(TENANT, address(1).key(), at(150)));
    assert_eq!(found().await, Some(until(2, 400)));
    put(&store, |tx| must_move(tx.use_invitation(TENANT, id(2), at(1)))).await;
    assert_eq!(found().await, Some(until(3, 300)));
    put(&store, |tx| must_move(tx.revoke_invitation(TENANT, id(3), at(1)))).await;
    assert_eq!(found().await, Some(until(1, 200)));
    put(&store, |tx| must_move(tx.use_invitation(TENANT, id(1), at(1)))).await;
    assert_eq!(found().await, None);
}

async fn a_tenant_knows_whether_any_invitation_is_open(store: Store) {
    let open = || look(&store, |q| q.has_open_invitation(TENANT, at(1)));
    assert!(!open().await);
    put(&store, |tx| {
        tx.add_invitation(&Invitation {
            tenant: NEIGHBOUR,
            ..invitation(1, 1)
        })
    })
    .await;
    assert!(!open().await);
    put(&store, |tx| tx.add_invitation(&invitation(1, 2))).await;
    for expected in [true, true, false] {
        assert_eq!(open().await, expected);
        let _used_or_spent = used(&store, at(1)).await;
    }
}

async fn expired_invitations_go_and_no_more_than_were_asked_for(store: Store) {
    let ending = |number: usize, seconds| Invitation {
        expires_at: at(seconds),
        ..invitation(number, 1)
    };
    put(&store, move |tx| {
        (1..=5).try_for_each(|number| tx.add_invitation(&ending(number, 99)))?;
        tx.add_invitation(&ending(6, 100))?;
        must_move(tx.revoke_invitation(TENANT, id(1), at(1)))?;
        must_move(tx.use_invitation(TENANT, id(2), at(1)))
    })
    .await;
    for (limit, expected) in [(0, 0), (3, 3), (3, 2), (3, 0)] {
        let removed = put(&store, move |tx| tx.remove_expired_invitations(at(100), limit)).await;
        assert_eq!(removed, expected);
    }
    assert_eq!(
        look(&store, |q| q.invitations(TENANT, None, 10)).await,
        [ending(6, 100)]
    );
}
