//! Limits on whoever is signed in, where their password is tried once more: they pay, and neither strangers nor neighbours.

use std::collections::BTreeSet;

use actix_web::http::Method;
use serde_json::json;

use crate::limits::{ACCOUNTS, CLIENTS, FEW, from, is_limited, is_of_a_caller, limited};
use crate::ways::{PROOFS, SIGN_INS, name};
use crate::world::{OTHER_PASSWORD, PASSWORD, document};

#[actix_web::test]
async fn a_caller_has_one_budget_for_every_call_that_tries_their_password() {
    let described: BTreeSet<_> = document()["paths"]
        .as_object()
        .unwrap()
        .iter()
        .flat_map(|(path, item)| {
            let operations = item.as_object().unwrap().iter();
            let callers = operations.filter(|(_, operation)| is_of_a_caller(path, operation));
            callers.map(move |(method, _)| format!("{} {path}", method.to_uppercase()))
        })
        .collect();
    let tried = PROOFS.iter().map(|(method, path, _)| format!("{method} {path}"));
    assert_eq!(described, tried.collect());
    for (first, (_, before, _)) in PROOFS.iter().enumerate() {
        let world = limited(ACCOUNTS).await;
        let ada = world.activated("ada@example.org").await;
        let bob = world.activated("bob@example.org").await;
        let prove = async |user: &serde_json::Value, way: usize, client: &str| {
            let (method, path, body) = &PROOFS[way];
            let request = from(client).method(method.clone()).uri(path);
            let request = request.set_json(body("something else entirely"));
            world.send_as(user["access_token"].as_str().unwrap(), request).await
        };
        for host in 0..FEW {
            let refused = prove(&ada, first, &format!("192.0.2.{host}")).await;
            assert_eq!(refused.status, 422, "{before}: {}", refused.text());
        }
        for (way, (_, path, _)) in PROOFS.iter().enumerate() {
            let hashes = world.hasher.performed();
            let reply = prove(&ada, way, "192.0.2.99").await;
            assert!(is_limited(&reply), "{path} after {before}: {}", reply.text());
            assert_eq!(
                world.hasher.performed(),
                hashes,
                "{path} hashes for whoever has to wait"
            );
            assert_eq!(prove(&bob, way, "192.0.2.99").await.status, 422, "{path}");
        }
    }
}

#[actix_web::test]
async fn neighbours_behind_the_same_address_do_not_keep_whoever_is_signed_in_from_changing_the_password() {
    let world = limited(CLIENTS).await;
    let user = world.activated("ada@example.org").await;
    let sign_in = async || name(&world, &SIGN_INS[0], "eve@example.org", "", "192.0.2.1").await;
    for _ in 0..FEW {
        sign_in().await;
    }
    assert!(is_limited(&sign_in().await));
    let (method, path, body) = &PROOFS[0];
    let change = || {
        let request = from("192.0.2.1").method(method.clone()).uri(path);
        request.set_json(body(PASSWORD))
    };
    // Nor may whoever is not signed in use anything up there.
    for _ in 0..FEW * 4 {
        assert_eq!(world.send(change()).await.status, 401);
    }
    let access = user["access_token"].as_str().unwrap();
    assert_eq!(world.send_as(access, change()).await.status, 204);
}

#[actix_web::test]
async fn strangers_tries_do_not_keep_whoever_is_signed_in_from_changing_the_password() {
    let world = limited(ACCOUNTS).await;
    let user = world.activated("ada@example.org").await;
    let id = user["user"]["sub"].as_str().unwrap();
    for host in 0..=10 * FEW {
        for named in ["ada@example.org", id] {
            name(&world, &SIGN_INS[0], named, "", &format!("192.0.2.{host}")).await;
        }
    }
    assert!(is_limited(
        &name(&world, &SIGN_INS[0], "ada@example.org", "", "198.51.100.7").await
    ));
    let access = user["access_token"].as_str().unwrap();
    let change = |current: &str| {
        let body = json!({ "current_password": current, "new_password": OTHER_PASSWORD });
        let request = from("198.51.100.7").method(Method::POST).uri("/v1/me/password");
        world.send_as(access, request.set_json(body))
    };
    // Whoever has but the token may not try the password for ever.
    for _ in 1..FEW {
        assert_eq!(change("something else entirely").await.status, 422);
    }
    assert_eq!(change(PASSWORD).await.status, 204);
    assert!(is_limited(&change(OTHER_PASSWORD).await));
}
