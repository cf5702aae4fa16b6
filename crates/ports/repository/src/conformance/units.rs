//! Departments and sections: a title is held by one department, and by one section within each.

use enroll_domain::membership::Unit;

use super::NEIGHBOUR;
use super::conversation::{Store, commit, look, put, race, winners};
use super::material::{TENANT, department, id, section, title};
use crate::{Moved, StoreError, Unique};

topic! { "units":
    departments_and_sections_come_back_in_the_order_of_their_ids_page_by_page,
    a_title_is_held_by_one_department_and_by_one_section_within_each,
    of_many_who_want_a_title_one_gets_it,
    a_department_is_renamed_and_its_title_is_free,
    a_section_of_no_department_is_a_fault,
}

async fn departments_and_sections_come_back_in_the_order_of_their_ids_page_by_page(store: Store) {
    let units = || {
        [
            department(1, "Forschung & \"Lehre\" ß"),
            section(2, 1, "Optics"),
            department(3, "Sales"),
        ]
    };
    put(&store, move |tx| {
        let [first, second, third] = units();
        [third, first, second].iter().try_for_each(|unit| tx.add_unit(unit))
    })
    .await;
    let [first, second, third] = units();
    let pages = look(&store, |q| {
        Ok([
            q.units(TENANT, None, 2)?,
            q.units(TENANT, Some(id(2)), 2)?,
            q.units(TENANT, Some(id(3)), 2)?,
            q.units(TENANT, None, 0)?,
        ])
    });
    assert_eq!(pages.await, [vec![first, second.clone()], vec![third], vec![], vec![]]);
    assert_eq!(look(&store, |q| q.unit(TENANT, id(2))).await, Some(second));
    assert_eq!(look(&store, |q| q.unit(TENANT, id(4))).await, None);
}

fn is_taken<T: std::fmt::Debug>(outcome: &Result<T, StoreError>) -> bool {
    matches!(outcome, Err(StoreError::Conflict(Unique::Unit)))
}

async fn a_title_is_held_by_one_department_and_by_one_section_within_each(store: Store) {
    put(&store, |tx| {
        tx.add_unit(&department(1, "Research"))?;
        tx.add_unit(&department(2, "Sales"))?;
        tx.add_unit(&section(3, 1, "North"))?;
        tx.add_unit(&section(4, 2, "North"))?;
        tx.add_unit(&section(5, 1, "Research"))?;
        tx.add_unit(&department(6, "North"))?;
        tx.add_unit(&Unit {
            tenant: NEIGHBOUR,
            ..department(7, "Research")
        })
    })
    .await;
    for twin in [
        department(8, "Research"),
        section(8, 1, "North"),
        section(8, 2, "North"),
    ] {
        let outcome = commit(&store, move |tx| tx.add_unit(&twin)).await;
        assert!(is_taken(&outcome), "{outcome:?}");
    }
    assert_eq!(look(&store, |q| q.unit(TENANT, id(8))).await, None);
}

async fn of_many_who_want_a_title_one_gets_it(store: Store) {
    let results = race(&store, 12, |racer, tx| tx.add_unit(&department(racer, "Research"))).await;
    assert_eq!(winners(&results, &(), Some(Unique::Unit)), 1);
    let there = look(&store, |q| q.units(TENANT, None, 20)).await[0].id;
    let results = race(&store, 12, move |racer, tx| {
        tx.add_unit(&Unit {
            within: Some(there),
            ..department(100 + racer, "Optics")
        })
    });
    assert_eq!(winners(&results.await, &(), Some(Unique::Unit)), 1);
}

async fn a_department_is_renamed_and_its_title_is_free(store: Store) {
    put(&store, |tx| {
        tx.add_unit(&department(1, "Research"))?;
        tx.add_unit(&department(2, "Sales"))?;
        tx.add_unit(&section(3, 1, "Optics"))
    })
    .await;
    let rename =
        |number: usize, to: &'static str| commit(&store, move |tx| tx.rename_unit(TENANT, id(number), &title(to)));
    let clash = rename(2, "Research").await;
    assert!(is_taken(&clash), "{clash:?}");
    for (number, to) in [(1, "Science"), (1, "Science"), (2, "Research"), (3, "Research")] {
        assert_eq!(rename(number, to).await.unwrap(), Moved::Yes);
    }
    assert_eq!(rename(9, "Research").await.unwrap(), Moved::Stale);
    let units = look(&store, |q| q.units(TENANT, None, 10)).await;
    let expected = [
        department(1, "Science"),
        department(2, "Research"),
        section(3, 1, "Research"),
    ];
    assert_eq!(units, expected);
}

async fn a_section_of_no_department_is_a_fault(store: Store) {
    put(&store, |tx| {
        tx.add_unit(&Unit {
            tenant: NEIGHBOUR,
            ..department(1, "Theirs")
        })
    })
    .await;
    let outcome = commit(&store, |tx| tx.add_unit(&section(2, 1, "Optics"))).await;
    assert!(matches!(outcome, Err(StoreError::Broken(_))), "{outcome:?}");
    assert_eq!(look(&store, |q| q.units(TENANT, None, 10)).await, []);
}
