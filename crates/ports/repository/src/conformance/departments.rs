//! Departments and sections: a title is held by one department, and by one section within each.

use enroll_domain::membership::Department;

use super::NEIGHBOUR;
use super::conversation::{Store, commit, look, put, race, winners};
use super::material::{TENANT, department, id, section, title};
use crate::{Moved, StoreError, Unique};

topic! { "departments":
    departments_and_sections_come_back_in_the_order_of_their_ids_page_by_page,
    a_title_is_held_by_one_department_and_by_one_section_within_each,
    of_many_who_want_a_title_one_gets_it,
    a_department_is_renamed_and_its_title_is_free,
    a_section_of_no_department_is_a_fault,
}

async fn departments_and_sections_come_back_in_the_order_of_their_ids_page_by_page(store: Store) {
    let departments = || {
        [
            department(1, "Forschung & \"Lehre\" ß"),
            section(2, 1, "Optics"),
            department(3, "Sales"),
        ]
    };
    put(&store, move |tx| {
        let [first, second, third] = departments();
        [third, first, second]
            .iter()
            .try_for_each(|department| tx.add_department(department))
    })
    .await;
    let [first, second, third] = departments();
    let pages = look(&store, |q| {
        Ok([
            q.departments(TENANT, None, 2)?,
            q.departments(TENANT, Some(id(2)), 2)?,
            q.departments(TENANT, Some(id(3)), 2)?,
            q.departments(TENANT, None, 0)?,
        ])
    });
    assert_eq!(pages.await, [vec![first, second.clone()], vec![third], vec![], vec![]]);
    assert_eq!(look(&store, |q| q.department(TENANT, id(2))).await, Some(second));
    assert_eq!(look(&store, |q| q.department(TENANT, id(4))).await, None);
}

fn is_taken<T: std::fmt::Debug>(outcome: &Result<T, StoreError>) -> bool {
    matches!(outcome, Err(StoreError::Conflict(Unique::Department)))
}

async fn a_title_is_held_by_one_department_and_by_one_section_within_each(store: Store) {
    put(&store, |tx| {
        tx.add_department(&department(1, "Research"))?;
        tx.add_department(&department(2, "Sales"))?;
        tx.add_department(&section(3, 1, "North"))?;
        tx.add_department(&section(4, 2, "North"))?;
        tx.add_department(&section(5, 1, "Research"))?;
        tx.add_department(&department(6, "North"))?;
        tx.add_department(&Department {
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
        let outcome = commit(&store, move |tx| tx.add_department(&twin)).await;
        assert!(is_taken(&outcome), "{outcome:?}");
    }
    assert_eq!(look(&store, |q| q.department(TENANT, id(8))).await, None);
}

async fn of_many_who_want_a_title_one_gets_it(store: Store) {
    let results = race(&store, 12, |racer, tx| {
        tx.add_department(&department(racer, "Research"))
    })
    .await;
    assert_eq!(winners(&results, &(), Some(Unique::Department)), 1);
    let there = look(&store, |q| q.departments(TENANT, None, 20)).await[0].id;
    let results = race(&store, 12, move |racer, tx| {
        tx.add_department(&Department {
            within: Some(there),
            ..department(100 + racer, "Optics")
        })
    });
    assert_eq!(winners(&results.await, &(), Some(Unique::Department)), 1);
}

async fn a_department_is_renamed_and_its_title_is_free(store: Store) {
    put(&store, |tx| {
        tx.add_department(&department(1, "Research"))?;
        tx.add_department(&department(2, "Sales"))?;
        tx.add_department(&section(3, 1, "Optics"))
    })
    .await;
    let rename = |number: usize, to: &'static str| {
        commit(&store, move |tx| tx.rename_department(TENANT, id(number), &title(to)))
    };
    let clash = rename(2, "Research").await;
    assert!(is_taken(&clash), "{clash:?}");
    for (number, to) in [(1, "Science"), (1, "Science"), (2, "Research"), (3, "Research")] {
        assert_eq!(rename(number, to).await.unwrap(), Moved::Yes);
    }
    assert_eq!(rename(9, "Research").await.unwrap(), Moved::Stale);
    let departments = look(&store, |q| q.departments(TENANT, None, 10)).await;
    let expected = [
        department(1, "Science"),
        department(2, "Research"),
        section(3, 1, "Research"),
    ];
    assert_eq!(departments, expected);
}

async fn a_section_of_no_department_is_a_fault(store: Store) {
    put(&store, |tx| {
        tx.add_department(&Department {
            tenant: NEIGHBOUR,
            ..department(1, "Theirs")
        })
    })
    .await;
    let outcome = commit(&store, |tx| tx.add_department(&section(2, 1, "Optics"))).await;
    assert!(matches!(outcome, Err(StoreError::Broken(_))), "{outcome:?}");
    assert_eq!(look(&store, |q| q.departments(TENANT, None, 10)).await, []);
}
