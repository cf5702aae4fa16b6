//! What every route costs: nothing that makes an account, sends a mail or tries a secret is free.

use std::collections::BTreeSet;

use super::Cost;
use crate::dialects::Dialect;
use crate::openapi::Access;
use crate::route::{self, Described, Verb};

/// Every call that changes something and is free all the same: only who is signed in can make it, and why that is enough.
const FREE: &[(&str, &str)] = &[
    ("updateMe", "one's own profile; no mail"),
    ("signOut", "ends one's own session; no secret is tried"),
    ("signOutEverywhere", "ends one's own sessions; no secret is tried"),
    ("updateUser", "a profile; no mail"),
    ("grantRole", "changes a row; no mail"),
    ("revokeRole", "changes a row; no mail"),
    ("assignMembership", "changes a row; no mail"),
    ("createRole", "an entry of a list; no mail"),
    ("replaceRole", "an entry of a list; no mail"),
    ("removeRole", "an entry of a list; no mail"),
    ("createDepartment", "an entry of a list; no mail"),
    ("renameDepartment", "an entry of a list; no mail"),
    ("createTag", "an entry of a list; no mail"),
    ("replaceTag", "an entry of a list; no mail"),
    ("createPackage", "an entry of a list; no mail"),
    ("replacePackage", "an entry of a list; no mail"),
    ("revokeInvitation", "ends what an operator made; no mail"),
    (
        "retryProvisioning",
        "one message for each user; the relay decides when it goes out",
    ),
    ("replacePolicy", "a tenant's policy; no mail"),
];

#[test]
fn whatever_is_free_reads_or_is_named_here() {
    let mut free = BTreeSet::new();
    for route in route::all().filter(|route| route.verb != Verb::Get && route.cost() == Cost::Free) {
        let operation = match &route.operation {
            Described::As(operation) if operation.access == Access::Bearer => operation,
            Described::As(_) | Described::InDevelopmentOnly | Described::ByItsOtherSpelling => {
                panic!("anybody may ask for {} {}", route.verb.method(), route.path)
            }
        };
        free.insert(operation.id);
    }
    let named = FREE.iter().map(|(id, _why)| *id).collect();
    assert_eq!(free, named);
}

#[test]
fn reading_is_free() {
    for route in route::all().filter(|route| route.verb == Verb::Get) {
        assert_eq!(route.cost(), Cost::Free, "GET {}", route.path);
    }
}

#[test]
fn what_makes_accounts_for_others_or_tries_a_password_costs_something_too() {
    let cost = |id: &str| {
        let mut rows = route::all().filter_map(|route| match &route.operation {
            Described::As(operation) => Some(operation),
            Described::InDevelopmentOnly | Described::ByItsOtherSpelling => None,
        });
        rows.find(|operation| operation.id == id)
            .map(|operation| operation.cost)
    };
    for (id, expected) in [
        ("createUser", Cost::Delegated),
        ("invite", Cost::Delegated),
        ("createTenant", Cost::Delegated),
        ("signOutUser", Cost::Delegated),
        ("suspendUser", Cost::Delegated),
        ("reinstateUser", Cost::Delegated),
        ("closeUser", Cost::Delegated),
        ("changePassword", Cost::Caller),
        ("askAddressChange", Cost::Caller),
        ("closeMe", Cost::Caller),
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
fn a_caller_pays_where_there_is_a_caller_and_a_password() {
    let callers: BTreeSet<_> = route::all()
        .filter_map(|route| match &route.operation {
            Described::As(operation) if operation.cost == Cost::Caller => Some((operation.id, operation.access)),
            Described::As(_) | Described::InDevelopmentOnly | Described::ByItsOtherSpelling => None,
        })
        .map(|(id, access)| {
            assert_eq!(access, Access::Bearer, "{id} has no caller who could pay");
            id
        })
        .collect();
    assert_eq!(callers, ["askAddressChange", "changePassword", "closeMe"].into());
    // No contract tries the password of somebody who is signed in.
    let mut contracts = Dialect::ALL.iter().flat_map(|dialect| dialect.contract().routes);
    assert!(contracts.all(|route| route.cost != Cost::Caller));
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
