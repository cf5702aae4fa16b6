//! What the identity provider's cases are made of: users, and what is asked of them again and again.

#![expect(clippy::unwrap_used, reason = "a case fails by panicking")]

use enroll_domain::id::UserId;
use enroll_domain::identifier::{EmailAddress, Username};
use enroll_domain::password::PasswordHash;
use enroll_domain::profile::{Field, Profile};
use enroll_domain::role::RoleName;
use uuid::Uuid;

use super::{Directory, HASH, Subject};
use crate::{DesiredUser, Enabled, ProvidedUser, Sessions};

pub(super) fn id(number: u128) -> UserId {
    UserId::from_uuid(Uuid::from_u128(0x0198_c0de_0000_7000_8000_0000_0000_0000 + number))
}

pub(super) fn email(text: &str) -> EmailAddress {
    EmailAddress::parse(text).unwrap()
}

pub(super) fn username(text: &str) -> Username {
    Username::parse(text).unwrap()
}

/// An active user of version 1, with an address and a user name of their own.
pub(super) fn user(number: u128) -> DesiredUser {
    let fields = [
        (Field::GivenName, "Zoë".to_owned()),
        (Field::FamilyName, "王".to_owned()),
    ];
    DesiredUser {
        id: id(number),
        version: 1,
        provider_id: None,
        email: Some(email(&format!("user-{number}@example.org"))),
        email_verified: true,
        username: Some(username(&format!("walter{number}"))),
        profile: Profile::from_stored(fields),
        external: Vec::new(),
        attributes: Vec::new(),
        roles: vec![RoleName::member()],
        enabled: Enabled::Yes,
        sessions: Sessions::Keep,
        password: Some(PasswordHash::from_phc(HASH.to_owned())),
    }
}

/// The next version of a user.
pub(super) fn next(user: &DesiredUser) -> DesiredUser {
    DesiredUser {
        version: user.version + 1,
        ..user.clone()
    }
}

pub(super) async fn found(subject: &Subject, id: UserId) -> ProvidedUser {
    subject.provider.find(id).await.unwrap().unwrap()
}

pub(super) async fn everybody(subject: &Subject) -> Vec<ProvidedUser> {
    subject.provider.list(0, 100).await.unwrap()
}

pub(super) async fn snapshot(directory: &dyn Directory, provider_id: &str) -> String {
    directory.snapshot(provider_id).await.unwrap()
}

pub(super) fn sorted(mut roles: Vec<RoleName>) -> Vec<RoleName> {
    roles.sort();
    roles
}
