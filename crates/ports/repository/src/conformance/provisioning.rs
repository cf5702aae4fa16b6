//! Provisioning: versions rise with every change, settle in any order, and never go back.

use enroll_domain::registration::ProvisioningTarget;

use super::conversation::{Store, look, put};
use super::material::{TENANT, id, user};
use crate::{Provisioning, ProvisioningState, SessionsThere};

topic! { "provisioning":
    who_was_never_to_be_provisioned_stands_nowhere,
    each_want_is_one_version_more_and_pending,
    the_wanted_version_is_done_once_it_is_settled,
    an_older_version_that_settles_leaves_the_wanted_one_pending,
    a_version_older_than_the_settled_one_changes_nothing,
    a_failure_says_why_until_another_version_is_wanted,
    a_failed_version_may_still_settle,
    a_failure_of_an_older_version_leaves_the_wanted_one_pending,
    a_failure_that_comes_after_the_version_settled_changes_nothing,
    sessions_end_with_the_version_that_says_so_however_many_follow,
    sessions_still_end_after_an_older_version_settled_or_this_one_failed,
    everybody_who_is_to_be_provisioned_is_listed_page_by_page,
}

fn target() -> ProvisioningTarget {
    ProvisioningTarget::parse("keycloak-2").unwrap()
}

fn standing(wanted: u64, settled: u64, provider_id: Option<&str>, state: ProvisioningState) -> Option<Provisioning> {
    let provider_id = provider_id.map(str::to_owned);
    Some(Provisioning {
        target: target(),
        wanted,
        settled,
        provider_id,
        state,
        sessions_end_with: 0,
    })
}

async fn found(store: &Store) -> Option<Provisioning> {
    look(store, |q| q.provisioning(TENANT, id(1))).await
}

async fn want(store: &Store) -> u64 {
    want_and(store, SessionsThere::Keep).await
}

async fn want_and(store: &Store, sessions: SessionsThere) -> u64 {
    put(store, move |tx| {
        tx.want_provisioning(TENANT, id(1), &target(), sessions)
    })
    .await
}

async fn sessions(store: &Store) -> (u64, SessionsThere) {
    let standing = found(store).await.unwrap();
    (standing.sessions_end_with, standing.sessions())
}

async fn settle(store: &Store, version: u64, provider_id: &'static str) -> u64 {
    put(store, move |tx| {
        tx.settle_provisioning(TENANT, id(1), version, Some(provider_id))
    })
    .await
}

async fn fail(store: &Store, version: u64) -> u64 {
    put(store, move |tx| tx.fail_provisioning(TENANT, id(1), version, "taken")).await
}

fn failed() -> ProvisioningState {
    ProvisioningState::Failed {
        why: "taken".to_owned(),
    }
}

async fn who_was_never_to_be_provisioned_stands_nowhere(store: Store) {
    put(&store, |tx| tx.add_user(&user(1))).await;
    assert_eq!(found(&store).await, None);
}

async fn each_want_is_one_version_more_and_pending(store: Store) {
    put(&store, |tx| tx.add_user(&user(1))).await;
    for version in 1..=3 {
        assert_eq!(want(&store).await, version);
        assert_eq!(
            found(&store).await,
            standing(version, 0, None, ProvisioningState::Pending)
        );
    }
}

async fn the_wanted_version_is_done_once_it_is_settled(store: Store) {
    put(&store, |tx| tx.add_user(&user(1))).await;
    assert_eq!(want(&store).await, 1);
    for _ in 0..2 {
        assert_eq!(settle(&store, 1, "f:1").await, 1);
        assert_eq!(
            found(&store).await,
            standing(1, 1, Some("f:1"), ProvisioningState::Done)
        );
    }
    assert_eq!(want(&store).await, 2);
    assert_eq!(
        found(&store).await,
        standing(2, 1, Some("f:1"), ProvisioningState::Pending)
    );
}

async fn an_older_version_that_settles_leaves_the_wanted_one_pending(store: Store) {
    put(&store, |tx| tx.add_user(&user(1))).await;
    assert_eq!((want(&store).await, want(&store).await), (1, 2));
    assert_eq!(settle(&store, 1, "f:1").await, 2);
    assert_eq!(
        found(&store).await,
        standing(2, 1, Some("f:1"), ProvisioningState::Pending)
    );
    assert_eq!(settle(&store, 2, "f:1").await, 2);
    assert_eq!(
        found(&store).await,
        standing(2, 2, Some("f:1"), ProvisioningState::Done)
    );
}

async fn a_version_older_than_the_settled_one_changes_nothing(store: Store) {
    put(&store, |tx| tx.add_user(&user(1))).await;
    assert_eq!((want(&store).await, want(&store).await), (1, 2));
    assert_eq!(settle(&store, 2, "f:2").await, 2);
    assert_eq!(settle(&store, 1, "f:1").await, 2);
    assert_eq!(
        found(&store).await,
        standing(2, 2, Some("f:2"), ProvisioningState::Done)
    );
}

