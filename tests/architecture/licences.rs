//! What everything is licensed under, and which packages are not to come in at all.

use std::collections::BTreeSet;

use crate::graph::{GRAPH, Package};
use crate::spdx::fits;

/// None of them asks more of whoever ships the binary than to name the authors.
const ALLOWED: &[&str] = &[
    "0BSD",
    "Apache-2.0",
    "Apache-2.0 WITH LLVM-exception",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "CC0-1.0",
    "CDLA-Permissive-2.0",
    "ISC",
    "MIT",
    "MIT-0",
    "PostgreSQL",
    "Unicode-3.0",
    "Unlicense",
    "Zlib",
];

/// Packages under another licence, that nothing but the tests is built with.
const TESTS_ONLY: &[(&str, &str)] = &[("webdriver", "MPL-2.0")];

/// What is not to come in, and why. A package is named with the versions that are meant: `<0.4` for all before 0.4.
const BANNED: &[(&str, &str)] = &[
    ("actix-governor", "GPL-3.0-or-later"),
    ("async-std", "unmaintained: RUSTSEC-2025-0052"),
    ("atomic-polyfill", "unmaintained: RUSTSEC-2023-0089"),
    ("backoff", "unmaintained: RUSTSEC-2025-0012"),
    ("chrono", "one clock type is enough"),
    ("h2 <0.4", "RUSTSEC-2026-0258, not mended in 0.3"),
    ("instant", "unmaintained: RUSTSEC-2024-0384"),
    ("native-tls", "rustls is the one TLS"),
    ("openssl", "rustls is the one TLS"),
    ("phonenumber", "calls wrong numbers valid"),
    ("proc-macro-error", "unmaintained: RUSTSEC-2024-0370"),
    ("rsa", "RUSTSEC-2023-0071, not mended"),
    ("rustls-pemfile", "unmaintained: RUSTSEC-2025-0134"),
];

#[test]
fn every_package_stands_under_a_licence_that_we_may_ship() {
    let shipped: BTreeSet<&str> = GRAPH
        .members()
        .filter(|member| member.name != "enroll-tests")
        .flat_map(|member| GRAPH.reachable(member))
        .collect();
    for package in &GRAPH.packages {
        let named = TESTS_ONLY.contains(&(&*package.name, &*package.licence)) && !shipped.contains(&*package.id);
        let fit = named || fits(&package.licence, ALLOWED);
        assert!(
            fit,
            "{} {} stands under {:?}",
            package.name, package.version, package.licence
        );
    }
    for (name, _) in TESTS_ONLY {
        assert!(
            GRAPH.packages.iter().any(|package| package.name == *name),
            "{name} is gone: take it off the list"
        );
    }
}

#[test]
fn no_banned_package_is_built() {
    for (banned, why) in BANNED {
        let found = GRAPH.packages.iter().find(|package| is_meant(package, banned));
        assert!(
            found.is_none(),
            "{banned} is built ({why}), by {:?}",
            found.map(|found| GRAPH.dependants(&found.name))
        );
    }
}

#[test]
fn openssl_is_there_for_libpq_alone() {
    let users = GRAPH.dependants("openssl-sys");
    assert!(
        users.iter().all(|user| matches!(*user, "pq-src" | "pq-sys")),
        "openssl-sys is used by {users:?}"
    );
}

fn is_meant(package: &Package, banned: &str) -> bool {
    match banned.split_once(" <") {
        None => package.name == banned,
        Some((name, limit)) => package.name == name && numbers(&package.version) < numbers(limit),
    }
}

fn numbers(version: &str) -> Vec<u64> {
    version
        .split(['.', '-', '+'])
        .map_while(|number| number.parse().ok())
        .collect()
}

#[test]
fn a_ban_up_to_a_version_spares_that_version() {
    assert!(numbers("0.3.27") < numbers("0.4"));
    assert!(numbers("0.4.0") >= numbers("0.4"));
    assert!(numbers("0.10.1") >= numbers("0.4"));
}
