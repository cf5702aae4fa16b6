//! Who gets an address: a link proves it, the password picks the attempt.

use std::time::Duration;

use enroll_application::{Activate, ActivateError, ActivationPassword, LinkError, LinkState};
use enroll_domain::audit::Action;
use enroll_domain::profile::Field;
use enroll_domain::proof::Purpose;
use enroll_domain::registration::{Policy, RegistrationForm, TermsVersion};
use enroll_domain::user::EmailProof;

use crate::world::{CALL, OTHER_PASSWORD, PASSWORD, World, form};

fn named(email: &str, password: &str, given_name: &str) -> RegistrationForm {
    RegistrationForm {
        profile: vec![(Field::GivenName, given_name.to_owned())],
        ..form(email, password)
    }
}

fn with_terms() -> Policy {
    Policy {
        terms: Some(TermsVersion::parse("2026-01").unwrap()),
        ..Policy::private()
    }
}

#[tokio::test]
async fn any_link_with_either_password_activates_that_persons_attempt() {
    for (link, password, name) in [
        (0, PASSWORD, "Ada"),
        (0, OTHER_PASSWORD, "Grace"),
        (1, PASSWORD, "Ada"),
        (1, OTHER_PASSWORD, "Grace"),
    ] {
        let world = World::new().await;
        world.register_as(named("x@example.org", PASSWORD, "Ada")).await;
        world.register_as(named("X@Example.org", OTHER_PASSWORD, "Grace")).await;
        world.deliver().await;
        let activated = world.activate(&world.tokens()[link], password).await.unwrap();
        assert_eq!(activated.user.user.profile.get(Field::GivenName), Some(name));
        assert!(matches!(
            activated.user.user.identifiers.email_proof,
            EmailProof::Proved { .. }
        ));
        assert!(world.sign_in("x@example.org", password).await.is_some());
    }
}

#[tokio::test]
async fn a_link_alone_activates_nothing_and_stays_good_after_a_wrong_password() {
    let world = World::new().await;
    world.register("ada@example.org", PASSWORD).await;
    let token = world.newest_token().await;
    let refused = world.activate(&token, "not the password at all").await;
    assert!(matches!(refused, Err(ActivateError::PasswordMismatch)), "{refused:?}");
    assert!(
        world.sign_in("ada@example.org", PASSWORD).await.is_none(),
        "a pending address signs nobody in"
    );
    assert!(world.activate(&token, PASSWORD).await.is_ok());
}

#[tokio::test]
async fn one_activation_ends_every_other_link_to_the_address() {
    let world = World::new().await;
    world.register("ada@example.org", PASSWORD).await;
    world.register("ada@example.org", OTHER_PASSWORD).await;
    world.deliver().await;
    let tokens = world.tokens();
    world.activate(&tokens[1], PASSWORD).await.unwrap();
    for token in &tokens {
        let refused = world.activate(token, OTHER_PASSWORD).await;
        assert!(
            matches!(refused, Err(ActivateError::Link(LinkError::Expired))),
            "{refused:?}"
        );
    }
}

#[tokio::test]
async fn whoever_forgot_the_password_starts_with_a_blank_profile() {
    let world = World::new().await;
    world.register_as(named("ada@example.org", PASSWORD, "Mallory")).await;
    let token = world.newest_token().await;
    let password = ActivationPassword::New(OTHER_PASSWORD);
    let activated = world
        .enrollment
        .activate(
            &CALL,
            Activate {
                token: &token,
                password,
                username: None,
                terms_version: None,
            },
        )
        .await
        .unwrap();
    assert!(
        activated.user.user.profile.is_empty(),
        "nothing of another's attempt may survive"
    );
    assert!(world.sign_in("ada@example.org", PASSWORD).await.is_none());
    assert!(world.sign_in("ada@example.org", OTHER_PASSWORD).await.is_some());
}

#[tokio::test]
async fn a_disowned_registration_is_gone_with_all_its_links() {
    let world = World::new().await;
    world.register("ada@example.org", PASSWORD).await;
    let token = world.newest_token().await;
    world.enrollment.disown(&CALL, &token).await.unwrap();
    let refused = world.activate(&token, PASSWORD).await;
    assert!(matches!(refused, Err(ActivateError::Link(LinkError::Expired))));
}

#[tokio::test]
async fn a_link_that_was_mailed_outlives_a_flood_of_newer_attempts() {
    let world = World::new().await;
    world.register("ada@example.org", PASSWORD).await;
    let first = world.newest_token().await;
    for n in 0..30 {
        world
            .register("ada@example.org", &format!("the stranger's words, number {n}"))
            .await;
    }
    world.deliver().await;
    world.register("ada@example.org", PASSWORD).await;
    world.deliver().await;
    assert!(world.activate(&first, PASSWORD).await.is_ok());
}

#[tokio::test]
async fn only_the_newest_eight_attempts_are_kept() {
    let world = World::new().await;
    for n in 0..9 {
        world
            .register("ada@example.org", &format!("a good long secret {n}"))
            .await;
    }
    let token = world.newest_token().await;
    let refused = world.activate(&token, "a good long secret 0").await;
    assert!(matches!(refused, Err(ActivateError::PasswordMismatch)));
    assert!(world.activate(&token, "a good long secret 1").await.is_ok());
}

