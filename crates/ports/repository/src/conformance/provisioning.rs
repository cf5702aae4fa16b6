//! Provisioning: versions rise with every change, settle in any order, and never go back.

use enroll_domain::registration::ProvisioningTarget;

use super::conversation::{Store, look, put};
use super::material::{TENANT, id, user};
use crate::{Provisioning, ProvisioningState};

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
    })
}

async fn found(store: &Store) -> Option<Provisioning> {
    look(store, |q| q.provisioning(TENANT, id(1))).await
}

async fn want(store: &Store) -> u64 {
    put(store, |tx| tx.want_provisioning(TENANT, id(1), &target())).await
}

async fn settle(store: &Store, version: u64, provider_id: &'static str) -> u64 {
    put(store, move |tx| {
        tx.settle_provisioning(TENANT, id(1), version, provider_id)
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
