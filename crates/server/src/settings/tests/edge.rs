//! Whom the edge lets in, as the settings say it.

use enroll::adapters::actix::{Connections, Limits};

use super::*;

#[test]
fn limits_hold_in_earnest_and_nobody_is_limited_while_trying_out() {
    let edge = Place::whole().read().edge;
    assert_eq!(edge.limits, Some(Limits::default()));
    assert_eq!(edge.connections, Connections::default());
    assert!(edge.proxies.is_none());
    let off = Place::whole().with("ENROLL_LIMITS__ENABLED", "false");
    assert_eq!(off.read().edge.limits, None);
    let trying = Place::new().try_read(Mode::Development);
    assert_eq!(trying.map(|settings| settings.edge.limits).ok(), Some(None));
    let on = Place::new()
        .with("ENROLL_LIMITS__ENABLED", "true")
        .try_read(Mode::Development);
    assert!(on.is_ok_and(|settings| settings.edge.limits.is_some()));
}

#[test]
fn numbers_are_taken_as_they_are_and_none_is_nought() {
    let place = Place::whole().with_file(
        "here.toml",
        "[limits]\nclient_per_minute = 5\naccount_per_hour = 6\ntenant_per_minute = 7\nconnections = 8\nconnections_per_client = 9",
    );
    let edge = place.read().edge;
    let limits = edge.limits.unwrap();
    let rates = [
        limits.client_per_minute,
        limits.account_per_hour,
        limits.tenant_per_minute,
    ];
    assert_eq!(rates.map(std::num::NonZero::get), [5, 6, 7]);
    assert_eq!((edge.connections.total, edge.connections.per_client), (8, 9));
    let nought = Place::whole().with("ENROLL_LIMITS__CLIENT_PER_MINUTE", "0").refused();
    assert!(
        nought[0].starts_with("limits.client_per_minute (ENROLL_LIMITS__CLIENT_PER_MINUTE)"),
        "{nought:?}"
    );
}

#[test]
fn proxies_and_origins_are_lists_and_each_item_is_judged() {
    let place = Place::whole().with_file(
        "here.toml",
        "trusted_proxies = ['10.0.0.0/8', '::1']\nforwarded_header = 'Forwarded'\ncors_origins = ['https://app.example.org']",
    );
    assert!(place.read().edge.proxies.is_some());
    let listed = Place::whole().with("ENROLL_TRUSTED_PROXIES", "10.0.0.7, fd00::/8,");
    assert!(listed.read().edge.proxies.is_some());
    for (key, variable, value) in [
        ("trusted_proxies", "ENROLL_TRUSTED_PROXIES", "10.0.0.0/8,everybody"),
        ("forwarded_header", "ENROLL_FORWARDED_HEADER", "X-Real-IP"),
        ("cors_origins", "ENROLL_CORS_ORIGINS", "*"),
    ] {
        let lines = Place::whole().with(variable, value).refused();
        assert_eq!(lines.len(), 1, "{lines:?}");
        assert!(lines[0].starts_with(&format!("{key} ({variable})")), "{lines:?}");
    }
    let lines = Place::whole().with_file("here.toml", "cors_origins = [7]").refused();
    assert!(
        lines[0].starts_with("cors_origins must be a list of texts"),
        "{lines:?}"
    );
}

#[test]
fn a_proxy_that_nobody_named_is_warned_of() {
    let warned = |place: &Place| {
        place
            .read()
            .warnings
            .iter()
            .any(|warning| warning.key == "trusted_proxies")
    };
    assert!(warned(&Place::whole()));
    assert!(!warned(&Place::whole().with("ENROLL_TRUSTED_PROXIES", "10.0.0.0/8")));
    assert!(!warned(&Place::whole().with("ENROLL_LIMITS__ENABLED", "false")));
    let plain = Place::whole().with("ENROLL_PUBLIC_URL", "http://127.0.0.1:8080");
    assert!(!warned(&plain));
}
