//! Packages: a code is held by one, and one at most is what everybody begins with.

use enroll_domain::document::Document;
use enroll_domain::membership::{Package, Usual};

use super::NEIGHBOUR;
use super::conversation::{Store, commit, look, must_move, put, race, winners};
use super::material::{TENANT, id, package, title};
use crate::{Moved, StoreError, Unique};

topic! { "packages":
    packages_come_back_with_their_details_page_by_page,
    a_code_is_held_by_one_package,
    one_package_at_most_is_what_everybody_begins_with,
    another_package_takes_the_place_of_the_usual_one,
    of_many_who_add_the_usual_package_one_does,
    everything_but_the_id_of_a_package_is_replaced,
}

fn usual(number: usize, code: &str) -> Package {
    Package {
        usual: Usual::Yes,
        ..package(number, code)
    }
}

fn full(number: usize, code: &str) -> Package {
    let text = |text: &str| Document::Text(text.to_owned());
    let inner = Document::table([("€", text("ß \"{}\" \\ \n😀")), ("none", Document::List(Vec::new()))]);
    let list = Document::List(vec![
        Document::Number(-1),
        Document::Flag(false),
        text(""),
        inner,
        Document::table([]),
    ]);
    let numbers = [
        ("least", Document::Number(i64::MIN)),
        ("greatest", Document::Number(i64::MAX)),
        ("on", Document::Flag(true)),
        ("list", list),
        ("digits", text("12")),
    ];
    Package {
        title: title("Gold \"and more\""),
        details: Document::table(numbers),
        ..package(number, code)
    }
}

async fn packages_come_back_with_their_details_page_by_page(store: Store) {
    put(&store, |tx| {
        [package(3, "c"), full(1, "gold_2.0-x"), usual(2, "b")]
            .iter()
            .try_for_each(|package| tx.add_package(package))
    })
    .await;
    let pages = look(&store, |q| {
        Ok([
            q.packages(TENANT, None, 2)?,
            q.packages(TENANT, Some(id(2)), 2)?,
            q.packages(TENANT, Some(id(3)), 2)?,
            q.packages(TENANT, None, 0)?,
        ])
    });
    let expected = [
        vec![full(1, "gold_2.0-x"), usual(2, "b")],
        vec![package(3, "c")],
        vec![],
        vec![],
    ];
    assert_eq!(pages.await, expected);
    let found = look(&store, |q| Ok([q.package(TENANT, id(1))?, q.package(TENANT, id(4))?]));
    assert_eq!(found.await, [Some(full(1, "gold_2.0-x")), None]);
}

fn meets<T: std::fmt::Debug>(outcome: &Result<T, StoreError>, expected: Unique) -> bool {
    matches!(outcome, Err(StoreError::Conflict(unique)) if *unique == expected)
}

async fn a_code_is_held_by_one_package(store: Store) {
    put(&store, |tx| {
        tx.add_package(&package(1, "basic"))?;
        tx.add_package(&package(2, "gold"))?;
        tx.add_package(&package(3, "Basic"))?;
        tx.add_package(&Package {
            tenant: NEIGHBOUR,
            ..package(1, "basic")
        })
    })
    .await;
    let added = commit(&store, |tx| tx.add_package(&package(4, "basic"))).await;
    assert!(meets(&added, Unique::Package), "{added:?}");
    let changed = commit(&store, |tx| tx.set_package(&package(2, "basic"))).await;
    assert!(meets(&changed, Unique::Package), "{changed:?}");
    let found = look(&store, |q| q.packages(TENANT, None, 10)).await;
    assert_eq!(found, [package(1, "basic"), package(2, "gold"), package(3, "Basic")]);
}

async fn one_package_at_most_is_what_everybody_begins_with(store: Store) {
    put(&store, |tx| {
        tx.add_package(&package(1, "basic"))?;
        tx.add_package(&Package {
            tenant: NEIGHBOUR,
            ..usual(1, "basic")
        })
    })
    .await;
    assert_eq!(look(&store, |q| q.usual_package(TENANT)).await, None);
    put(&store, |tx| tx.add_package(&usual(2, "gold"))).await;
    let added = commit(&store, |tx| tx.add_package(&usual(3, "more"))).await;
    assert!(meets(&added, Unique::UsualPackage), "{added:?}");
    let changed = commit(&store, |tx| tx.set_package(&usual(1, "basic"))).await;
    assert!(meets(&changed, Unique::UsualPackage), "{changed:?}");
    assert_eq!(look(&store, |q| q.usual_package(TENANT)).await, Some(usual(2, "gold")));
}

async fn another_package_takes_the_place_of_the_usual_one(store: Store) {
    put(&store, |tx| tx.add_package(&usual(1, "basic"))).await;
    put(&store, |tx| {
        must_move(tx.set_package(&package(1, "basic")))?;
        tx.add_package(&usual(2, "gold"))
    })
    .await;
    assert_eq!(look(&store, |q| q.usual_package(TENANT)).await, Some(usual(2, "gold")));
    put(&store, |tx| {
        must_move(tx.set_package(&package(2, "gold")))?;
        must_move(tx.set_package(&usual(1, "basic")))?;
        must_move(tx.set_package(&usual(1, "basic")))
    })
    .await;
    let found = look(&store, |q| q.packages(TENANT, None, 10)).await;
    assert_eq!(found, [usual(1, "basic"), package(2, "gold")]);
}

async fn of_many_who_add_the_usual_package_one_does(store: Store) {
    let results = race(&store, 12, |racer, tx| {
        tx.add_package(&usual(racer, &format!("code{racer}")))
    });
    assert_eq!(winners(&results.await, &(), Some(Unique::UsualPackage)), 1);
    assert_eq!(look(&store, |q| q.packages(TENANT, None, 20)).await.len(), 1);
}

async fn everything_but_the_id_of_a_package_is_replaced(store: Store) {
    let change = |package: Package| put(&store, move |tx| tx.set_package(&package));
    assert_eq!(change(full(1, "gold")).await, Moved::Stale);
    put(&store, |tx| tx.add_package(&package(1, "basic"))).await;
    for changed in [full(1, "gold"), usual(1, "gold"), package(1, "basic")] {
        assert_eq!(change(changed.clone()).await, Moved::Yes);
        assert_eq!(look(&store, |q| q.package(TENANT, id(1))).await, Some(changed));
    }
}
