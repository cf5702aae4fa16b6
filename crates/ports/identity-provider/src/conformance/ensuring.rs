//! Cases about making a user exist as desired.

#![expect(clippy::unwrap_used, reason = "a case fails by panicking")]

use std::future::poll_fn;
use std::task::Poll;

use enroll_domain::profile::Profile;
use enroll_domain::role::RoleName;

use super::Subject;
use super::material::{email, everybody, found, id, next, snapshot, sorted, user, username};
use crate::{DesiredUser, Enabled};

cases! {
    an_ensured_user_is_found_as_desired,
    a_user_with_the_least_is_ensured,
    ensuring_the_same_again_changes_nothing_and_answers_the_same_id,
    a_later_version_changes_the_user_and_keeps_the_providers_id,
    an_older_version_changes_nothing,
    ensuring_one_user_many_times_at_once_makes_one,
}

async fn an_ensured_user_is_found_as_desired(subject: Subject) {
    let mut ada = user(1);
    ada.roles = vec![RoleName::admin(), RoleName::member()];
    ada.enabled = Enabled::No;
    let provider_id = subject.provider.ensure(&ada).await.unwrap();
    assert!(!provider_id.is_empty());
    let there = found(&subject, ada.id).await;
    assert_eq!(there.provider_id, provider_id);
    assert_eq!(there.enroll_id, Some(ada.id));
    assert_eq!(there.version, Some(1));
    assert_eq!(there.enabled, Enabled::No);
    assert_eq!(sorted(there.roles), sorted(ada.roles));
}

async fn a_user_with_the_least_is_ensured(subject: Subject) {
    let bare = DesiredUser {
        username: None,
        profile: Profile::new(),
        roles: Vec::new(),
        password: None,
        email_verified: false,
        ..user(1)
    };
    let provider_id = subject.provider.ensure(&bare).await.unwrap();
    let there = found(&subject, bare.id).await;
    assert_eq!(there.provider_id, provider_id);
    assert_eq!(there.roles, []);
}

async fn ensuring_the_same_again_changes_nothing_and_answers_the_same_id(subject: Subject) {
    let ada = user(1);
    let first = subject.provider.ensure(&ada).await.unwrap();
    let before = snapshot(&*subject.directory, &first).await;
    let again = subject
        .provider
        .ensure(&DesiredUser {
            provider_id: Some(first.clone()),
            ..ada.clone()
        })
        .await
        .unwrap();
    assert_eq!(again, first);
    assert_eq!(subject.provider.ensure(&ada).await.unwrap(), first);
    assert_eq!(snapshot(&*subject.directory, &first).await, before);
    assert_eq!(everybody(&subject).await.len(), 1);
}

async fn a_later_version_changes_the_user_and_keeps_the_providers_id(subject: Subject) {
    let ada = user(1);
    let first = subject.provider.ensure(&ada).await.unwrap();
    let changed = DesiredUser {
        provider_id: Some(first.clone()),
        email: Some(email("elsewhere@example.org")),
        username: Some(username("waltraud")),
        roles: vec![RoleName::admin()],
        enabled: Enabled::No,
        ..next(&ada)
    };
    assert_eq!(subject.provider.ensure(&changed).await.unwrap(), first);
    let there = found(&subject, ada.id).await;
    assert_eq!(
        (there.version, there.enabled, there.roles),
        (Some(2), Enabled::No, vec![RoleName::admin()])
    );
    let newcomer = DesiredUser { id: id(2), ..ada };
    subject.provider.ensure(&newcomer).await.unwrap();
    assert_eq!(
        everybody(&subject).await.len(),
        2,
        "the old address and user name are free"
    );
}

async fn an_older_version_changes_nothing(subject: Subject) {
    let old = user(1);
    let new = DesiredUser {
        enabled: Enabled::No,
        roles: Vec::new(),
        ..next(&old)
    };
    let provider_id = subject.provider.ensure(&new).await.unwrap();
    let before = snapshot(&*subject.directory, &provider_id).await;
    assert_eq!(subject.provider.ensure(&old).await.unwrap(), provider_id);
    assert_eq!(snapshot(&*subject.directory, &provider_id).await, before);
    assert_eq!(found(&subject, old.id).await.version, Some(2));
}

async fn ensuring_one_user_many_times_at_once_makes_one(subject: Subject) {
    let ada = user(1);
    let mut open: Vec<_> = (0..8).map(|_| subject.provider.ensure(&ada)).collect();
    let mut ids = Vec::new();
    poll_fn(|context| {
        open.retain_mut(|ensuring| match ensuring.as_mut().poll(context) {
            Poll::Ready(ensured) => {
                ids.extend(ensured.ok());
                false
            }
            Poll::Pending => true,
        });
        if open.is_empty() {
            Poll::Ready(())
        } else {
            Poll::Pending
        }
    })
    .await;
    let one = subject.provider.ensure(&ada).await.unwrap();
    assert!(ids.iter().all(|other| *other == one), "everybody is told the same id");
    assert_eq!(everybody(&subject).await.len(), 1);
}
