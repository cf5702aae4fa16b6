//! Changes of address that meet something else: what is confirmed is what the link was mailed to, and an address has one holder.

use std::time::Duration;

use enroll_application::ConfirmAddressChangeError;

use crate::address_change::{NEW, OLD, ada, ask, confirm, is_expired};
use crate::world::{CALL, OTHER_PASSWORD, PASSWORD, World};

#[tokio::test]
async fn whoever_holds_the_link_is_told_that_the_address_was_claimed_meanwhile() {
    let world = World::new().await;
    let tokens = ada(&world).await;
    ask(&world, &tokens, NEW).await;
    let link = world.newest_token().await;
    world.register(NEW, OTHER_PASSWORD).await;
    let activation = world.newest_token().await;
    world.activate(&activation, OTHER_PASSWORD).await.unwrap();
    let refused = confirm(&world, &link).await;
    assert!(matches!(refused, Err(ConfirmAddressChangeError::Taken)), "{refused:?}");
    assert!(world.speaks(&tokens).await, "nothing was changed");
    assert!(world.sign_in(OLD, PASSWORD).await.is_some());
    world.clock.advance(Duration::from_secs(24 * 3600));
    assert!(is_expired(&confirm(&world, &link).await), "an old link tells nothing");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_confirmed_is_what_the_link_was_mailed_to_however_requests_meet() {
    for turn in 0..40 {
        let world = World::new().await;
        let tokens = ada(&world).await;
        ask(&world, &tokens, NEW).await;
        let link = world.newest_token().await;
        let caller = world.caller(&tokens).await;
        let (asking, confirming) = (world.enrollment.clone(), world.enrollment.clone());
        let asked = tokio::spawn(async move {
            let other = "mallory@example.org";
            asking
                .ask_address_change(&caller, Some(other), Some(PASSWORD))
                .await
                .is_ok()
        });
        let confirmed = tokio::spawn(async move { confirming.confirm_address_change(&CALL, &link).await });
        let (asked, confirmed) = (asked.await.unwrap(), confirmed.await.unwrap());
        let now = if confirmed.is_ok() { NEW } else { OLD };
        assert!(
            world.sign_in(now, PASSWORD).await.is_some(),
            "{turn}: {asked} {confirmed:?}"
        );
        assert!(world.sign_in("mallory@example.org", PASSWORD).await.is_none(), "{turn}");
        world.deliver().await;
        if let Some(later) = world.link_to("mallory@example.org") {
            let outcome = confirm(&world, &later).await;
            assert_eq!(outcome.is_ok(), asked && confirmed.is_err(), "{turn}: {outcome:?}");
        }
    }
}
