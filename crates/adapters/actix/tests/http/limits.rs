//! Limits at the edge: who asks too often is told to wait, whatever they ask for and however they write it.

use std::net::SocketAddr;
use std::num::NonZeroU32;

use actix_web::http::Method;
use actix_web::test::TestRequest;
use enroll_actix::{Binding, Dialect, Limits, Options, TrustedProxies};
use enroll_domain::registration::{HostName, Policy};
use enroll_domain::tenant::TenantName;
use serde_json::{Value, json};

use crate::ways::{garbage, invited, send};
use crate::world::{PASSWORD, Reply, World, document};

/// How often anything may be done in here.
pub(crate) const FEW: usize = 3;

pub(crate) const fn number(number: u32) -> NonZeroU32 {
    match NonZeroU32::new(number) {
        Some(number) => number,
        None => NonZeroU32::MIN,
    }
}

/// A limit on clients, and none that matters on anything else.
pub(crate) const CLIENTS: Limits = Limits {
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

/// The brand of the default tenant, where there is one.
pub(crate) const BRAND: &str = "acme.example";

pub(crate) async fn limited(limits: Limits) -> World {
    let mut policy = Policy::private();
    policy.hosts = vec![HostName::parse(BRAND).unwrap()];
    limited_with(limits, policy).await
}

pub(crate) async fn limited_with(limits: Limits, policy: Policy) -> World {
    let below = |dialect: Dialect| {
        let binding = Binding::new(dialect, TenantName::default_name());
        let binding = binding.below(&format!("/{}", dialect.name())).unwrap();
        match dialect {
            Dialect::CapeDigital => binding.with("consumer_tenant", "default").unwrap(),
            Dialect::SelfCommunity | Dialect::Onyx | Dialect::JFramework | Dialect::RPost => binding,
        }
    };
    let options = Dialect::ALL
        .iter()
        .copied()
        .fold(Options::new().with_limits(limits), |options, dialect| {
            options.with_dialect(below(dialect))
        });
    World {
        options,
        ..World::with(policy).await
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

/// Whether whoever is signed in pays for a call, and not the client: what they may be told to wait for on their own account.
pub(crate) fn is_of_a_caller(path: &str, operation: &Value) -> bool {
    let signed_in = operation["security"].as_array().is_some_and(|ways| !ways.is_empty());
    signed_in && operation["responses"]["429"].is_object() && !path.starts_with("/v1/admin/")
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
            let limited = operation["responses"]["429"].is_object() && !is_of_a_caller(path, operation);
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
    // All of a /48 together have eight times as much, however many networks are in it.
    let mut served = 0;
    for network in 1..=FEW * 12 {
        let reply = world.send(probe(&format!("2001:db8:7:{network:x}::1"))).await;
        served += usize::from(!is_limited(&reply));
    }
    assert!((FEW * 8..FEW * 10).contains(&served), "{served}");

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
        let body = json!({ "identifier": format!("ada{count}@example.org"), "password": PASSWORD });
        let request = from(&format!("192.0.2.{count}"))
            .method(Method::POST)
            .uri("/v1/sessions");
        let reply = world.send(request.set_json(body)).await;
        assert_eq!(is_limited(&reply), count == FEW);
    }
    assert_eq!(world.get("/livez").await.status, 200);
}

#[actix_web::test]
async fn what_costs_the_server_nothing_shuts_no_tenant_out() {
    let (world, invitation) = invited(Limits {
        tenant_per_minute: number(5),
        ..CLIENTS
    })
    .await;
    for (kind, (path, body)) in garbage(&invitation).into_iter().enumerate() {
        for count in 0..10 {
            let reply = send(&world, path, body.clone(), &format!("10.0.{kind}.{count}")).await;
            assert!(!is_limited(&reply), "{path}: kind {kind}");
            assert!((200..500).contains(&reply.status.as_u16()), "{path}: {}", reply.text());
        }
    }
    let user = world.activated("ada@example.org").await;
    let refreshed = world.post(
        "/v1/sessions/refresh",
        json!({ "refresh_token": user["refresh_token"] }),
    );
    assert_eq!(refreshed.await.status, 200);
    let signed_in = json!({ "identifier": "ada@example.org", "password": PASSWORD });
    assert_eq!(world.post("/v1/sessions", signed_in).await.status, 200);
    let mailed = world.post("/v1/password-resets", json!({ "email": "ada@example.org" }));
    assert_eq!(mailed.await.status, 202);
}

#[actix_web::test]
async fn who_sends_garbage_for_a_refresh_token_waits_and_whoever_has_one_does_not() {
    let world = limited(CLIENTS).await;
    let mut tokens = world.activated("ada@example.org").await;
    let refresh = |body| {
        let request = from("192.0.2.1").method(Method::POST).uri("/v1/sessions/refresh");
        world.send(request.set_json(body))
    };
    for count in 0..FEW * 3 {
        let refused = refresh(json!({ "refresh_token": "garbage" })).await;
        assert_eq!(is_limited(&refused), count >= FEW, "{}", refused.text());
        let next = refresh(json!({ "refresh_token": tokens["refresh_token"] })).await;
        assert_eq!(next.status, 200, "{}", next.text());
        tokens = next.json();
    }
    assert!(is_limited(&refresh(json!({})).await));
}
