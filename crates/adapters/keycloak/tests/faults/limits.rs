//! What is not waited for and not read: answers without end, answers that never come, ways elsewhere.

use std::time::{Duration, Instant};

use enroll_identity_provider::{IdentityProvider, ProviderError};

use crate::http_peer::{Peer, Reply};
use crate::keycloak::{Scene, is_for_token, somebody, told};

#[tokio::test]
async fn an_answer_without_end_is_given_up_at_a_mebibyte() {
    for status in [200, 400, 404] {
        let scene = Scene::new(move |request| (!is_for_token(request)).then_some(Reply::Endless(status))).await;
        let begun = Instant::now();
        let failed = scene.provider.ensure(&somebody()).await.unwrap_err();
        assert!(matches!(failed, ProviderError::Misconfigured(_)), "{failed:?}");
        assert!(told(&failed).contains("1048576 bytes"), "{failed}");
        assert!(
            begun.elapsed() < Duration::from_secs(10),
            "it is not the time that ended it"
        );
    }
}

#[tokio::test]
async fn a_token_without_end_is_given_up_too() {
    let scene = Scene::new(|_| Some(Reply::Endless(200))).await;
    let failed = scene.provider.find(somebody().id).await.unwrap_err();
    assert!(told(&failed).contains("1048576 bytes"), "{failed}");
}

#[tokio::test]
async fn a_long_answer_below_the_limit_is_read() {
    let long = format!("[{}]", " ".repeat((1 << 20) - 2));
    let scene = Scene::new(move |request| (!is_for_token(request)).then(|| Reply::json(200, &long))).await;
    assert_eq!(scene.provider.find(somebody().id).await.unwrap(), None);
}

#[tokio::test]
async fn an_answer_that_never_comes_is_waited_for_ten_seconds() {
    let scene = Scene::new(|request| (!is_for_token(request)).then_some(Reply::Silence)).await;
    let begun = Instant::now();
    let failed = scene.provider.ensure(&somebody()).await.unwrap_err();
    assert!(matches!(failed, ProviderError::Temporary(_)), "{failed:?}");
    assert!(told(&failed).contains("in time"), "{failed}");
    assert!(begun.elapsed() >= Duration::from_secs(9), "{:?}", begun.elapsed());
}

#[tokio::test]
async fn an_answer_that_breaks_off_is_tried_again_later() {
    let scene = Scene::new(|request| (!is_for_token(request)).then_some(Reply::BreakOff(200))).await;
    let failed = scene.provider.ensure(&somebody()).await.unwrap_err();
    assert!(matches!(failed, ProviderError::Temporary(_)), "{failed:?}");
    told(&failed);
}

#[tokio::test]
async fn nobody_who_listens_is_tried_again_later() {
    let scene = Scene::new(|_| None).await;
    let url = scene.peer.url().to_owned();
    drop(scene);
    let provider = enroll_keycloak::KeycloakProvider::new(crate::keycloak::settings(&url)).unwrap();
    let failed = provider.find(somebody().id).await.unwrap_err();
    assert!(matches!(failed, ProviderError::Temporary(_)), "{failed:?}");
    assert!(told(&failed).contains("not reached"), "{failed}");
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let elsewhere = Peer::start(|_| async { Reply::json(200, "[]") }).await.unwrap();
    let location = vec![("location".to_owned(), format!("{}/login", elsewhere.url()))];
    for status in [301, 302, 303, 307, 308] {
        let location = location.clone();
        let scene = Scene::new(move |request| {
            let away = Reply::Answer(status, location.clone(), Vec::new());
            (!is_for_token(request)).then_some(away)
        })
        .await;
        let failed = scene.provider.ensure(&somebody()).await.unwrap_err();
        assert!(matches!(failed, ProviderError::Misconfigured(_)), "{failed:?}");
        assert!(told(&failed).contains(&status.to_string()), "{failed}");
    }
    assert_eq!(elsewhere.asked(), []);
}
