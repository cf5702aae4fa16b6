//! Cases about what of a user arrives there: addresses, attributes, roles, passwords, and the end of sessions.

#![expect(clippy::unwrap_used, reason = "a case fails by panicking")]

use enroll_domain::identifier::ExternalId;
use enroll_domain::password::PasswordHash;
use enroll_domain::profile::{Field, Profile};
use enroll_domain::role::RoleName;

use super::material::{email, everybody, found, id, next, sorted, user};
use super::{OTHER_HASH, OTHER_PASSWORD, PASSWORD, Subject};
use crate::{DesiredUser, Enabled, Sessions};

cases! {
    a_user_without_an_address_is_ensured,
    an_address_that_was_given_up_is_free,
    what_is_known_of_a_user_arrives_and_goes_again,
    roles_that_we_gave_go_and_those_given_by_hand_stay,
    a_password_signs_in_there_and_no_other_does,
    a_password_that_is_chosen_later_arrives,
    a_password_that_is_changed_takes_the_place_of_the_first,
    whoever_is_shut_out_does_not_sign_in_until_they_may_again,
    sessions_go_on_until_they_are_to_end,
}

async fn a_user_without_an_address_is_ensured(subject: Subject) {
    let nameless = DesiredUser {
        email: None,
        email_verified: false,
        username: None,
        ..user(1)
    };
    let named = DesiredUser {
        email: None,
        email_verified: false,
        ..user(2)
    };
    for desired in [&nameless, &named] {
        let provider_id = subject.provider.ensure(desired).await.unwrap();
        assert_eq!(subject.provider.ensure(desired).await.unwrap(), provider_id);
        assert_eq!(found(&subject, desired.id).await.provider_id, provider_id);
    }
    let with_address = DesiredUser {
        email: user(1).email,
        ..next(&nameless)
    };
    subject.provider.ensure(&with_address).await.unwrap();
    let without_again = DesiredUser {
        email: None,
        ..next(&with_address)
    };
    subject.provider.ensure(&without_again).await.unwrap();
    let newcomer = DesiredUser { id: id(3), ..user(1) };
    subject.provider.ensure(&newcomer).await.unwrap();
    assert_eq!(everybody(&subject).await.len(), 3);
}

async fn an_address_that_was_given_up_is_free(subject: Subject) {
    let ada = DesiredUser {
        username: None,
        ..user(1)
    };
    let first = subject.provider.ensure(&ada).await.unwrap();
    let moved = DesiredUser {
        email: Some(email("elsewhere@example.org")),
        ..next(&ada)
    };
    assert_eq!(subject.provider.ensure(&moved).await.unwrap(), first);
    let newcomer = DesiredUser { id: id(2), ..ada };
    assert_ne!(subject.provider.ensure(&newcomer).await.unwrap(), first);
}

async fn what_is_known_of_a_user_arrives_and_goes_again(subject: Subject) {
    let more = [
        (Field::Nickname, "Countess".to_owned()),
        (Field::Country, "GB".to_owned()),
    ];
    let ada = DesiredUser {
        profile: Profile::from_stored(more),
        external: vec![ExternalId::parse("employee_number", "4711").unwrap()],
        attributes: vec![(
            "department".to_owned(),
            "0198c0de-0000-7000-8000-00000000d0d0".to_owned(),
        )],
        ..user(1)
    };
    let provider_id = subject.provider.ensure(&ada).await.unwrap();
    let kept = async |name: &str| subject.directory.attribute(&provider_id, name).await;
    assert_eq!(kept("nickname").await.as_deref(), Some("Countess"));
    assert_eq!(kept("country").await.as_deref(), Some("GB"));
    assert_eq!(kept("employee_number").await.as_deref(), Some("4711"));
    assert_eq!(
        kept("department").await.as_deref(),
        Some("0198c0de-0000-7000-8000-00000000d0d0")
    );
    let fewer = DesiredUser {
        profile: Profile::from_stored([(Field::Country, "FR".to_owned())]),
        external: vec![ExternalId::parse("employee_number", "4712").unwrap()],
        attributes: Vec::new(),
        ..next(&ada)
    };
    subject.provider.ensure(&fewer).await.unwrap();
    assert_eq!(kept("nickname").await, None);
    assert_eq!(kept("country").await.as_deref(), Some("FR"));
    assert_eq!(kept("employee_number").await.as_deref(), Some("4712"));
    assert_eq!(kept("department").await, None);
}

