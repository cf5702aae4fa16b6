//! Limits on accounts: whoever is named too often has to be waited for, by whomever, and in whatever spelling.

use std::collections::BTreeSet;

use actix_web::http::Method;
use enroll_actix::{Dialect, Limits};
use enroll_domain::registration::{HostName, Policy, Preset};
use serde_json::{Value, json};

use crate::limits::{ACCOUNTS, BRAND, FEW, from, is_limited, limited, limited_with, number};
use crate::ways::{CODES, MAILS, PROOFS, REGISTRATIONS, SIGN_INS, invited, name};
use crate::world::{PASSWORD, document};

/// What else may have to wait: it names no account, or is tried in the test that is named here.
const OTHERS: &[(&str, &str)] = &[
    ("POST /v1/activations/disown", "a link"),
    ("POST /v1/confirmations", "a link"),
    ("POST /v1/me/email/confirm", "a link"),
    ("POST /v1/sessions/refresh", "a refresh token"),
    ("POST /email", "a link; it sends no mails"),
    ("POST /onyx/auth/verify", "a link"),
    (
        "POST /rpost/api/v1/Account/ConfirmEmail",
        "a link, whatever the address beside it",
    ),
    (
        "POST /rpost/api/v1/Account/ConfirmUserEmail",
        "a link, whatever the address beside it",
    ),
    ("POST /self-community/api/v2/account/verify", "a link"),
    ("PUT /jframework/api/v1/users/email-address/active", "a link"),
    (
        "POST /self-community/api/v2/sso/signin",
        "an access token, and no password",
    ),
    ("POST /self-community/api/v2/sso/signup", "an administrator pays for it"),
    (
        "POST /cape-digital/api/v1/auth/register",
        "an administrator pays for it",
    ),
    (
        "POST /jframework/api/v1/users/{id}/email-address/verify/send",
        "mails_for_a_user_whom_the_path_names_have_one_budget_too",
    ),
];

#[actix_web::test]
async fn an_account_has_one_budget_over_all_ways_spellings_and_clients() {
    // Each network has a budget of its own for passwords that it tries.
    let all = [1, 2, 3, 4];
    for (ways, hosts) in [(SIGN_INS, [7; 4]), (REGISTRATIONS, all), (MAILS, all), (CODES, all)] {
        let client = |count: usize| format!("192.0.2.{}", hosts[count]);
        for first in ways {
            let (world, invitation) = invited(ACCOUNTS).await;
            let spellings = ["ada@example.org", "Ada@Example.ORG", "ada+shop@example.org"];
            for (count, spelling) in spellings.into_iter().enumerate() {
                let reply = name(&world, first, spelling, &invitation, &client(count)).await;
                let answer = reply.status.as_u16();
                assert_eq!(answer, first.answer, "{} {spelling}: {}", first.path, reply.text());
            }
            for way in ways {
                let hashes = world.hasher.performed();
                let reply = name(&world, way, "ADA+x@example.org", &invitation, &client(FEW)).await;
                let (path, before) = (way.path, first.path);
                assert!(is_limited(&reply), "{path} after {before}: {}", reply.text());
                assert_eq!(
                    world.hasher.performed(),
                    hashes,
                    "{path} hashes for whoever has to wait"
                );
                let bob = format!("bob{}@example.org", path.len());
                let reply = name(&world, way, &bob, &invitation, "192.0.2.1").await;
                assert_eq!(reply.status.as_u16(), way.answer, "{path}: {}", reply.text());
            }
        }
    }
}

#[actix_web::test]
async fn every_way_to_name_an_account_is_tried_in_here() {
    let mut limited = BTreeSet::new();
    let mut add = |prefix: &str, document: &Value| {
        for (path, item) in document["paths"].as_object().unwrap() {
            let operations = item.as_object().unwrap().iter();
            let waiting = operations.filter(|(_, operation)| operation["responses"]["429"].is_object());
            limited.extend(waiting.map(|(method, _)| format!("{} {prefix}{path}", method.to_uppercase())));
        }
    };
    add("", document());
    for dialect in Dialect::ALL {
        add(&format!("/{}", dialect.name()), &dialect.document());
    }
    // What administrators do for others is theirs to pay; and with a slash at its end, a path is the same call.
    let limited = limited.iter().filter(|call| !call.contains(" /v1/admin/"));
    let limited: BTreeSet<String> = limited.map(|call| call.trim_end_matches('/').to_owned()).collect();
    let ways = [SIGN_INS, REGISTRATIONS, MAILS, CODES].into_iter().flatten();
    let tried = ways.map(|way| format!("POST {}", way.path));
    let proofs = PROOFS.iter().map(|(method, path, _)| format!("{method} {path}"));
    let others = OTHERS.iter().map(|(call, _why)| (*call).to_owned());
    let known: BTreeSet<String> = tried.chain(proofs).chain(others).collect();
    assert_eq!(limited, known);
}

