//! Cases about users who do not bear our id: nothing is ever written to them.

#![expect(clippy::unwrap_used, reason = "a case fails by panicking")]

use enroll_domain::identifier::EmailAddress;

use super::Subject;
use super::material::{email, everybody, found, next, snapshot, user};
use crate::{DesiredUser, ProviderError};

cases! {
    whoever_has_the_address_and_does_not_bear_our_id_is_never_written_to,
    whoever_has_the_user_name_and_does_not_bear_our_id_is_never_written_to,
    a_stale_providers_id_does_not_lead_to_somebody_elses_user,
    another_of_our_users_is_not_written_to_either,
    a_user_cannot_move_to_an_address_that_is_taken,
}

/// Ensures somebody in whose way a user stands, and sees that this one is not written to.
async fn assert_taken(subject: &Subject, holder: &str, desired: &DesiredUser) {
    let before = snapshot(&*subject.directory, holder).await;
    let taken = subject.provider.ensure(desired).await;
    assert!(matches!(taken, Err(ProviderError::Taken)), "{taken:?}");
    assert_eq!(snapshot(&*subject.directory, holder).await, before);
}

async fn whoever_has_the_address_and_does_not_bear_our_id_is_never_written_to(subject: Subject) {
    let ada = user(1);
    let address = ada.email.clone().unwrap();
    let foreign = subject.directory.add_foreign(&address, None).await;
    assert_taken(&subject, &foreign, &ada).await;
    let shouted = EmailAddress::parse(&address.as_str().replace("user", "USER")).unwrap();
    assert_taken(
        &subject,
        &foreign,
        &DesiredUser {
            email: Some(shouted),
            ..ada.clone()
        },
    )
    .await;
    assert_eq!(subject.provider.find(ada.id).await.unwrap(), None);
    assert_eq!(everybody(&subject).await.len(), 1, "nobody was added");
}

async fn whoever_has_the_user_name_and_does_not_bear_our_id_is_never_written_to(subject: Subject) {
    let ada = user(1);
    let foreign = subject
        .directory
        .add_foreign(&email("other@example.net"), ada.username.as_ref())
        .await;
    assert_taken(&subject, &foreign, &ada).await;
    assert_eq!(subject.provider.find(ada.id).await.unwrap(), None);
    assert_eq!(everybody(&subject).await.len(), 1, "nobody was added");
}

async fn a_stale_providers_id_does_not_lead_to_somebody_elses_user(subject: Subject) {
    let foreign = subject.directory.add_foreign(&email("other@example.net"), None).await;
    let before = snapshot(&*subject.directory, &foreign).await;
    let ada = DesiredUser {
        provider_id: Some(foreign.clone()),
        ..user(1)
    };
    if let Ok(provider_id) = subject.provider.ensure(&ada).await {
        assert_ne!(provider_id, foreign);
    }
    assert_eq!(snapshot(&*subject.directory, &foreign).await, before);
}

async fn another_of_our_users_is_not_written_to_either(subject: Subject) {
    let ada = user(1);
    let holder = subject.provider.ensure(&ada).await.unwrap();
    assert_taken(
        &subject,
        &holder,
        &DesiredUser {
            email: ada.email.clone(),
            ..user(2)
        },
    )
    .await;
    assert_taken(
        &subject,
        &holder,
        &DesiredUser {
            username: ada.username.clone(),
            ..user(3)
        },
    )
    .await;
    assert_eq!(everybody(&subject).await.len(), 1, "nobody was added");
}

async fn a_user_cannot_move_to_an_address_that_is_taken(subject: Subject) {
    let ada = user(1);
    subject.provider.ensure(&ada).await.unwrap();
    let foreign = subject.directory.add_foreign(&email("other@example.net"), None).await;
    assert_taken(
        &subject,
        &foreign,
        &DesiredUser {
            email: Some(email("other@example.net")),
            ..next(&ada)
        },
    )
    .await;
    assert_eq!(
        found(&subject, ada.id).await.version,
        Some(1),
        "a change is made whole or not at all"
    );
}
