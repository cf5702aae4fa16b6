//! Cases about removing, finding and listing users, and about failures.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a case fails by panicking")]

use super::material::{email, everybody, found, id, next, user, username};
use super::{Failure, Subject};
use crate::{DesiredUser, ProviderError};

cases! {
    a_removed_user_is_gone_and_removing_is_repeatable,
    removing_touches_nobody_else,
    a_removed_user_can_be_ensured_again,
    nobody_is_found_who_was_not_ensured,
    a_list_is_read_page_by_page_and_shows_everybody_once,
    failures_are_told_apart_and_pass,
    what_was_done_without_a_word_can_be_done_again,
    errors_hold_neither_addresses_nor_credentials,
}

async fn a_removed_user_is_gone_and_removing_is_repeatable(subject: Subject) {
    let ada = user(1);
    subject.provider.remove(ada.id).await.unwrap();
    let provider_id = subject.provider.ensure(&ada).await.unwrap();
    subject.provider.remove(ada.id).await.unwrap();
    subject.provider.remove(ada.id).await.unwrap();
    assert_eq!(subject.provider.find(ada.id).await.unwrap(), None);
    assert_eq!(subject.directory.snapshot(&provider_id).await, None);
}

async fn removing_touches_nobody_else(subject: Subject) {
    let foreign = subject
        .directory
        .add_foreign(&email("other@example.net"), Some(&username("wilhelmine")))
        .await;
    subject.provider.ensure(&user(1)).await.unwrap();
    let kept = subject.provider.ensure(&user(2)).await.unwrap();
    subject.provider.remove(id(1)).await.unwrap();
    subject.provider.remove(id(3)).await.unwrap();
    assert!(subject.directory.snapshot(&foreign).await.is_some());
    assert_eq!(found(&subject, id(2)).await.provider_id, kept);
}

async fn a_removed_user_can_be_ensured_again(subject: Subject) {
    let ada = user(1);
    let gone = subject.provider.ensure(&ada).await.unwrap();
    subject.provider.remove(ada.id).await.unwrap();
    let back = DesiredUser {
        provider_id: Some(gone),
        ..next(&ada)
    };
    let provider_id = subject.provider.ensure(&back).await.unwrap();
    assert_eq!(found(&subject, ada.id).await.provider_id, provider_id);
    assert_eq!(everybody(&subject).await.len(), 1);
}

async fn nobody_is_found_who_was_not_ensured(subject: Subject) {
    subject.directory.add_foreign(&email("other@example.net"), None).await;
    subject.provider.ensure(&user(1)).await.unwrap();
    assert_eq!(subject.provider.find(id(2)).await.unwrap(), None);
}

async fn a_list_is_read_page_by_page_and_shows_everybody_once(subject: Subject) {
    let mut there = vec![subject.directory.add_foreign(&email("other@example.net"), None).await];
    for number in 1..=6 {
        there.push(subject.provider.ensure(&user(number)).await.unwrap());
    }
    let mut pages = Vec::new();
    for offset in [0, 3, 6, 9] {
        pages.push(subject.provider.list(offset, 3).await.unwrap());
    }
    assert_eq!(pages.iter().map(Vec::len).collect::<Vec<_>>(), [3, 3, 1, 0]);
    let listed = pages.concat();
    assert_eq!(listed, everybody(&subject).await);
    let mut ids: Vec<_> = listed.iter().map(|user| user.provider_id.clone()).collect();
    ids.sort();
    there.sort();
    assert_eq!(ids, there);
    assert_eq!(
        listed.iter().filter(|user| user.enroll_id.is_none()).count(),
        1,
        "the foreign one bears no id of ours"
    );
}

async fn failures_are_told_apart_and_pass(subject: Subject) {
    let ada = user(1);
    for failure in [Failure::Temporary, Failure::Permanent, Failure::Misconfigured] {
        subject.directory.fail_next(failure).await;
        let failed = subject.provider.ensure(&ada).await;
        let told = match (failure, &failed) {
            (Failure::Temporary, Err(ProviderError::Temporary(_))) => true,
            (Failure::Permanent, Err(ProviderError::Permanent(_))) => true,
            (Failure::Misconfigured, Err(ProviderError::Misconfigured(_))) => true,
            (_, Ok(_) | Err(_)) => false,
        };
        assert!(told, "{failure:?} was told as {failed:?}");
        assert_eq!(subject.provider.find(ada.id).await.unwrap(), None);
    }
    subject.provider.ensure(&ada).await.unwrap();
}

async fn what_was_done_without_a_word_can_be_done_again(subject: Subject) {
    let ada = user(1);
    subject.directory.fail_next(Failure::Lost).await;
    let lost = subject.provider.ensure(&ada).await;
    assert!(matches!(lost, Err(ProviderError::Temporary(_))), "{lost:?}");
    let there = found(&subject, ada.id).await;
    assert_eq!(subject.provider.ensure(&ada).await.unwrap(), there.provider_id);
    assert_eq!(everybody(&subject).await, [there]);
}

async fn errors_hold_neither_addresses_nor_credentials(subject: Subject) {
    let ada = user(1);
    subject.directory.add_foreign(ada.email.as_ref().unwrap(), None).await;
    let mut errors = vec![subject.provider.ensure(&ada).await.unwrap_err()];
    for failure in [Failure::Temporary, Failure::Permanent, Failure::Misconfigured] {
        subject.directory.fail_next(failure).await;
        errors.push(subject.provider.ensure(&user(2)).await.unwrap_err());
    }
    for error in &errors {
        let told = format!("{error} {error:?} {:?}", std::error::Error::source(error));
        for secret in ["user-1", "user-2", "example.org", "walter", "Zoë", "argon2"] {
            assert!(!told.contains(secret), "the error tells {secret}");
        }
    }
    assert_eq!(everybody(&subject).await[0].enroll_id, None);
}