#[actix_web::test]
async fn one_networks_tries_leave_the_owner_elsewhere_in() {
    let world = limited(ACCOUNTS).await;
    world.activated("ada@example.org").await;
    let tried = async |client: &str| {
        let mut served = 0;
        for way in SIGN_INS.iter().cycle().take(FEW * 4) {
            served += usize::from(!is_limited(&name(&world, way, "ada@example.org", "", client).await));
        }
        served
    };
    // A subscriber of IPv6 has many networks, and counts as one.
    assert_eq!(tried("2001:db8:1:1::1").await, FEW);
    assert_eq!(tried("2001:db8:1:2::1").await, 0);
    assert_eq!(tried("192.0.2.1").await, FEW);
    let owner = name(&world, &SIGN_INS[0], "ada@example.org", "", "198.51.100.7").await;
    assert_eq!(owner.status, 200, "{}", owner.text());
    // All of them together have ten times as much.
    let mut served = 2 * FEW + 1;
    for host in 2..20 {
        served += tried(&format!("192.0.2.{host}")).await;
    }
    assert_eq!(served, 10 * FEW);
}

#[actix_web::test]
async fn the_refusal_is_the_same_for_whoever_is_known_and_whoever_is_not() {
    let world = limited(Limits {
        account_per_hour: number(4),
        ..ACCOUNTS
    })
    .await;
    world.activated("ada@example.org").await;
    for way in SIGN_INS.iter().chain(MAILS) {
        let mut seen = Vec::new();
        for named in ["ada@example.org", "nobody@example.org"] {
            let mut reply = name(&world, way, named, "", "192.0.2.1").await;
            for _ in 0..5 {
                reply = name(&world, way, named, "", "192.0.2.1").await;
            }
            let id = reply.header("x-request-id").to_owned();
            let retry: u64 = reply.header("retry-after").parse().unwrap();
            // The second in which each was used up may be another one.
            assert!((600..=900).contains(&retry), "{retry}");
            seen.push((reply.status, reply.text().replace(&id, "-"), reply.headers.len()));
        }
        assert_eq!(seen[0].0, 429, "{}", way.path);
        assert_eq!(seen[0], seen[1], "{}", way.path);
    }
}

#[actix_web::test]
async fn whoever_registers_without_an_address_pays_for_themselves_alone() {
    let policy = Policy {
        hosts: vec![HostName::parse(BRAND).unwrap()],
        ..Preset::JFramework.policy()
    };
    let world = limited_with(ACCOUNTS, policy).await;
    let register = async |path: &str, body: Value| {
        let request = from("192.0.2.1").method(Method::POST).uri(path);
        world
            .send(request.insert_header(("brand-url", BRAND)).set_json(body))
            .await
    };
    let (own, brands) = ("/v1/registrations", "/jframework/api/v1/users/register");
    for count in 0..3 * FEW {
        let phone = format!("+4474001234{count:02}");
        for (path, body) in [
            (brands, json!({ "phoneNumber": phone, "password": PASSWORD })),
            (
                own,
                json!({ "username": format!("person{count}"), "password": PASSWORD }),
            ),
            (
                own,
                json!({ "external_ids": { "phone_number": format!("+1{count}") }, "password": PASSWORD }),
            ),
        ] {
            let reply = register(path, body).await;
            assert_eq!(reply.status, 201, "{path} {count}: {}", reply.text());
        }
    }
    // Of each kind, one person has one budget over both ways.
    for (brands_body, own_body) in [
        (
            json!({ "phoneNumber": "+447400999999", "password": PASSWORD }),
            json!({ "external_ids": { "phone_number": "+447400999999" }, "password": PASSWORD }),
        ),
        (
            json!({ "username": "lovelace", "password": PASSWORD }),
            json!({ "username": "Lovelace", "password": PASSWORD }),
        ),
    ] {
        for count in 0..FEW {
            let (path, body) = if count == 0 {
                (own, &own_body)
            } else {
                (brands, &brands_body)
            };
            assert!(!is_limited(&register(path, body.clone()).await), "{body}");
        }
        assert!(is_limited(&register(own, own_body).await));
        assert!(is_limited(&register(brands, brands_body).await));
    }
    // Whoever names nobody is refused, and takes nothing from anybody.
    for _ in 0..3 * FEW {
        let reply = register(own, json!({ "password": PASSWORD })).await;
        assert_eq!(reply.status, 422, "{}", reply.text());
    }
}

#[actix_web::test]
async fn mails_for_a_user_whom_the_path_names_have_one_budget_too() {
    let policy = Policy {
        hosts: vec![HostName::parse(BRAND).unwrap()],
        ..Preset::JFramework.policy()
    };
    let world = limited_with(ACCOUNTS, policy).await;
    let users = "/jframework/api/v1/users";
    let call = |path: &str| {
        let request = from("192.0.2.1").method(Method::POST).uri(&format!("{users}/{path}"));
        request.insert_header(("brand-url", BRAND))
    };
    let ada = json!({ "username": "lovelace", "emailAddress": "ada@example.org", "password": PASSWORD });
    assert_eq!(world.send(call("register").set_json(&ada)).await.status, 201);
    let signed_in = world.send(call("auth").set_json(&ada)).await.json();
    let (id, key) = (&signed_in["data"]["id"], &signed_in["data"]["authKey"]);
    let path = format!("{}/email-address/verify/send", id.as_str().unwrap());
    for count in 0..=FEW {
        let reply = world
            .send(call(&path).insert_header(("auth-key", key.as_str().unwrap())))
            .await;
        assert_eq!(is_limited(&reply), count == FEW, "{}", reply.text());
        assert!(count == FEW || reply.status == 200, "{}", reply.text());
    }
}
