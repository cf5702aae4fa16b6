//! Identifiers: one holder for each key and kind, whoever comes first and in whatever state they are.

use enroll_domain::identifier::{EmailAddress, ExternalId};
use enroll_domain::proof::{Proof, Purpose, Subject};
use enroll_domain::registration::ProvisioningTarget;
use enroll_domain::user::{State, User};

use super::conversation::{Store, commit, look, put};
use super::material::{TENANT, active, address, at, grant, id, proof, session, user, username};
use crate::{SessionsThere, StoreError, Transaction, Unique};

topic! { "identifiers":
    an_address_is_held_by_one_user_whatever_its_letter_case,
    a_user_name_is_held_by_one_user_whatever_its_spelling,
    an_external_id_is_held_by_one_user_to_the_letter,
    kinds_do_not_meet,
    a_user_has_as_many_external_ids_as_name_spaces,
    a_closed_user_still_holds_the_identifiers,
    a_user_is_found_by_an_external_id_to_the_letter,
    a_user_is_found_by_keys_and_not_by_their_beginnings,
    an_id_that_is_used_twice_is_no_conflict_but_a_fault,
    users_come_in_the_order_of_their_ids_page_by_page,
    nothing_is_added_for_a_user_who_does_not_exist,
}

async fn an_address_is_held_by_one_user_whatever_its_letter_case(store: Store) {
    put(&store, |tx| tx.add_user(&user(1))).await;
    let mut second = user(2);
    second.identifiers.email = Some(EmailAddress::parse("PERSON1@example.ORG").unwrap());
    assert_conflict(&store, second, Unique::Email).await;
}

async fn a_user_name_is_held_by_one_user_whatever_its_spelling(store: Store) {
    put(&store, |tx| tx.add_user(&named(1, "Ada.Lovelace"))).await;
    assert_conflict(&store, named(2, "ADA.LOVELACE"), Unique::Username).await;
}

async fn an_external_id_is_held_by_one_user_to_the_letter(store: Store) {
    put(&store, |tx| tx.add_user(&numbered(1, &[("employee", "a1")]))).await;
    put(&store, |tx| tx.add_user(&numbered(2, &[("employee", "A1")]))).await;
    put(&store, |tx| tx.add_user(&numbered(3, &[("customer", "a1")]))).await;
    assert_conflict(
        &store,
        numbered(4, &[("supplier", "7"), ("employee", "a1")]),
        Unique::ExternalId,
    )
    .await;
}

async fn kinds_do_not_meet(store: Store) {
    put(&store, |tx| tx.add_user(&named(1, "twin"))).await;
    put(&store, |tx| {
        tx.add_user(&numbered(2, &[("twin", "twin"), ("x", "person1@example.org")]))
    })
    .await;
    let name = username("twin");
    let holder = look(&store, move |q| q.user_by_username(TENANT, name.key())).await;
    assert_eq!(holder, Some(named(1, "twin")));
}

async fn a_user_is_found_by_an_external_id_to_the_letter(store: Store) {
    let added = numbered(1, &[("employee", "a1"), ("customer", "7")]);
    let kept = added.clone();
    put(&store, move |tx| tx.add_user(&added)).await;
    let ask = |space: &str, value: &str| {
        let asked = ExternalId::parse(space, value).unwrap();
        look(&store, move |q| q.user_by_external(TENANT, &asked))
    };
    let mut found = ask("employee", "a1").await.unwrap();
    found.identifiers.external.sort();
    let mut expected = kept;
    expected.identifiers.external.sort();
    assert_eq!(found, expected);
    assert_eq!(ask("employee", "A1").await, None);
    assert_eq!(ask("employee", "7").await, None);
    assert_eq!(ask("employee", "a").await, None);
}

async fn a_user_has_as_many_external_ids_as_name_spaces(store: Store) {
    let added = numbered(1, &[("customer", "17"), ("employee", "17"), ("supplier", "Ω:17")]);
    let kept = added.clone();
    put(&store, move |tx| tx.add_user(&added)).await;
    let mut found = look(&store, |q| q.user(TENANT, id(1))).await.unwrap();
    found.identifiers.external.sort();
    assert_eq!(found, kept);
}

