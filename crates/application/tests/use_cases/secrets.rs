//! Secrets stay out of what is printed for developers, and the work for strangers costs what it costs for friends.

use std::sync::atomic::Ordering;

use enroll_application::{Activate, ActivationPassword, FirstCredential, NewUserForm, Receipted};
use enroll_credentials::LinkClaim;
use enroll_domain::id::{ProofId, TenantId};
use enroll_domain::proof::RootKeyId;
use enroll_domain::user::EmailProof;
use uuid::Uuid;

use crate::world::{CALL, PASSWORD, World};

fn ada() -> NewUserForm {
    NewUserForm {
        email: Some("ada@example.org".to_owned()),
        ..NewUserForm::default()
    }
}

#[tokio::test]
async fn no_link_and_no_mac_is_printed_for_a_developer() {
    let world = World::new().await;
    let operator = world.enrollment.operator(&CALL).await.unwrap();
    let made = world
        .enrollment
        .create_user(&operator, &ada(), FirstCredential::Link, None)
        .await
        .unwrap();
    let Receipted::Fresh(created) = &made else {
        panic!("nobody asked for a receipt")
    };
    let link = created.link.clone().unwrap();
    let (_, token) = link.split_once("?token=").unwrap();
    let activate = Activate {
        token,
        password: ActivationPassword::Chosen(PASSWORD),
        username: None,
        terms_version: None,
    };
    let claim = LinkClaim {
        tenant: TenantId::DEFAULT,
        proof: ProofId::from_uuid(Uuid::nil()),
        key: RootKeyId::new("key".to_owned()),
        mac: [201; 32],
    };
    for printed in [format!("{made:?}"), format!("{activate:?}"), format!("{claim:?}")] {
        assert!(!printed.contains(token) && !printed.contains("201"), "{printed}");
    }
}

#[tokio::test]
async fn a_link_proves_the_address_only_if_it_was_mailed() {
    for (credential, proved) in [(FirstCredential::Link, false), (FirstCredential::Mail, true)] {
        let world = World::new().await;
        let operator = world.enrollment.operator(&CALL).await.unwrap();
        let made = world
            .enrollment
            .create_user(&operator, &ada(), credential, None)
            .await
            .unwrap();
        let Receipted::Fresh(created) = made else {
            panic!("nobody asked for a receipt")
        };
        let token = match created.link {
            Some(link) => link.split_once("?token=").unwrap().1.to_owned(),
            None => world.newest_token().await,
        };
        let set = world
            .enrollment
            .set_first_password(&CALL, &token, PASSWORD)
            .await
            .unwrap();
        let is_proved = set.user.user.identifiers.email_proof != EmailProof::Unproved;
        assert_eq!(is_proved, proved);
    }
}

#[tokio::test]
async fn whoever_is_refused_a_session_has_cost_one_hash() {
    let world = World::new().await;
    world.settled("active@example.org").await;
    let operator = world.enrollment.operator(&CALL).await.unwrap();
    world
        .enrollment
        .create_user(&operator, &ada(), FirstCredential::Mail, None)
        .await
        .unwrap();
    for (name, password) in [
        ("nobody@example.org", PASSWORD),
        ("ada@example.org", PASSWORD),
        ("active@example.org", "not the password at all"),
        ("active@example.org", "line\nbreak"),
        ("not an address@", PASSWORD),
    ] {
        let before = world.hasher.performed();
        assert!(world.sign_in(name, password).await.is_none());
        assert_eq!(world.hasher.performed() - before, 1, "{name}");
    }
    let before = world.hasher.performed();
    assert!(world.sign_in("active@example.org", PASSWORD).await.is_some());
    assert_eq!(world.hasher.performed() - before, 1);
}

#[tokio::test]
async fn every_request_has_an_id_of_its_own_even_while_there_are_no_random_bytes() {
    let world = World::new().await;
    let drawn = [world.enrollment.request_id(), world.enrollment.request_id()];
    world.entropy.dry.store(true, Ordering::Relaxed);
    let counted = [world.enrollment.request_id(), world.enrollment.request_id()];
    for [one, two] in [drawn, counted] {
        assert_ne!(one, two);
        assert_eq!(one.as_uuid().get_version_num(), 7);
    }
}
