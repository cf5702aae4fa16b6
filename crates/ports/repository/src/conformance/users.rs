//! Users: whatever state they are in and whatever they lack, they come back as they were; who chose a password at registration
//! needs no other to be active.

use enroll_domain::Timestamp;
use enroll_domain::identifier::ExternalId;
use enroll_domain::profile::{Field, Profile};
use enroll_domain::user::{ChosenBy, EmailProof, State, User};

use super::NEIGHBOUR;
use super::conversation::{Store, look, put, race, winners};
use super::material::{TENANT, active, at, hash, id, user, username};
use crate::{Moved, Transaction};

topic! { "users":
    a_user_in_each_state_comes_back_as_they_were,
    a_profile_comes_back_to_the_letter,
    times_come_back_to_the_microsecond_however_far_away,
    users_without_an_address_do_not_meet,
    who_chose_a_password_at_registration_is_activated_with_it,
    a_password_that_is_given_at_activation_takes_the_place_of_the_chosen_one,
    who_has_no_password_is_not_activated_without_one,
    a_password_that_waits_for_its_owner_is_not_replaced,
    who_chose_the_password_is_noted_once,
    a_tenant_has_users_in_whatever_state_they_are,
    the_first_user_knows_it_under_the_lock_of_the_tenant,
}

async fn a_user_in_each_state_comes_back_as_they_were(store: Store) {
    let states = [
        State::Pending { password: None },
        State::Pending {
            password: Some(hash(9)),
        },
        State::Active {
            password: hash(1),
            since: at(3),
        },
        State::Suspended {
            password: hash(2),
            since: at(4),
        },
        State::Closed { at: at(5) },
    ];
    for (number, state) in states.into_iter().enumerate() {
        let mut written = User { state, ..user(number) };
        written.chosen_by = [ChosenBy::Owner, ChosenBy::Administrator][number % 2];
        written.identifiers.email_proof = EmailProof::Proved { at: at(2) };
        written.identifiers.username = Some(username(&format!("Person.{number}-x")));
        written.identifiers.external = vec![ExternalId::parse("employee", &format!("№ {number}")).unwrap()];
        let kept = written.clone();
        put(&store, move |tx| tx.add_user(&written)).await;
        assert_eq!(look(&store, move |q| q.user(TENANT, id(number))).await, Some(kept));
    }
}

async fn a_profile_comes_back_to_the_letter(store: Store) {
    let examples = || Field::ALL.iter().map(|field| (*field, field.rule().example.to_owned()));
    let odd = || {
        Field::ALL
            .iter()
            .map(|field| (*field, "Zoë \"Z\" O'Neil \\ {1}, 😀\tß".to_owned()))
    };
    let profiles = [
        Profile::new(),
        Profile::from_stored(examples()),
        Profile::from_stored(odd()),
    ];
    for (number, profile) in profiles.into_iter().enumerate() {
        let written = User {
            profile: profile.clone(),
            ..user(number)
        };
        put(&store, move |tx| tx.add_user(&written)).await;
        let found = look(&store, move |q| q.user(TENANT, id(number))).await.unwrap();
        assert_eq!(
            found.profile.iter().collect::<Vec<_>>(),
            profile.iter().collect::<Vec<_>>()
        );
    }
}

async fn times_come_back_to_the_microsecond_however_far_away(store: Store) {
    let micros = [
        0,
        1,
        -1,
        999_999,
        1_700_000_000_999_999,
        253_402_300_799_999_999,
        -62_135_596_800_000_000,
    ];
    for (number, time) in micros.into_iter().map(Timestamp::from_micros).enumerate() {
        let written = User {
            created_at: time,
            ..user(number)
        };
        put(&store, move |tx| tx.add_user(&written)).await;
        assert_eq!(
            look(&store, move |q| q.user(TENANT, id(number)))
                .await
                .unwrap()
                .created_at,
            time
        );
    }
}

fn nameless(number: usize) -> User {
    let mut user = active(number);
    user.identifiers.email = None;
    user
}

fn waiting(number: usize) -> User {
    User {
        state: State::Pending {
            password: Some(hash(number)),
        },
        ..user(number)
    }
}

