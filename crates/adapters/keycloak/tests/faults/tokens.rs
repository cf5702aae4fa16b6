//! The service account's token: asked for once, renewed once, and never for ever.

use enroll_identity_provider::{IdentityProvider, ProviderError};

use crate::http_peer::{Reply, Request};
use crate::keycloak::{SECRET, Scene, is_for_token, somebody, told};

fn tokens(scene: &Scene) -> usize {
    scene
        .peer
        .asked()
        .iter()
        .filter(|request| is_for_token(request))
        .count()
}

#[tokio::test]
async fn one_token_serves_many_calls() {
    let scene = Scene::new(|_| None).await;
    for _ in 0..3 {
        scene.provider.ensure(&somebody()).await.unwrap();
    }
    assert_eq!(tokens(&scene), 1);
    let asked = scene.peer.asked();
    let form = asked[0].text();
    assert!(
        form.contains("grant_type=client_credentials") && form.contains("client_id=enroll"),
        "{form}"
    );
    assert!(
        asked[1..]
            .iter()
            .all(|request| request.header("authorization") == "Bearer token-1")
    );
}

#[tokio::test]
async fn a_token_that_lapses_at_once_is_asked_for_again() {
    let scene = Scene::new(|request| {
        is_for_token(request).then(|| Reply::json(200, r#"{"access_token": "token-0", "expires_in": 0}"#))
    })
    .await;
    scene.provider.find(somebody().id).await.unwrap();
    scene.provider.find(somebody().id).await.unwrap();
    assert_eq!(tokens(&scene), 2);
}

#[tokio::test]
async fn a_token_that_is_no_longer_taken_is_renewed_once_and_the_call_repeated() {
    let scene = Scene::new(|request| {
        let stale = request.header("authorization") == "Bearer token-1";
        stale.then(|| Reply::json(401, r#"{"error": "HTTP 401 Unauthorized"}"#))
    })
    .await;
    scene.provider.ensure(&somebody()).await.unwrap();
    assert_eq!(tokens(&scene), 2);
    let refused = scene
        .peer
        .asked()
        .iter()
        .filter(|request| request.header("authorization") == "Bearer token-1")
        .count();
    assert_eq!(refused, 1);
}

#[tokio::test]
async fn a_new_token_that_is_not_taken_either_is_a_matter_of_how_things_are_set_up() {
    let scene = Scene::new(|request| (!is_for_token(request)).then(|| Reply::json(401, "{}"))).await;
    let failed = scene.provider.ensure(&somebody()).await.unwrap_err();
    assert!(matches!(failed, ProviderError::Misconfigured(_)), "{failed:?}");
    assert!(told(&failed).contains("url"));
    assert_eq!((tokens(&scene), scene.peer.asked().len()), (2, 4));
}

#[tokio::test]
async fn credentials_that_are_not_taken_are_told_by_their_code_alone() {
    for (status, body, code) in [
        (
            401,
            r#"{"error": "unauthorized_client", "error_description": "ada@example.org"}"#,
            "unauthorized_client",
        ),
        (401, r#"{"error": "invalid_client"}"#, "invalid_client"),
        (400, r#"{"error": "unauthorized_client"}"#, "unauthorized_client"),
        (401, "the secret is the-secret-of-the-client", "no code"),
        (403, r#"{"error": "for ada@example.org only"}"#, "no code"),
    ] {
        let answer = move |request: &Request| is_for_token(request).then(|| Reply::json(status, body));
        let scene = Scene::new(answer).await;
        let failed = scene.provider.ensure(&somebody()).await.unwrap_err();
        assert!(matches!(failed, ProviderError::Misconfigured(_)), "{failed:?}");
        let text = told(&failed);
        assert!(text.contains(code) && text.contains("client_secret"), "{text}");
        assert_eq!(scene.peer.asked().len(), 1, "nobody asks without a token");
    }
}

#[tokio::test]
async fn nothing_shows_the_secret() {
    let scene = Scene::new(|_| None).await;
    scene.provider.find(somebody().id).await.unwrap();
    let shown = format!("{:?} {:?}", scene.provider, crate::keycloak::settings(scene.peer.url()));
    assert!(!shown.contains(SECRET) && !shown.contains("token-1"), "{shown}");
}
