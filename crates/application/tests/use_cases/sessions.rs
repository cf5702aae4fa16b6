//! Sessions: sign-in, refresh and its reuse, sign-out.

use std::time::Duration;

use enroll_application::RefreshError;
use enroll_domain::audit::Action;

use crate::world::{CALL, PASSWORD, World};

#[tokio::test]
async fn a_refresh_token_works_once_and_gives_the_same_successor_within_its_grace() {
    let world = World::new().await;
    let first = world.settled("ada@example.org").await.tokens;
    let second = world.enrollment.refresh(&CALL, &first.refresh_token).await.unwrap();
    let again = world.enrollment.refresh(&CALL, &first.refresh_token).await.unwrap();
    assert_eq!(second.refresh_token, again.refresh_token);
    assert_ne!(first.refresh_token, second.refresh_token);
    assert!(world.speaks(&again).await);
}

#[tokio::test]
async fn a_refresh_token_that_comes_back_late_ends_the_whole_family() {
    let world = World::new().await;
    let first = world.settled("ada@example.org").await.tokens;
    let second = world.enrollment.refresh(&CALL, &first.refresh_token).await.unwrap();
    world.clock.advance(Duration::from_secs(30));
    let refused = world.enrollment.refresh(&CALL, &first.refresh_token).await;
    assert!(matches!(refused, Err(RefreshError::Refused)));
    assert!(
        world.enrollment.refresh(&CALL, &second.refresh_token).await.is_err(),
        "the thief's heir is out, too"
    );
    assert!(!world.speaks(&second).await);
    assert!(
        world
            .audit()
            .await
            .iter()
            .any(|record| record.action == Action::RefreshReused)
    );
}

#[tokio::test]
async fn a_session_ends_with_its_absolute_expiry_however_often_it_is_refreshed() {
    let world = World::new().await;
    let mut tokens = world.settled("ada@example.org").await.tokens;
    for _ in 0..29 {
        world.clock.advance(Duration::from_secs(24 * 3600));
        tokens = world.enrollment.refresh(&CALL, &tokens.refresh_token).await.unwrap();
    }
    world.clock.advance(Duration::from_secs(24 * 3600));
    assert!(world.enrollment.refresh(&CALL, &tokens.refresh_token).await.is_err());
}

#[tokio::test]
async fn an_access_token_lasts_ten_minutes() {
    let world = World::new().await;
    let tokens = world.settled("ada@example.org").await.tokens;
    assert_eq!(tokens.expires_in, Duration::from_secs(600));
    world.clock.advance(Duration::from_secs(599));
    assert!(world.speaks(&tokens).await);
    world.clock.advance(Duration::from_secs(1));
    assert!(!world.speaks(&tokens).await);
}

#[tokio::test]
async fn signing_out_ends_this_session_and_no_other() {
    let world = World::new().await;
    let one = world.settled("ada@example.org").await.tokens;
    let two = world.sign_in("Ada@EXAMPLE.org", PASSWORD).await.unwrap();
    world.enrollment.sign_out(&world.caller(&one).await).await.unwrap();
    assert!(!world.speaks(&one).await);
    assert!(world.enrollment.refresh(&CALL, &one.refresh_token).await.is_err());
    assert!(world.speaks(&two).await);
}

#[tokio::test]
async fn nobody_signs_in_with_a_wrong_name_or_password() {
    let world = World::new().await;
    world.settled("ada@example.org").await;
    for (name, password) in [
        ("ada@example.org", "wrong password here"),
        ("nobody@example.org", PASSWORD),
        ("ada", PASSWORD),
        ("ada@example.org", "line\nbreak"),
        ("not an address@", PASSWORD),
    ] {
        assert!(world.sign_in(name, password).await.is_none(), "{name}");
    }
}
