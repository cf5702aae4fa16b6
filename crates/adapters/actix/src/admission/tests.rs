//! What every route costs: nothing that makes an account, sends a mail or tries a secret is free.

use super::Cost;
use crate::dialects::Dialect;
use crate::openapi::Access;
use crate::route::{self, Described, Verb};

#[test]
fn whatever_a_stranger_may_send_costs_something() {
    for route in route::all() {
        let Described::As(operation) = &route.operation else {
            continue;
        };
        let costs = match (route.verb, operation.access) {
            (Verb::Get, _) => false,
            (_, Access::Bearer) => continue,
            (_, Access::Anybody | Access::AnybodyInTenant | Access::TokenInBody) => true,
        };
        assert_eq!(
            route.cost() != Cost::Free,
            costs,
            "{} {}",
            route.verb.method(),
            route.path
        );
    }
}

#[test]
fn what_makes_accounts_for_others_or_tries_a_password_costs_something_too() {
    let cost = |id: &str| {
        let mut rows = route::all().filter_map(|route| match &route.operation {
            Described::As(operation) => Some(operation),
            Described::InDevelopmentOnly => None,
        });
        rows.find(|operation| operation.id == id)
            .map(|operation| operation.cost)
    };
    for (id, expected) in [
        ("createUser", Cost::Delegated),
        ("invite", Cost::Delegated),
        ("createTenant", Cost::Delegated),
        ("changePassword", Cost::SignIn),
        ("askAddressChange", Cost::SignIn),
        ("closeMe", Cost::SignIn),
        ("confirmAddressChange", Cost::Proof),
        ("signIn", Cost::SignIn),
        ("refresh", Cost::Proof),
        ("register", Cost::Registration),
        ("resendActivation", Cost::Mail),
        ("requestPasswordReset", Cost::Mail),
        ("ready", Cost::Free),
        ("metrics", Cost::Free),
        ("keys", Cost::Free),
    ] {
        assert_eq!(cost(id), Some(expected), "{id}");
    }
}

#[test]
fn whatever_a_contract_is_sent_costs_something() {
    for &dialect in Dialect::ALL {
        for route in dialect.contract().routes {
            // Onyx redirects these to the path without the slash, which costs what it costs.
            let redirects = dialect == Dialect::Onyx && route.path.ends_with('/');
            let costs = route.verb != Verb::Get && !redirects;
            assert_eq!(route.cost != Cost::Free, costs, "{} {}", dialect.name(), route.path);
        }
    }
}