async fn a_failure_says_why_until_another_version_is_wanted(store: Store) {
    put(&store, |tx| tx.add_user(&user(1))).await;
    assert_eq!(want(&store).await, 1);
    assert_eq!(fail(&store, 1).await, 1);
    assert_eq!(found(&store).await, standing(1, 0, None, failed()));
    assert_eq!(want(&store).await, 2);
    assert_eq!(found(&store).await, standing(2, 0, None, ProvisioningState::Pending));
}

async fn a_failed_version_may_still_settle(store: Store) {
    put(&store, |tx| tx.add_user(&user(1))).await;
    assert_eq!(want(&store).await, 1);
    assert_eq!(fail(&store, 1).await, 1);
    assert_eq!(settle(&store, 1, "f:1").await, 1);
    assert_eq!(
        found(&store).await,
        standing(1, 1, Some("f:1"), ProvisioningState::Done)
    );
}

async fn a_failure_of_an_older_version_leaves_the_wanted_one_pending(store: Store) {
    put(&store, |tx| tx.add_user(&user(1))).await;
    assert_eq!((want(&store).await, want(&store).await), (1, 2));
    assert_eq!(fail(&store, 1).await, 2);
    assert_eq!(found(&store).await, standing(2, 0, None, ProvisioningState::Pending));
    assert_eq!(fail(&store, 2).await, 2);
    assert_eq!(found(&store).await, standing(2, 0, None, failed()));
}

async fn a_failure_that_comes_after_the_version_settled_changes_nothing(store: Store) {
    put(&store, |tx| tx.add_user(&user(1))).await;
    assert_eq!(want(&store).await, 1);
    assert_eq!(settle(&store, 1, "f:1").await, 1);
    assert_eq!(fail(&store, 1).await, 1);
    assert_eq!(
        found(&store).await,
        standing(1, 1, Some("f:1"), ProvisioningState::Done)
    );
}

async fn sessions_end_with_the_version_that_says_so_however_many_follow(store: Store) {
    put(&store, |tx| tx.add_user(&user(1))).await;
    assert_eq!(want(&store).await, 1);
    assert_eq!(sessions(&store).await, (0, SessionsThere::Keep));
    assert_eq!(want_and(&store, SessionsThere::End).await, 2);
    assert_eq!(sessions(&store).await, (2, SessionsThere::End));
    assert_eq!(want(&store).await, 3);
    assert_eq!(sessions(&store).await, (2, SessionsThere::End));
    assert_eq!(settle(&store, 3, "f:1").await, 3);
    assert_eq!(sessions(&store).await, (2, SessionsThere::Keep));
    assert_eq!(want_and(&store, SessionsThere::End).await, 4);
    assert_eq!(want_and(&store, SessionsThere::End).await, 5);
    assert_eq!(sessions(&store).await, (5, SessionsThere::End));
}

async fn sessions_still_end_after_an_older_version_settled_or_this_one_failed(store: Store) {
    put(&store, |tx| tx.add_user(&user(1))).await;
    assert_eq!(want(&store).await, 1);
    assert_eq!(want_and(&store, SessionsThere::End).await, 2);
    assert_eq!(settle(&store, 1, "f:1").await, 2);
    assert_eq!(sessions(&store).await, (2, SessionsThere::End));
    assert_eq!(fail(&store, 2).await, 2);
    assert_eq!(want(&store).await, 3);
    assert_eq!(sessions(&store).await, (2, SessionsThere::End));
}

async fn everybody_who_is_to_be_provisioned_is_listed_page_by_page(store: Store) {
    put(&store, |tx| {
        (1..=4).try_for_each(|number| tx.add_user(&user(number)))?;
        [3, 1, 4].into_iter().try_for_each(|number| {
            tx.want_provisioning(TENANT, id(number), &target(), SessionsThere::Keep)
                .map(drop)
        })?;
        tx.settle_provisioning(TENANT, id(3), 1, Some("f:3")).map(drop)
    })
    .await;
    let pages = look(&store, |q| {
        Ok([
            q.provisionings(TENANT, None, 2)?,
            q.provisionings(TENANT, Some(id(3)), 2)?,
            q.provisionings(TENANT, Some(id(4)), 2)?,
            q.provisionings(TENANT, None, 0)?,
        ])
    });
    let pending = || standing(1, 0, None, ProvisioningState::Pending).unwrap();
    let done = standing(1, 1, Some("f:3"), ProvisioningState::Done).unwrap();
    let expected = [
        vec![(id(1), pending()), (id(3), done)],
        vec![(id(4), pending())],
        vec![],
        vec![],
    ];
    assert_eq!(pages.await, expected);
}
