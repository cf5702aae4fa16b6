//! Passwords: resets, changes, and what they end.

use std::time::Duration;

use enroll_application::{AddressForm, CompletePasswordResetError, LinkError};
use enroll_domain::Rule;

use crate::world::{CALL, OTHER_PASSWORD, PASSWORD, World};

async fn ask_for_reset(world: &World, email: &str) {
    world
        .enrollment
        .request_password_reset(&CALL, AddressForm::of(Some(email)), None)
        .await
        .unwrap();
}

#[tokio::test]
async fn a_reset_ends_every_session_and_every_other_link() {
    let world = World::new().await;
    let tokens = world.settled("ada@example.org").await.tokens;
    ask_for_reset(&world, "ADA@example.org").await;
    let first = world.newest_token().await;
    ask_for_reset(&world, "ada@example.org").await;
    let second = world.newest_token().await;
    world
        .enrollment
        .complete_password_reset(&CALL, &second, OTHER_PASSWORD)
        .await
        .unwrap();
    assert!(!world.speaks(&tokens).await);
    assert!(world.enrollment.refresh(&CALL, &tokens.refresh_token).await.is_err());
    let refused = world.enrollment.complete_password_reset(&CALL, &first, PASSWORD).await;
    assert!(
        matches!(refused, Err(CompletePasswordResetError::Link(LinkError::Expired))),
        "{refused:?}"
    );
    assert!(world.sign_in("ada@example.org", PASSWORD).await.is_none());
    assert!(world.sign_in("ada@example.org", OTHER_PASSWORD).await.is_some());
}

#[tokio::test]
async fn a_weak_new_password_leaves_the_link_good() {
    let world = World::new().await;
    world.settled("ada@example.org").await;
    ask_for_reset(&world, "ada@example.org").await;
    let token = world.newest_token().await;
    let refused = world.enrollment.complete_password_reset(&CALL, &token, "short").await;
    assert!(matches!(refused, Err(CompletePasswordResetError::Rejected(_))));
    assert!(
        world
            .enrollment
            .complete_password_reset(&CALL, &token, OTHER_PASSWORD)
            .await
            .is_ok()
    );
}

#[tokio::test]
async fn a_reset_link_lasts_an_hour() {
    let world = World::new().await;
    world.settled("ada@example.org").await;
    ask_for_reset(&world, "ada@example.org").await;
    let token = world.newest_token().await;
    world.clock.advance(Duration::from_secs(3600));
    let refused = world
        .enrollment
        .complete_password_reset(&CALL, &token, OTHER_PASSWORD)
        .await;
    assert!(matches!(
        refused,
        Err(CompletePasswordResetError::Link(LinkError::Expired))
    ));
}

#[tokio::test]
async fn changing_a_password_keeps_this_session_and_ends_the_others() {
    let world = World::new().await;
    let one = world.settled("ada@example.org").await.tokens;
    let two = world.sign_in("ada@example.org", PASSWORD).await.unwrap();
    ask_for_reset(&world, "ada@example.org").await;
    let link = world.newest_token().await;
    let caller = world.caller(&one).await;
    world
        .enrollment
        .change_password(&caller, Some(PASSWORD), Some(OTHER_PASSWORD))
        .await
        .unwrap();
    assert!(world.speaks(&one).await);
    assert!(!world.speaks(&two).await);
    let refused = world.enrollment.complete_password_reset(&CALL, &link, PASSWORD).await;
    assert!(refused.is_err(), "a link that was mailed before the change is void");
}

#[tokio::test]
async fn a_password_is_changed_only_by_who_knows_the_present_one() {
    let world = World::new().await;
    let tokens = world.settled("ada@example.org").await.tokens;
    let caller = world.caller(&tokens).await;
    let refused = world
        .enrollment
        .change_password(&caller, Some("wrong present one"), Some(OTHER_PASSWORD))
        .await;
    let Err(enroll_application::ChangePasswordError::Rejected(rejections)) = refused else {
        panic!("{refused:?}")
    };
    assert_eq!(rejections.as_slice()[0].rule, Rule::Mismatch);
    assert!(world.sign_in("ada@example.org", PASSWORD).await.is_some());
}

#[tokio::test]
async fn a_reset_of_an_unknown_address_mails_nobody_and_of_an_open_attempt_mails_an_activation() {
    let world = World::new().await;
    ask_for_reset(&world, "nobody@example.org").await;
    world.deliver().await;
    assert!(world.subjects().is_empty());
    world.register("ada@example.org", PASSWORD).await;
    ask_for_reset(&world, "ada@example.org").await;
    world.deliver().await;
    assert_eq!(world.subjects(), ["Activate your account", "Activate your account"]);
}
