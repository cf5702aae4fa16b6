//! What each answer means: whether to try again, to give up, or to call somebody; and in which order things are done.

use enroll_identity_provider::{DesiredUser, IdentityProvider, ProviderError};
use serde_json::Value;

use crate::http_peer::{Reply, Request};
use crate::keycloak::{ID, Scene, is_for_token, somebody, told};

/// What ensuring somebody fails with when every call but that for a token is answered like this.
async fn failure(status: u16, body: &'static str) -> ProviderError {
    let scene = Scene::new(move |request| (!is_for_token(request)).then(|| Reply::json(status, body))).await;
    scene.provider.ensure(&somebody()).await.unwrap_err()
}

#[tokio::test]
async fn a_server_out_of_order_is_tried_again_later() {
    for status in [408, 429, 500, 502, 503, 504] {
        let failed = failure(status, "ada@example.org").await;
        assert!(matches!(failed, ProviderError::Temporary(_)), "{status}: {failed:?}");
        assert!(told(&failed).contains(&status.to_string()));
    }
}

#[tokio::test]
async fn a_store_of_keycloaks_that_fails_is_tried_again_later() {
    for body in [
        r#"{"errorMessage": "Could not create user"}"#,
        r#"{"errorMessage": "Could not update user!"}"#,
    ] {
        let failed = failure(400, body).await;
        assert!(matches!(failed, ProviderError::Temporary(_)), "{failed:?}");
    }
}

#[tokio::test]
async fn what_is_set_up_wrongly_calls_for_somebody() {
    for (status, said) in [
        (403, "manage-users"),
        (404, "no such realm"),
        (405, "url"),
        (418, "url"),
    ] {
        let failed = failure(status, "ada@example.org").await;
        assert!(
            matches!(failed, ProviderError::Misconfigured(_)),
            "{status}: {failed:?}"
        );
        assert!(told(&failed).contains(said), "{failed}");
    }
    let page = failure(200, "<html>Sign in, ada@example.org</html>").await;
    assert!(matches!(page, ProviderError::Misconfigured(_)), "{page:?}");
    assert!(told(&page).contains("not Keycloak"), "{page}");
}

#[tokio::test]
async fn what_keycloak_refuses_is_told_by_field_and_code_alone() {
    for (body, said) in [
        (
            r#"{"field": "email", "errorMessage": "error-invalid-email", "params": ["email", "ada@example.org"]}"#,
            "email: error-invalid-email",
        ),
        (
            r#"{"errors": [{"field": "firstName", "errorMessage": "error-invalid-length"}, {"field": "x y", "errorMessage": "ada"}]}"#,
            "firstName: error-invalid-length, no field: no code",
        ),
        (r#"{"errorMessage": "ada@example.org is odd"}"#, "no field: no code"),
        ("ada@example.org", "does not say why"),
    ] {
        let failed = failure(400, body).await;
        assert!(matches!(failed, ProviderError::Permanent(_)), "{failed:?}");
        assert!(told(&failed).contains(said), "{failed}");
    }
}

#[tokio::test]
async fn somebody_is_looked_up_before_they_are_made_and_the_version_is_written_last() {
    let scene = Scene::new(|_| None).await;
    assert_eq!(scene.provider.ensure(&somebody()).await.unwrap(), ID);
    let users = "/admin/realms/people/users";
    let expected = [
        "POST /realms/people/protocol/openid-connect/token".to_owned(),
        format!("GET {users}"),
        "GET /admin/realms/people/roles/member".to_owned(),
        format!("GET {users}/profile"),
        format!("POST {users}"),
        format!("GET {users}/{ID}"),
        format!("POST {users}/{ID}/role-mappings/realm"),
        format!("PUT {users}/{ID}"),
    ];
    assert_eq!(scene.asked(), expected);
    let asked = scene.peer.asked();
    let version = |request: &Request| -> Value {
        let user: Value = serde_json::from_slice(&request.body).unwrap();
        user["attributes"]["enroll_version"][0].clone()
    };
    assert_eq!(
        (version(&asked[4]), version(&asked[7])),
        (Value::Null, Value::from("7"))
    );
    scene.provider.ensure(&somebody()).await.unwrap();
    assert!(
        scene.asked()[8..].iter().all(|asked| asked.starts_with("GET ")),
        "the same again writes nothing"
    );
}

#[tokio::test]
async fn a_way_that_breaks_off_anywhere_is_gone_to_its_end_the_next_time() {
    for broken in 1..8 {
        let counted = std::sync::atomic::AtomicUsize::new(0);
        let scene = Scene::new(move |_| {
            let count = counted.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
            (count == broken).then_some(Reply::HangUp)
        })
        .await;
        let failed = scene.provider.ensure(&somebody()).await.unwrap_err();
        assert!(matches!(failed, ProviderError::Temporary(_)), "{broken}: {failed:?}");
        assert_eq!(scene.provider.ensure(&somebody()).await.unwrap(), ID);
        let there = scene.provider.find(somebody().id).await.unwrap().unwrap();
        assert_eq!((there.version, there.roles), (Some(7), somebody().roles), "{broken}");
    }
}

#[tokio::test]
async fn a_realm_that_keeps_nothing_is_left_as_it_was() {
    // Its profile is not ours to read, and what is written is dropped.
    let scene = Scene::new(|request| {
        let path = format!("/admin/realms/people/users/{ID}");
        let forgetful = format!(r#"{{"id": "{ID}", "username": "ada@example.org"}}"#);
        match (request.method.as_str(), request.target.as_str()) {
            ("GET", "/admin/realms/people/users/profile") => Some(Reply::json(403, "{}")),
            ("GET", target) if target == path => Some(Reply::json(200, &forgetful)),
            (_, _) => None,
        }
    })
    .await;
    let failed = scene.provider.ensure(&somebody()).await.unwrap_err();
    assert!(matches!(failed, ProviderError::Permanent(_)), "{failed:?}");
    assert!(
        told(&failed).contains("unmanagedAttributePolicy ADMIN_EDIT"),
        "{failed}"
    );
    assert_eq!(
        scene.asked().last().unwrap(),
        &format!("DELETE /admin/realms/people/users/{ID}")
    );
}

#[tokio::test]
async fn no_attribute_passes_for_one_of_keycloaks_or_of_ours() {
    for name in ["enroll_id", "Enroll_Version", "email", "username", "firstName", " "] {
        let scene = Scene::new(|_| None).await;
        let sly = DesiredUser {
            attributes: vec![(name.to_owned(), "ada".to_owned())],
            ..somebody()
        };
        let failed = scene.provider.ensure(&sly).await.unwrap_err();
        assert!(matches!(failed, ProviderError::Permanent(_)), "{failed:?}");
        assert_eq!(scene.asked(), [""; 0], "nothing is asked");
    }
}