async fn a_closed_user_still_holds_the_identifiers(store: Store) {
    let closed = User {
        state: State::Closed { at: at(9) },
        ..named(1, "gone")
    };
    let kept = closed.clone();
    put(&store, move |tx| tx.add_user(&closed)).await;
    let key = address(1);
    let found = look(&store, move |q| q.user_by_email(TENANT, key.key())).await;
    assert_eq!(found, Some(kept));
    assert_conflict(&store, named(2, "gone"), Unique::Username).await;
}

async fn a_user_is_found_by_keys_and_not_by_their_beginnings(store: Store) {
    let added = User {
        state: active(1).state,
        ..named(1, "percent_sign")
    };
    let kept = added.clone();
    put(&store, move |tx| tx.add_user(&added)).await;
    let (email, name, wild) = (address(1), username("Percent_Sign"), username("percentXsign"));
    let found = look(&store, move |q| {
        let by_email = q.user_by_email(TENANT, email.key())?;
        Ok((
            by_email,
            q.user_by_username(TENANT, name.key())?,
            q.user_by_username(TENANT, wild.key())?,
        ))
    });
    assert_eq!(found.await, (Some(kept.clone()), Some(kept), None));
    let longer = EmailAddress::parse("person11@example.org").unwrap();
    assert_eq!(look(&store, move |q| q.user_by_email(TENANT, longer.key())).await, None);
}

async fn an_id_that_is_used_twice_is_no_conflict_but_a_fault(store: Store) {
    put(&store, |tx| tx.add_user(&user(1))).await;
    let twin = User { id: id(1), ..user(2) };
    let outcome = commit(&store, move |tx| tx.add_user(&twin)).await;
    assert!(matches!(outcome, Err(StoreError::Broken(_))), "{outcome:?}");
    assert_eq!(look(&store, |q| q.user(TENANT, id(1))).await, Some(user(1)));
}

async fn users_come_in_the_order_of_their_ids_page_by_page(store: Store) {
    put(&store, |tx| {
        [3, 1, 5, 2, 4]
            .into_iter()
            .try_for_each(|number| tx.add_user(&user(number)))
    })
    .await;
    let first = look(&store, |q| q.users(TENANT, None, 2)).await;
    let second = look(&store, |q| q.users(TENANT, Some(id(2)), 2)).await;
    let third = look(&store, |q| q.users(TENANT, Some(id(4)), 2)).await;
    assert_eq!(first, [user(1), user(2)]);
    assert_eq!(second, [user(3), user(4)]);
    assert_eq!(third, [user(5)]);
    assert_eq!(look(&store, |q| q.users(TENANT, Some(id(5)), 2)).await, []);
    assert_eq!(look(&store, |q| q.users(TENANT, None, 0)).await, []);
}

fn named(number: usize, name: &str) -> User {
    let mut user = user(number);
    user.identifiers.username = Some(username(name));
    user
}

fn numbered(number: usize, external: &[(&str, &str)]) -> User {
    let mut user = user(number);
    user.identifiers.external = external
        .iter()
        .map(|(space, value)| ExternalId::parse(space, value).unwrap())
        .collect();
    user
}

async fn assert_conflict(store: &Store, second: User, expected: Unique) {
    let refused = second.id;
    let outcome = commit(store, move |tx| tx.add_user(&second)).await;
    assert!(
        matches!(outcome, Err(StoreError::Conflict(unique)) if unique == expected),
        "{outcome:?}"
    );
    assert_eq!(look(store, move |q| q.user(TENANT, refused)).await, None);
}

type Addition = fn(&mut dyn Transaction) -> Result<(), StoreError>;

async fn nothing_is_added_for_a_user_who_does_not_exist(store: Store) {
    let additions: [Addition; 4] = [
        |tx| tx.add_session(&session(1, id(9))),
        |tx| {
            tx.add_proof(&Proof {
                purpose: Purpose::PasswordReset,
                subject: Subject::User(id(9)),
                ..proof(1, address(1))
            })
        },
        |tx| tx.grant(TENANT, &grant(id(9), "admin")).map(drop),
        |tx| {
            let target = ProvisioningTarget::parse("keycloak").unwrap();
            tx.want_provisioning(TENANT, id(9), &target, SessionsThere::Keep)
                .map(drop)
        },
    ];
    for addition in additions {
        let outcome = commit(&store, addition).await;
        assert!(matches!(outcome, Err(StoreError::Broken(_))), "{outcome:?}");
    }
}
