//! The mail budget of an address: what is counted, as what, and once.

use enroll_application::AddressForm;
use std::time::Duration;

use enroll_repository::{Channel, MessageStatus, StoreError};
use enroll_system::Clock as _;

use crate::relay::count;
use crate::world::{CALL, PASSWORD, World};

#[tokio::test]
async fn an_address_gets_ten_mails_of_registrations_in_a_day_and_resets_are_counted_apart() {
    let world = World::new().await;
    for n in 0..12 {
        world
            .register("ada@example.org", &format!("a good long secret {n}"))
            .await;
        world.deliver().await;
    }
    assert_eq!(world.subjects().len(), 10);
    assert_eq!(count(&world, MessageStatus::Suppressed).await, 2);
    let token = world.tokens().pop().unwrap();
    world.activate(&token, "a good long secret 9").await.unwrap();
    for _ in 0..6 {
        world
            .enrollment
            .request_password_reset(&CALL, AddressForm::of(Some("ada@example.org")), None)
            .await
            .unwrap();
        world.deliver().await;
    }
    assert_eq!(world.subjects().len(), 15);
    world.clock.advance(Duration::from_secs(24 * 3600));
    world
        .enrollment
        .request_password_reset(&CALL, AddressForm::of(Some("ada@example.org")), None)
        .await
        .unwrap();
    world.deliver().await;
    assert_eq!(world.subjects().len(), 16, "the next day has a budget of its own");
}

#[tokio::test]
async fn a_mail_that_was_stranded_before_it_was_counted_is_counted_at_its_next_lease() {
    let world = World::new().await;
    world.register("ada@example.org", PASSWORD).await;
    let now = world.clock.now();
    world
        .store
        .atomically::<_, StoreError>(move |tx| {
            Ok(tx.claim(Channel::Mail, now, now.plus(Duration::from_secs(60)), 1)?)
        })
        .await
        .unwrap();
    world.clock.advance(Duration::from_secs(60));
    for n in 0..10 {
        world
            .register("ada@example.org", &format!("a good long secret {n}"))
            .await;
    }
    world.deliver().await;
    assert_eq!(world.subjects().len(), 10);
    assert_eq!(count(&world, MessageStatus::Suppressed).await, 1);
}

#[tokio::test]
async fn resets_of_whoever_has_not_activated_spend_no_mail_of_registrations() {
    let world = World::new().await;
    world.register("ada@example.org", PASSWORD).await;
    for _ in 0..12 {
        world
            .enrollment
            .request_password_reset(&CALL, AddressForm::of(Some("ada@example.org")), None)
            .await
            .unwrap();
    }
    world.deliver().await;
    assert_eq!(world.subjects().len(), 1 + 5);
    for n in 0..9 {
        world
            .register("ada@example.org", &format!("a good long secret {n}"))
            .await;
    }
    world.deliver().await;
    assert_eq!(world.subjects().len(), 10 + 5);
}