#[tokio::test]
async fn an_attempt_and_its_link_last_a_day_to_the_microsecond() {
    let world = World::new().await;
    world.register("ada@example.org", PASSWORD).await;
    let token = world.newest_token().await;
    world
        .clock
        .advance(Duration::from_secs(24 * 3600) - Duration::from_micros(1));
    let state = world
        .enrollment
        .look_at_link(&CALL, &token, Purpose::Activation)
        .await
        .unwrap();
    assert_eq!(state, LinkState::Good);
    world.clock.advance(Duration::from_micros(1));
    let state = world
        .enrollment
        .look_at_link(&CALL, &token, Purpose::Activation)
        .await
        .unwrap();
    assert_eq!(state, LinkState::Expired);
    let refused = world.activate(&token, PASSWORD).await;
    assert!(matches!(refused, Err(ActivateError::Link(LinkError::Expired))));
}

#[tokio::test]
async fn a_user_name_that_is_gone_by_then_can_be_replaced_with_the_same_link() {
    let world = World::new().await;
    let wish = |email: &str| RegistrationForm {
        username: Some("lovelace".to_owned()),
        ..form(email, PASSWORD)
    };
    world.register_as(wish("ada@example.org")).await;
    let ada = world.newest_token().await;
    world.register_as(wish("rival@example.org")).await;
    let rival = world.newest_token().await;
    world.activate(&rival, PASSWORD).await.unwrap();
    assert!(matches!(
        world.activate(&ada, PASSWORD).await,
        Err(ActivateError::UsernameTaken)
    ));
    let password = ActivationPassword::Chosen(PASSWORD);
    let again = Activate {
        token: &ada,
        password,
        username: Some("countess"),
        terms_version: None,
    };
    assert!(world.enrollment.activate(&CALL, again).await.is_ok());
    assert!(world.sign_in("countess", PASSWORD).await.is_some());
}

#[tokio::test]
async fn looking_at_a_link_uses_nothing() {
    let world = World::new().await;
    world.register("ada@example.org", PASSWORD).await;
    let token = world.newest_token().await;
    for _ in 0..3 {
        let state = world
            .enrollment
            .look_at_link(&CALL, &token, Purpose::Activation)
            .await
            .unwrap();
        assert_eq!(state, LinkState::Good);
    }
    let state = world
        .enrollment
        .look_at_link(&CALL, &token, Purpose::PasswordReset)
        .await
        .unwrap();
    assert_eq!(state, LinkState::Invalid, "a link is for its own purpose only");
    assert!(world.activate(&token, PASSWORD).await.is_ok());
}

async fn codes_of_activation(world: &World) -> Vec<String> {
    let audit = world.audit().await;
    let record = audit.into_iter().find(|record| record.action == Action::Activated);
    record.unwrap().codes
}

#[tokio::test]
async fn the_audit_of_an_activation_names_the_attempt_and_the_terms() {
    let world = World::under(with_terms()).await;
    let accepting = RegistrationForm {
        terms_version: Some("2026-01".to_owned()),
        ..form("ada@example.org", PASSWORD)
    };
    world.register_as(accepting).await;
    let token = world.newest_token().await;
    world.activate(&token, PASSWORD).await.unwrap();
    let codes = codes_of_activation(&world).await;
    assert!(codes[0].starts_with("attempt:"), "{codes:?}");
    assert_eq!(codes[1..], ["terms:2026-01"]);
}

#[tokio::test]
async fn a_new_password_takes_no_terms_over_and_names_all_that_it_breaks() {
    let world = World::under(with_terms()).await;
    let accepting = RegistrationForm {
        terms_version: Some("2026-01".to_owned()),
        ..form("ada@example.org", PASSWORD)
    };
    world.register_as(accepting).await;
    let token = world.newest_token().await;
    let anew = |password, username, terms_version| Activate {
        token: &token,
        password: ActivationPassword::New(password),
        username,
        terms_version,
    };
    let refused = world.enrollment.activate(&CALL, anew("x", Some("a b"), None)).await;
    let Err(ActivateError::Rejected(rejections)) = refused else {
        panic!("{refused:?}")
    };
    let mut inputs: Vec<_> = rejections.as_slice().iter().map(|found| found.input.name()).collect();
    inputs.dedup();
    assert_eq!(inputs, ["username", "terms_version", "new_password"]);
    let outdated = anew(OTHER_PASSWORD, None, Some("2025-01"));
    assert!(matches!(
        world.enrollment.activate(&CALL, outdated).await,
        Err(ActivateError::Rejected(_))
    ));
    let accepted = anew(OTHER_PASSWORD, None, Some("2026-01"));
    world.enrollment.activate(&CALL, accepted).await.unwrap();
    assert_eq!(codes_of_activation(&world).await, ["terms:2026-01"]);
}

#[tokio::test]
async fn a_new_password_does_not_hold_the_user_name_that_is_chosen_with_it() {
    let world = World::new().await;
    world.register("ada@example.org", PASSWORD).await;
    let token = world.newest_token().await;
    let activate = Activate {
        token: &token,
        password: ActivationPassword::New("quietlovelaceriversong"),
        username: Some("lovelace"),
        terms_version: None,
    };
    let refused = world.enrollment.activate(&CALL, activate).await;
    let Err(ActivateError::Rejected(rejections)) = refused else {
        panic!("{refused:?}")
    };
    assert_eq!(rejections.as_slice()[0].code(), "contains_context");
}
