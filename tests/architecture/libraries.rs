//! Libraries from outside: each heavy one has one owner, the inner rings name each of theirs, and what a ring is built with
//! is looked at to the bottom.

use std::collections::{BTreeMap, BTreeSet};

use crate::graph::{GRAPH, Kind, tree_of};

/// Each heavy library, and the crates that may name it.
const OWNERS: &[(&str, &[&str])] = &[
    ("diesel", &["enroll-diesel"]),
    ("diesel_migrations", &["enroll-diesel"]),
    ("libsqlite3-sys", &["enroll-diesel"]),
    ("pq-sys", &["enroll-diesel"]),
    ("actix-web", &["enroll-actix"]),
    ("actix-cors", &["enroll-actix"]),
    ("governor", &["enroll-actix"]),
    ("utoipa-swagger-ui", &["enroll-actix"]),
    ("lettre", &["enroll-smtp"]),
    ("argon2", &["enroll-passwords"]),
    ("zxcvbn", &["enroll-passwords"]),
    ("jsonwebtoken", &["enroll-tokens"]),
    ("bcrypt", &["enroll-passwords"]),
    ("scrypt", &["enroll-passwords"]),
    // Signing and sealing; PBKDF2 of other systems; and a digest, by which one password hash is told from another.
    ("aws-lc-rs", &["enroll-tokens", "enroll-passwords", "enroll-keycloak"]),
    ("keycloak", &["enroll-keycloak"]),
    ("reqwest", &["enroll-keycloak"]),
    // Letters stand in the application, pages in the driving adapter.
    ("askama", &["enroll-application", "enroll-actix"]),
    // Real entropy and real time are wired by the facade.
    ("getrandom", &["enroll"]),
    ("clap", &["enroll-server"]),
    ("config", &["enroll-server"]),
    ("tracing-subscriber", &["enroll-server"]),
    ("metrics-exporter-prometheus", &["enroll-server"]),
];

/// Everything from outside that the inner rings name.
const INNER_RINGS: &[(&str, &[&str])] = &[
    (
        "enroll-domain",
        &[
            "celes",
            "email_address",
            "icu_locale",
            "icu_time",
            "idna",
            "precis-profiles",
            "rlibphonenumber",
            "thiserror",
            "unicode-security",
            "url",
            "uuid",
            "zeroize",
        ],
    ),
    // tokio is for the conformance suites, and off unless a test asks for one.
    ("enroll-repository", &["async-trait", "thiserror", "tokio", "uuid"]),
    ("enroll-mailer", &["async-trait", "thiserror"]),
    ("enroll-identity-provider", &["async-trait", "thiserror", "uuid"]),
    (
        "enroll-credentials",
        &["async-trait", "thiserror", "tokio", "uuid", "zeroize"],
    ),
    ("enroll-system", &["thiserror"]),
    ("enroll-application", &["askama", "thiserror", "uuid"]),
];

/// What no ring up to the application is built with, however deep: runtimes, sockets, stores, randomness, logs' sinks.
const OUTSIDE: &[&str] = &[
    "actix-web",
    "argon2",
    "async-std",
    "aws-lc-rs",
    "diesel",
    "getrandom",
    "hyper",
    "jsonwebtoken",
    "lettre",
    "libsqlite3-sys",
    "mio",
    "pq-sys",
    "rand",
    "reqwest",
    "serde_json",
    "socket2",
    "tokio",
    "tracing",
];

#[test]
fn each_heavy_library_is_named_by_its_owner_alone() {
    for (library, owners) in OWNERS {
        let owners: BTreeSet<&str> = owners.iter().copied().collect();
        let naming: BTreeSet<&str> = GRAPH
            .members()
            .filter(|member| member.name != "enroll-tests" && member.names(Kind::Normal).contains(library))
            .map(|member| &*member.name)
            .collect();
        assert_eq!(naming, owners, "{library} is named by others than its owner");
    }
}

#[test]
fn the_inner_rings_name_these_libraries_and_no_others() {
    let workspace: BTreeSet<&str> = GRAPH.members().map(|member| &*member.name).collect();
    let outside = |name: &str| -> BTreeSet<&str> {
        GRAPH
            .member(name)
            .names(Kind::Normal)
            .difference(&workspace)
            .copied()
            .collect()
    };
    let named: BTreeMap<&str, BTreeSet<&str>> = INNER_RINGS.iter().map(|(name, _)| (*name, outside(name))).collect();
    let table: BTreeMap<&str, BTreeSet<&str>> = INNER_RINGS
        .iter()
        .map(|(name, libraries)| (*name, libraries.iter().copied().collect()))
        .collect();
    assert_eq!(named, table);
}

#[test]
fn no_inner_ring_is_built_with_a_library_that_reaches_outside() {
    for (ring, _) in INNER_RINGS {
        let tree = tree_of(ring);
        let outside: Vec<&&str> = OUTSIDE.iter().filter(|library| tree.contains_key(**library)).collect();
        assert!(outside.is_empty(), "{ring} is built with {outside:?}");
    }
}

#[test]
fn the_program_speaks_no_http_2() {
    let tree = tree_of("enroll-server");
    for library in ["actix-http", "hyper"] {
        let features = &tree[library];
        assert!(!features.contains("http2"), "{library} is built with {features:?}");
    }
    assert!(!tree.contains_key("h2"), "h2 is built");
}

#[test]
fn the_domain_neither_mints_ids_nor_serialises() {
    let tree = tree_of("enroll-domain");
    let minting: Vec<&String> = tree["uuid"]
        .iter()
        .filter(|feature| !matches!(&***feature, "default" | "std"))
        .collect();
    assert!(minting.is_empty(), "the domain's uuid can {minting:?}");
    for (library, features) in &tree {
        // The tables of these two are read with it when they are built; nothing of ours is.
        let reads_its_own_table = matches!(&**library, "celes" | "serde" | "serde_core");
        let serialises = features.iter().any(|feature| feature.starts_with("serde"));
        assert!(
            reads_its_own_table || !serialises,
            "{library} is built with {features:?}"
        );
    }
}
