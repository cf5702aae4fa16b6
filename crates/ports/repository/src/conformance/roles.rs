//! Roles that administrators made: each once, and gone with its grants when it is removed.

use enroll_domain::role::{Authority, Permission, Role};
use enroll_domain::user::User;

use super::NEIGHBOUR;
use super::conversation::{Store, commit, look, must_move, put, race, winners};
use super::material::{TENANT, grant, id, role, user};
use crate::{Moved, StoreError, Unique};

topic! { "roles":
    roles_that_were_made_come_back_in_the_order_of_their_names,
    a_role_is_made_once,
    of_many_who_make_a_role_one_does,
    a_role_is_changed_where_it_was_made,
    a_role_is_removed_once_with_its_grants_and_nobody_elses,
}

fn made(name: &str, permissions: &[&str]) -> Role {
    let held = permissions.iter().map(|text| Permission::parse(text).unwrap());
    Role::new(role(name), Authority::Only(held.collect()))
}

fn described(name: &str) -> Role {
    let words = ("Editor \"in chief\", ß".to_owned(), "Writes.\nReads.".to_owned());
    made(name, &["page.edit", "user.read"]).described(Some(words.0), Some(words.1))
}

async fn roles_that_were_made_come_back_in_the_order_of_their_names(store: Store) {
    assert_eq!(look(&store, |q| q.roles_made(TENANT)).await, []);
    let titled = || made("b", &["user.read"]).described(Some("B".to_owned()), None);
    put(&store, move |tx| {
        tx.add_role(TENANT, &described("support-2_b"))?;
        tx.add_role(TENANT, &titled())?;
        tx.add_role(TENANT, &made("a", &[]))
    })
    .await;
    let expected = [made("a", &[]), titled(), described("support-2_b")];
    assert_eq!(look(&store, |q| q.roles_made(TENANT)).await, expected);
}

async fn a_role_is_made_once(store: Store) {
    put(&store, |tx| tx.add_role(TENANT, &described("editor"))).await;
    put(&store, |tx| tx.add_role(NEIGHBOUR, &made("editor", &[]))).await;
    let outcome = commit(&store, |tx| tx.add_role(TENANT, &made("editor", &[]))).await;
    assert!(
        matches!(outcome, Err(StoreError::Conflict(Unique::Role))),
        "{outcome:?}"
    );
    assert_eq!(look(&store, |q| q.roles_made(TENANT)).await, [described("editor")]);
}

async fn of_many_who_make_a_role_one_does(store: Store) {
    let results = race(&store, 12, |_, tx| tx.add_role(TENANT, &described("editor"))).await;
    assert_eq!(winners(&results, &(), Some(Unique::Role)), 1);
}

async fn a_role_is_changed_where_it_was_made(store: Store) {
    let change = |role: Role| put(&store, move |tx| tx.set_role(TENANT, &role));
    assert_eq!(change(made("editor", &[])).await, Moved::Stale);
    put(&store, |tx| {
        tx.add_role(TENANT, &made("editor", &["page.edit"]))?;
        tx.add_role(TENANT, &made("other", &["page.edit"]))?;
        tx.add_role(NEIGHBOUR, &made("editor", &["page.edit"]))
    })
    .await;
    for role in [described("editor"), made("editor", &["user.read"]), made("editor", &[])] {
        assert_eq!(change(role.clone()).await, Moved::Yes);
        let expected = [role, made("other", &["page.edit"])];
        assert_eq!(look(&store, |q| q.roles_made(TENANT)).await, expected);
    }
    let theirs = look(&store, |q| q.roles_made(NEIGHBOUR)).await;
    assert_eq!(theirs, [made("editor", &["page.edit"])]);
}

async fn a_role_is_removed_once_with_its_grants_and_nobody_elses(store: Store) {
    put(&store, |tx| {
        tx.add_user(&user(1))?;
        tx.add_role(TENANT, &described("editor"))?;
        tx.add_role(NEIGHBOUR, &described("editor"))?;
        must_move(tx.grant(TENANT, &grant(id(1), "editor")))?;
        must_move(tx.grant(TENANT, &grant(id(1), "member")))?;
        tx.add_user(&User {
            tenant: NEIGHBOUR,
            ..user(2)
        })?;
        must_move(tx.grant(NEIGHBOUR, &grant(id(2), "editor")))
    })
    .await;
    for expected in [Moved::Yes, Moved::Stale] {
        let moved = put(&store, |tx| tx.remove_role(TENANT, &role("editor"))).await;
        assert_eq!(moved, expected);
    }
    assert_eq!(look(&store, |q| q.roles_made(TENANT)).await, []);
    assert_eq!(look(&store, |q| q.roles_made(NEIGHBOUR)).await, [described("editor")]);
    put(&store, |tx| tx.add_role(TENANT, &made("editor", &[]))).await;
    let grants = look(&store, |q| q.grants_of(TENANT, id(1))).await;
    assert_eq!(grants, [grant(id(1), "member")]);
    let theirs = look(&store, |q| q.grants_of(NEIGHBOUR, id(2))).await;
    assert_eq!(theirs, [grant(id(2), "editor")]);
    // Of a name that was not made, such as the policy's own, nothing is taken.
    let moved = put(&store, |tx| tx.remove_role(TENANT, &role("member"))).await;
    assert_eq!(moved, Moved::Stale);
    let grants = look(&store, |q| q.grants_of(TENANT, id(1))).await;
    assert_eq!(grants, [grant(id(1), "member")]);
}
