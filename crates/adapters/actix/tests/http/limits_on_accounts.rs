//! Limits on accounts: whoever is named too often has to be waited for, by whomever, and in whatever spelling.

use actix_web::http::Method;
use enroll_actix::Limits;
use serde_json::{Value, json};

use crate::limits::{ACCOUNTS, from, is_limited, limited, number};
use crate::world::{PASSWORD, Reply, World};

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
    for ways in [SIGN_INS, REGISTRATIONS, MAILS] {
        for first in ways {
            let world = limited(ACCOUNTS).await;
            for (count, spelling) in ["ada@example.org", "Ada@Example.ORG", "ada+shop@example.org"]
                .iter()
                .enumerate()
            {
                let reply = name(&world, first, spelling, &format!("192.0.2.{count}")).await;
                assert!(!is_limited(&reply), "{} {spelling}", first.path);
            }
            for way in ways {
                let reply = name(&world, way, "ADA+x@example.org", "198.51.100.1").await;
                assert!(
                    is_limited(&reply),
                    "{} after {}: {}",
                    way.path,
                    first.path,
                    reply.text()
                );
                assert!(!is_limited(
                    &name(&world, way, &format!("bob{}@example.org", way.path.len()), "192.0.2.1").await
                ));
            }
        }
    }
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