async fn roles_that_we_gave_go_and_those_given_by_hand_stay(subject: Subject) {
    let ada = DesiredUser {
        roles: vec![RoleName::admin(), RoleName::member()],
        ..user(1)
    };
    let provider_id = subject.provider.ensure(&ada).await.unwrap();
    let auditor = RoleName::parse("auditor").unwrap();
    subject.directory.grant(&provider_id, &auditor).await;
    let member_alone = DesiredUser {
        roles: vec![RoleName::member()],
        ..next(&ada)
    };
    subject.provider.ensure(&member_alone).await.unwrap();
    assert_eq!(
        sorted(found(&subject, ada.id).await.roles),
        [auditor.clone(), RoleName::member()]
    );
    let none = DesiredUser {
        roles: Vec::new(),
        ..next(&member_alone)
    };
    subject.provider.ensure(&none).await.unwrap();
    assert_eq!(found(&subject, ada.id).await.roles, [auditor]);
}

async fn a_password_signs_in_there_and_no_other_does(subject: Subject) {
    let provider_id = subject.provider.ensure(&user(1)).await.unwrap();
    let signed_in = async |password: &str| subject.directory.sign_in(&provider_id, password).await.is_some();
    assert!(signed_in(PASSWORD).await);
    assert!(!signed_in(OTHER_PASSWORD).await);
}

async fn a_password_that_is_chosen_later_arrives(subject: Subject) {
    let without = DesiredUser {
        password: None,
        ..user(1)
    };
    let provider_id = subject.provider.ensure(&without).await.unwrap();
    let signed_in = async || subject.directory.sign_in(&provider_id, PASSWORD).await.is_some();
    assert!(!signed_in().await);
    let with = DesiredUser {
        password: user(1).password,
        ..next(&without)
    };
    assert_eq!(subject.provider.ensure(&with).await.unwrap(), provider_id);
    assert!(signed_in().await);
}

async fn a_password_that_is_changed_takes_the_place_of_the_first(subject: Subject) {
    let ada = user(1);
    let provider_id = subject.provider.ensure(&ada).await.unwrap();
    let changed = DesiredUser {
        password: Some(PasswordHash::from_phc(OTHER_HASH.to_owned())),
        ..next(&ada)
    };
    subject.provider.ensure(&changed).await.unwrap();
    let signed_in = async |password: &str| subject.directory.sign_in(&provider_id, password).await.is_some();
    assert!(signed_in(OTHER_PASSWORD).await);
    assert!(!signed_in(PASSWORD).await);
}

async fn whoever_is_shut_out_does_not_sign_in_until_they_may_again(subject: Subject) {
    let ada = user(1);
    let provider_id = subject.provider.ensure(&ada).await.unwrap();
    let signed_in = async || subject.directory.sign_in(&provider_id, PASSWORD).await.is_some();
    let shut = DesiredUser {
        enabled: Enabled::No,
        ..next(&ada)
    };
    subject.provider.ensure(&shut).await.unwrap();
    assert!(!signed_in().await);
    let back = DesiredUser {
        enabled: Enabled::Yes,
        ..next(&shut)
    };
    subject.provider.ensure(&back).await.unwrap();
    assert!(signed_in().await);
}

async fn sessions_go_on_until_they_are_to_end(subject: Subject) {
    let ada = user(1);
    let provider_id = subject.provider.ensure(&ada).await.unwrap();
    let other = subject.provider.ensure(&user(2)).await.unwrap();
    let session = subject.directory.sign_in(&provider_id, PASSWORD).await.unwrap();
    let others = subject.directory.sign_in(&other, PASSWORD).await.unwrap();
    let kept = next(&ada);
    subject.provider.ensure(&kept).await.unwrap();
    assert!(subject.directory.is_signed_in(&session).await);
    let ended = DesiredUser {
        sessions: Sessions::End,
        ..next(&kept)
    };
    subject.provider.ensure(&ended).await.unwrap();
    assert!(!subject.directory.is_signed_in(&session).await);
    assert!(
        subject.directory.is_signed_in(&others).await,
        "nobody else is signed out"
    );
    assert!(subject.directory.sign_in(&provider_id, PASSWORD).await.is_some());
}
