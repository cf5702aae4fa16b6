//! Limits at the edge: who asks too often is told to wait, whatever they ask for and however they write it.

use std::net::SocketAddr;
use std::num::NonZeroU32;

use actix_web::http::Method;
use actix_web::test::TestRequest;
use enroll_actix::{Binding, Dialect, Limits, Options, TrustedProxies};
use enroll_domain::tenant::TenantName;
use serde_json::json;

use crate::world::{Reply, World, document};

/// How often anything may be done in here.
pub(crate) const FEW: usize = 3;

pub(crate) const fn number(number: u32) -> NonZeroU32 {
    match NonZeroU32::new(number) {
        Some(number) => number,
        None => NonZeroU32::MIN,
    }
}

/// A limit on clients, and none that matters on anything else.
const CLIENTS: Limits = Limits {
    client_per_minute: number(3),
    account_per_hour: number(100_000),
    tenant_per_minute: number(100_000),
};

/// A limit on accounts, and none that matters on anything else.
pub(crate) const ACCOUNTS: Limits = Limits {
    client_per_minute: number(100_000),
    account_per_hour: number(3),
    tenant_per_minute: number(100_000),
};

pub(crate) async fn limited(limits: Limits) -> World {
    let below = |dialect: Dialect| {
        let binding = Binding::new(dialect, TenantName::default_name());
        binding.below(&format!("/{}", dialect.name())).unwrap()
    };
    let options = Dialect::ALL
        .iter()
        .copied()
        .fold(Options::new().with_limits(limits), |options, dialect| {
            options.with_dialect(below(dialect))
        });
    World {
        options,
        ..World::new().await
    }
}

pub(crate) fn from(client: &str) -> TestRequest {
    TestRequest::default().peer_addr(SocketAddr::new(client.parse().unwrap(), 4711))
}

pub(crate) fn is_limited(reply: &Reply) -> bool {
    let limited = reply.status == 429;
    if limited {
        let seconds: u64 = reply.header("retry-after").parse().unwrap();
        assert!((1..=1200).contains(&seconds), "{seconds}");
    }
    limited
}

/// How many of these are served before the first is not, if that is seen within one more than so many.
async fn served(world: &World, tried: usize, request: impl Fn() -> TestRequest) -> usize {
    for count in 0..=tried {
        if is_limited(&world.send(request()).await) {
            return count;
        }
    }
    usize::MAX
}

#[actix_web::test]
async fn what_costs_something_is_limited_for_each_client_and_nothing_else_is() {
    for (path, item) in document()["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let world = World {
                options: Options::new().with_limits(CLIENTS),
                ..limited(CLIENTS).await
            };
            let method: Method = method.to_uppercase().parse().unwrap();
            let request = |client| from(client).method(method.clone()).uri(path).set_json(json!({}));
            // Administrators do more than others, and for others.
            let most = if path.starts_with("/v1/admin/") { FEW * 20 } else { FEW };
            let limited = operation["responses"]["429"].is_object();
            // Budgets come back while they are used, the greater ones sooner.
            let tried = if limited { most * 4 } else { FEW };
            let served = served(&world, tried, || request("192.0.2.1")).await;
            assert!(served >= most, "{method} {path}: {served}");
            assert_eq!(served != usize::MAX, limited, "{method} {path}: {served}");
            assert!(!is_limited(&world.send(request("192.0.2.2")).await), "{method} {path}");
        }
    }
}

#[actix_web::test]
async fn a_client_is_a_64_and_whom_a_trusted_proxy_names() {
    let world = limited(CLIENTS).await;
    let probe = |client: &str| {
        from(client)
            .method(Method::POST)
            .uri("/v1/sessions")
            .set_json(json!({}))
    };
    for host in 1..=FEW {
        assert!(!is_limited(&world.send(probe(&format!("2001:db8::{host}"))).await));
    }
    assert!(is_limited(&world.send(probe("2001:db8::ffff:0:0:1")).await));
    assert!(!is_limited(&world.send(probe("2001:db8:0:1::1")).await));

    let spoofed = |client: &str, named: &str| {
        let lines = [("x-forwarded-for", named), ("x-real-ip", named)];
        lines.into_iter().fold(probe(client), TestRequest::insert_header)
    };
    // Nobody is trusted: what they say of themselves changes nothing.
    for count in 0..=FEW {
        let reply = world.send(spoofed("192.0.2.1", &format!("198.51.100.{count}"))).await;
        assert_eq!(is_limited(&reply), count == FEW);
    }
    let options = world
        .options
        .clone()
        .with_trusted_proxies(TrustedProxies::parse(["10.0.0.0/8"]).unwrap());
    let world = World { options, ..world };
    for count in 0..=FEW {
        let named = format!("203.0.113.{count}, 198.51.100.7");
        assert_eq!(is_limited(&world.send(spoofed("10.0.0.2", &named)).await), count == FEW);
    }
    assert!(!is_limited(&world.send(spoofed("10.0.0.2", "198.51.100.8")).await));
    assert!(is_limited(&world.send(spoofed("192.0.2.1", "198.51.100.9")).await));
}

#[actix_web::test]
async fn a_path_is_the_same_route_however_it_is_written() {
    let world = limited(CLIENTS).await;
    let paths = [
        "/rpost/token",
        "/rpost/TOKEN",
        "/rpost/Token?x=1",
        "/rpost/%74oken",
        "/rpost/toke%6E",
    ];
    let mut limited = 0;
    for path in paths {
        let reply = world.send(from("192.0.2.1").method(Method::POST).uri(path)).await;
        limited += usize::from(is_limited(&reply));
    }
    assert_eq!(limited, paths.len() - FEW);
}

#[actix_web::test]
async fn a_tenant_is_limited_for_all_its_clients_together() {
    let world = limited(Limits {
        tenant_per_minute: number(3),
        ..CLIENTS
    })
    .await;
    for count in 0..=FEW {
        let request = from(&format!("192.0.2.{count}"))
            .method(Method::POST)
            .uri("/v1/sessions");
        let reply = world.send(request.set_json(json!({}))).await;
        assert_eq!(is_limited(&reply), count == FEW);
    }
    assert_eq!(world.get("/livez").await.status, 200);
}
