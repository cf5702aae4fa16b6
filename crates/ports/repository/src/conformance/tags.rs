//! Tags, and counts: numbers begin at 1 and leave none out, however many ask at once.

use enroll_domain::membership::{Tag, TagStanding};

use super::NEIGHBOUR;
use super::conversation::{Store, commit, look, put, race, winners};
use super::material::{TENANT, id, tag, title};
use crate::{Count, Moved, StoreError, Transaction, Unique};

const RACERS: usize = 20;

topic! { "tags":
    tags_come_back_in_the_order_of_their_numbers_page_by_page,
    a_title_is_held_by_one_tag,
    of_many_who_want_a_title_for_a_tag_one_gets_it,
    a_tag_is_changed_and_keeps_its_number,
    numbers_begin_at_one_for_each_count_and_tenant,
    of_many_who_ask_for_a_number_each_gets_one_and_none_is_left_out,
    a_number_of_a_transaction_that_was_rolled_back_is_given_again,
}

/// A retired tag with words, whose id has nothing to do with its number.
fn full(number: u32, called: &str) -> Tag {
    Tag {
        id: id(100 - usize::try_from(number).unwrap()),
        description: Some("For the \"loud\" ones.\nAll of them, ß.".to_owned()),
        standing: TagStanding::Retired,
        ..tag(number, called)
    }
}

async fn tags_come_back_in_the_order_of_their_numbers_page_by_page(store: Store) {
    put(&store, |tx| {
        [full(10, "Ten"), full(2, "Two"), tag(3, "Three")]
            .iter()
            .try_for_each(|tag| tx.add_tag(tag))
    })
    .await;
    let pages = look(&store, |q| {
        Ok([
            q.tags(TENANT, None, 2)?,
            q.tags(TENANT, Some(3), 2)?,
            q.tags(TENANT, Some(10), 2)?,
            q.tags(TENANT, None, 0)?,
        ])
    });
    let expected = [
        vec![full(2, "Two"), tag(3, "Three")],
        vec![full(10, "Ten")],
        vec![],
        vec![],
    ];
    assert_eq!(pages.await, expected);
    let found = look(&store, |q| {
        Ok([
            q.tag(TENANT, id(90))?,
            q.tag_by_number(TENANT, 2)?,
            q.tag(TENANT, id(2))?,
            q.tag_by_number(TENANT, 90)?,
        ])
    });
    assert_eq!(found.await, [Some(full(10, "Ten")), Some(full(2, "Two")), None, None]);
}

fn is_taken<T: std::fmt::Debug>(outcome: &Result<T, StoreError>) -> bool {
    matches!(outcome, Err(StoreError::Conflict(Unique::Tag)))
}

async fn a_title_is_held_by_one_tag(store: Store) {
    put(&store, |tx| {
        tx.add_tag(&tag(1, "Early"))?;
        tx.add_tag(&tag(2, "Late"))?;
        tx.add_tag(&Tag {
            tenant: NEIGHBOUR,
            ..tag(1, "Early")
        })
    })
    .await;
    let added = commit(&store, |tx| tx.add_tag(&tag(3, "Early"))).await;
    assert!(is_taken(&added), "{added:?}");
    let changed = commit(&store, |tx| tx.set_tag(&tag(2, "Early"))).await;
    assert!(is_taken(&changed), "{changed:?}");
    let tags = look(&store, |q| q.tags(TENANT, None, 10)).await;
    assert_eq!(tags, [tag(1, "Early"), tag(2, "Late")]);
}

async fn of_many_who_want_a_title_for_a_tag_one_gets_it(store: Store) {
    let results = race(&store, RACERS, |racer, tx| {
        tx.add_tag(&tag(u32::try_from(racer).unwrap() + 1, "Early"))
    });
    assert_eq!(winners(&results.await, &(), Some(Unique::Tag)), 1);
}

async fn a_tag_is_changed_and_keeps_its_number(store: Store) {
    let changed = |called: &str| Tag {
        number: 77,
        title: title(called),
        ..full(1, called)
    };
    let change = |tag: Tag| put(&store, move |tx| tx.set_tag(&tag));
    assert_eq!(change(changed("Early")).await, Moved::Stale);
    put(&store, |tx| {
        tx.add_tag(&Tag {
            id: full(1, "Early").id,
            ..tag(1, "Early")
        })
    })
    .await;
    for called in ["Early", "Later", "Early"] {
        assert_eq!(change(changed(called)).await, Moved::Yes);
        let found = look(&store, |q| q.tags(TENANT, None, 10)).await;
        assert_eq!(found, [full(1, called)]);
    }
}

async fn numbers_begin_at_one_for_each_count_and_tenant(store: Store) {
    for expected in 1..=3 {
        let numbers = put(&store, |tx| {
            Ok([
                tx.next_number(TENANT, Count::Users)?,
                tx.next_number(TENANT, Count::Tags)?,
                tx.next_number(NEIGHBOUR, Count::Users)?,
            ])
        });
        assert_eq!(numbers.await, [expected; 3]);
    }
    let two = put(&store, |tx| {
        let count = |tx: &mut dyn Transaction| tx.next_number(TENANT, Count::Users);
        Ok([count(tx)?, count(tx)?])
    });
    assert_eq!(two.await, [4, 5]);
}

async fn of_many_who_ask_for_a_number_each_gets_one_and_none_is_left_out(store: Store) {
    for first in [1, 21] {
        let results = race(&store, RACERS, |_, tx| tx.next_number(TENANT, Count::Users)).await;
        let mut numbers: Vec<u64> = results.into_iter().map(Result::unwrap).collect();
        numbers.sort_unstable();
        assert_eq!(numbers, (first..).take(RACERS).collect::<Vec<u64>>());
    }
}

async fn a_number_of_a_transaction_that_was_rolled_back_is_given_again(store: Store) {
    put(&store, |tx| tx.next_number(TENANT, Count::Tags).map(drop)).await;
    let outcome = commit(&store, |tx| {
        assert_eq!(tx.next_number(TENANT, Count::Tags)?, 2);
        Err::<(), _>(StoreError::broken("changed its mind"))
    });
    assert!(matches!(outcome.await, Err(StoreError::Broken(_))));
    assert_eq!(put(&store, |tx| tx.next_number(TENANT, Count::Tags)).await, 2);
}