async fn activate(store: &Store, given: Option<usize>) -> Moved {
    let password = given.map(hash);
    put(store, move |tx| {
        tx.activate_user(TENANT, id(1), password.as_ref(), at(8))
    })
    .await
}

async fn users_without_an_address_do_not_meet(store: Store) {
    let mut named = nameless(2);
    named.identifiers.username = Some(username("ada"));
    let users = vec![nameless(1), named, nameless(3)];
    let kept = users.clone();
    put(&store, move |tx| users.iter().try_for_each(|user| tx.add_user(user))).await;
    assert_eq!(look(&store, |q| q.users(TENANT, None, 10)).await, kept);
}

async fn assert_active_with(store: &Store, password: usize) {
    let found = look(store, |q| q.user(TENANT, id(1))).await.unwrap();
    let expected = State::Active {
        password: hash(password),
        since: at(8),
    };
    assert_eq!(found.state, expected);
}

async fn who_chose_a_password_at_registration_is_activated_with_it(store: Store) {
    put(&store, |tx| tx.add_user(&waiting(1))).await;
    assert_eq!(activate(&store, None).await, Moved::Yes);
    assert_active_with(&store, 1).await;
    assert_eq!(activate(&store, None).await, Moved::Stale);
}

async fn a_password_that_is_given_at_activation_takes_the_place_of_the_chosen_one(store: Store) {
    put(&store, |tx| tx.add_user(&waiting(1))).await;
    assert_eq!(activate(&store, Some(7)).await, Moved::Yes);
    assert_active_with(&store, 7).await;
}

async fn who_has_no_password_is_not_activated_without_one(store: Store) {
    put(&store, |tx| tx.add_user(&user(1))).await;
    assert_eq!(activate(&store, None).await, Moved::Stale);
    assert_eq!(look(&store, |q| q.user(TENANT, id(1))).await, Some(user(1)));
    assert_eq!(activate(&store, Some(7)).await, Moved::Yes);
    assert_active_with(&store, 7).await;
}

async fn a_password_that_waits_for_its_owner_is_not_replaced(store: Store) {
    put(&store, |tx| tx.add_user(&waiting(1))).await;
    let replace = |tx: &mut dyn Transaction| tx.replace_password(TENANT, id(1), &hash(1), &hash(2));
    assert_eq!(put(&store, replace).await, Moved::Stale);
    assert_eq!(look(&store, |q| q.user(TENANT, id(1))).await, Some(waiting(1)));
}

async fn who_chose_the_password_is_noted_once(store: Store) {
    put(&store, |tx| tx.add_user(&active(1))).await;
    let steps = [
        (ChosenBy::Owner, Moved::Stale),
        (ChosenBy::Administrator, Moved::Yes),
        (ChosenBy::Administrator, Moved::Stale),
        (ChosenBy::Owner, Moved::Yes),
    ];
    for (by, expected) in steps {
        let moved = put(&store, move |tx| tx.note_chosen_by(TENANT, id(1), by)).await;
        assert_eq!(moved, expected, "{by:?}");
        let expected = User {
            chosen_by: by,
            ..active(1)
        };
        assert_eq!(look(&store, |q| q.user(TENANT, id(1))).await, Some(expected));
    }
}

async fn a_tenant_has_users_in_whatever_state_they_are(store: Store) {
    assert!(!look(&store, |q| q.has_users(TENANT)).await);
    let closed = User {
        state: State::Closed { at: at(1) },
        ..nameless(1)
    };
    put(&store, move |tx| tx.add_user(&closed)).await;
    assert!(look(&store, |q| q.has_users(TENANT)).await);
    assert!(!look(&store, |q| q.has_users(NEIGHBOUR)).await);
}

async fn the_first_user_knows_it_under_the_lock_of_the_tenant(store: Store) {
    let results = race(&store, 12, |racer, tx| {
        tx.lock_tenant(TENANT)?;
        let first = !tx.has_users(TENANT)?;
        tx.add_user(&user(racer))?;
        Ok(first)
    });
    assert_eq!(winners(&results.await, &true, None), 1);
}
