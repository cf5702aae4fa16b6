//! What surrounds the API: health, the key set, the description, the metrics.

use serde_json::Value;

use crate::person::{PASSWORD, somebody};
use crate::world::World;

/// The server says that it lives and that it is ready.
pub(crate) async fn the_server_says_that_it_lives_and_is_ready(world: &World) {
    world.api.get("/livez").await.expect(200);
    world.api.get("/readyz").await.expect(200);
}

/// The description names every route that these journeys use, and says which version of OpenAPI it is.
pub(crate) async fn the_api_describes_itself(world: &World) {
    let described = world.api.get("/openapi.json").await.expect(200).json();
    assert!(described["openapi"].as_str().unwrap().starts_with("3.1"));
    for path in [
        "/v1/registrations",
        "/v1/activations",
        "/v1/activations/resend",
        "/v1/first-password",
        "/v1/sessions",
        "/v1/sessions/refresh",
        "/v1/sessions/current",
        "/v1/password-resets",
        "/v1/password-resets/complete",
        "/v1/me",
        "/v1/me/password",
        "/v1/admin/users",
        "/v1/admin/users/{sub}",
        "/v1/admin/users/{sub}/roles/{role}",
        "/.well-known/jwks.json",
    ] {
        assert!(described["paths"].get(path).is_some(), "{path} is not described");
    }
}

/// The key set holds public keys alone.
pub(crate) async fn the_key_set_holds_public_keys_alone(world: &World) {
    world.active(&somebody("signed"), PASSWORD).await;
    let keys = world.api.get("/.well-known/jwks.json").await.expect(200).json();
    let keys = keys["keys"].as_array().unwrap();
    assert!(!keys.is_empty());
    let public = |key: &&Value| key.get("d").is_none() && key["kty"] == "OKP" && key["kid"].is_string();
    assert!(keys.iter().all(|key| public(&key)), "{keys:?}");
}
