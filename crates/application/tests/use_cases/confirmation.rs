//! Confirming: the link in the mail proves the address of somebody who is a user already.

use enroll_application::{ConfirmError, LinkError, LinkState};
use enroll_domain::proof::Purpose;
use enroll_domain::registration::Beginning;
use enroll_domain::user::{EmailProof, State};

use crate::sign_up::at_once;
use crate::world::{CALL, PASSWORD, World, form};

async fn pending() -> (World, String) {
    let world = World::under(at_once(Beginning::Pending)).await;
    world.sign_up(&CALL, &form("ada@example.org", PASSWORD)).await.unwrap();
    let token = world.newest_token().await;
    (world, token)
}

#[tokio::test]
async fn a_pending_user_is_active_with_the_password_of_their_registration() {
    let (world, token) = pending().await;
    let state = world
        .enrollment
        .look_at_link(&CALL, &token, Purpose::Confirmation)
        .await;
    assert_eq!(state.unwrap(), LinkState::Good);
    let confirmed = world.enrollment.confirm(&CALL, &token).await.unwrap().user;
    assert!(matches!(confirmed.user.state, State::Active { .. }));
    assert!(matches!(
        confirmed.user.identifiers.email_proof,
        EmailProof::Proved { .. }
    ));
    assert!(world.sign_in("ada@example.org", PASSWORD).await.is_some());
}

#[tokio::test]
async fn who_confirms_twice_is_told_that_it_was_done_before() {
    let (world, token) = pending().await;
    world.enrollment.confirm(&CALL, &token).await.unwrap();
    let again = world.enrollment.confirm(&CALL, &token).await.unwrap_err();
    assert!(matches!(again, ConfirmError::ProvedBefore), "{again}");
}

#[tokio::test]
async fn a_link_for_something_else_confirms_nothing() {
    let world = World::new().await;
    world.register("ada@example.org", PASSWORD).await;
    let token = world.newest_token().await;
    let refused = world.enrollment.confirm(&CALL, &token).await.unwrap_err();
    assert!(matches!(refused, ConfirmError::Link(LinkError::Invalid)), "{refused}");
}

#[tokio::test]
async fn a_link_confirms_nothing_once_its_time_is_over() {
    let (world, token) = pending().await;
    let lifetime = at_once(Beginning::Pending).lifetimes.activation;
    world.clock.advance(lifetime);
    let late = world.enrollment.confirm(&CALL, &token).await;
    assert!(late.is_err(), "the link is no longer good");
    assert!(world.sign_in("ada@example.org", PASSWORD).await.is_none());
}
