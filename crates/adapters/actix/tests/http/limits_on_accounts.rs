//! Limits on accounts: whoever is named too often has to be waited for, by whomever, and in whatever spelling.

use actix_web::http::Method;
use enroll_actix::Limits;
use enroll_domain::registration::{HostName, Policy, Preset};
use serde_json::{Value, json};

use crate::limits::{ACCOUNTS, BRAND, FEW, from, is_limited, limited, limited_with, number};
use crate::world::{OTHER_PASSWORD, PASSWORD, Reply, World};

/// A call that names an account.
struct Naming {
    path: &'static str,
    body: fn(&str) -> Body,
}

enum Body {
    Json(Value),
    Form(Vec<(&'static str, String)>),
}

fn sign_in_form(name: &str) -> Body {
    let fields = [("grant_type", "password"), ("username", name), ("password", PASSWORD)];
    Body::Form(fields.map(|(field, value)| (field, value.to_owned())).to_vec())
}

const SIGN_INS: &[Naming] = &[
    Naming {
        path: "/v1/sessions",
        body: |name| Body::Json(json!({ "identifier": name, "password": PASSWORD })),
    },
    Naming {
        path: "/onyx/auth/login",
        body: sign_in_form,
    },
    Naming {
        path: "/rpost/token",
        body: sign_in_form,
    },
];

const REGISTRATIONS: &[Naming] = &[
    Naming {
        path: "/v1/registrations",
        body: |name| Body::Json(json!({ "email": name, "password": PASSWORD })),
    },
    Naming {
        path: "/onyx/auth/register",
        body: |name| Body::Json(json!({ "email": name, "password": PASSWORD })),
    },
    Naming {
        path: "/rpost/api/v1/Account/Register",
        body: |name| {
            Body::Json(json!({
                "Email": name, "ConfirmEmail": name, "Password": PASSWORD, "ConfirmPassword": PASSWORD, "FirstName": "Ada",
                "LastName": "Lovelace", "Language": "en-us", "TimeZone": "UTC", "RegistrationApp": "test", "TermsAndConditions": true,
                "ConfirmationCallbackUrl": "",
            }))
        },
    },
];

const MAILS: &[Naming] = &[
    Naming {
        path: "/v1/activations/resend",
        body: |name| Body::Json(json!({ "email": name })),
    },
    Naming {
        path: "/v1/password-resets",
        body: |name| Body::Json(json!({ "email": name })),
    },
    Naming {
        path: "/onyx/auth/request-verify-token",
        body: |name| Body::Json(json!({ "email": name })),
    },
    Naming {
        path: "/reset",
        body: |name| Body::Form(vec![("choice", "mail".to_owned()), ("email", name.to_owned())]),
    },
    Naming {
        path: "/activate",
        body: |name| Body::Form(vec![("choice", "mail".to_owned()), ("email", name.to_owned())]),
    },
];

async fn name(world: &World, naming: &Naming, named: &str, client: &str) -> Reply {
    let request = from(client).method(Method::POST).uri(naming.path);
    world
        .send(match (naming.body)(named) {
            Body::Json(body) => request.set_json(body),
            Body::Form(fields) => request.set_form(fields),
        })
        .await
}

#[actix_web::test]
async fn an_account_has_one_budget_over_all_ways_spellings_and_clients() {
    // Each network has a budget of its own for passwords that it tries.
    for (ways, hosts) in [(SIGN_INS, [7; 4]), (REGISTRATIONS, [1, 2, 3, 4]), (MAILS, [1, 2, 3, 4])] {
        let client = |count: usize| format!("192.0.2.{}", hosts[count]);
        for first in ways {
            let world = limited(ACCOUNTS).await;
            let spellings = ["ada@example.org", "Ada@Example.ORG", "ada+shop@example.org"];
            for (count, spelling) in spellings.into_iter().enumerate() {
                let reply = name(&world, first, spelling, &client(count)).await;
                assert!(!is_limited(&reply), "{} {spelling}", first.path);
            }
            for way in ways {
                let reply = name(&world, way, "ADA+x@example.org", &client(FEW)).await;
                let (path, before) = (way.path, first.path);
                assert!(is_limited(&reply), "{path} after {before}: {}", reply.text());
                let bob = format!("bob{}@example.org", path.len());
                assert!(!is_limited(&name(&world, way, &bob, "192.0.2.1").await), "{path}");
            }
        }
    }
}

#[actix_web::test]
async fn one_networks_tries_leave_the_owner_elsewhere_in() {
    let world = limited(ACCOUNTS).await;
    world.activated("ada@example.org").await;
    let tried = async |client: &str| {
        let mut served = 0;
        for way in SIGN_INS.iter().cycle().take(FEW * 4) {
            served += usize::from(!is_limited(&name(&world, way, "ada@example.org", client).await));
        }
        served
    };
    // A subscriber of IPv6 has many networks, and counts as one.
    assert_eq!(tried("2001:db8:1:1::1").await, FEW);
    assert_eq!(tried("2001:db8:1:2::1").await, 0);
    assert_eq!(tried("192.0.2.1").await, FEW);
    let owner = name(&world, &SIGN_INS[0], "ada@example.org", "198.51.100.7").await;
    assert_eq!(owner.status, 200, "{}", owner.text());
    // All of them together have ten times as much.
    let mut served = 2 * FEW + 1;
    for host in 2..20 {
        served += tried(&format!("192.0.2.{host}")).await;
    }
    assert_eq!(served, 10 * FEW);
}

#[actix_web::test]
async fn strangers_tries_do_not_keep_whoever_is_signed_in_from_changing_the_password() {
    let world = limited(ACCOUNTS).await;
    let user = world.activated("ada@example.org").await;
    let id = user["user"]["sub"].as_str().unwrap();
    for host in 0..=10 * FEW {
        for named in ["ada@example.org", id] {
            name(&world, &SIGN_INS[0], named, &format!("192.0.2.{host}")).await;
        }
    }
    assert!(is_limited(
        &name(&world, &SIGN_INS[0], "ada@example.org", "198.51.100.7").await
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
            let mut reply = name(&world, way, named, "192.0.2.1").await;
            for _ in 0..5 {
                reply = name(&world, way, named, "192.0.2.1").await;
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
