//! The dependency rule of `docs/ARCHITECTURE.md`: every edge between two crates of the workspace, in one table.

use std::collections::{BTreeMap, BTreeSet};

use crate::graph::{GRAPH, Kind};

/// Who may know whom. What a crate needs for its own tests is not in here.
const MAY_KNOW: &[(&str, &[&str])] = &[
    // What is true.
    ("enroll-domain", &[]),
    // What the application asks of the world: ports know the domain.
    ("enroll-repository", &["enroll-domain"]),
    ("enroll-mailer", &["enroll-domain"]),
    ("enroll-identity-provider", &["enroll-domain"]),
    ("enroll-credentials", &["enroll-domain"]),
    ("enroll-system", &["enroll-domain"]),
    // What happens: the application knows the domain and the ports.
    (
        "enroll-application",
        &[
            "enroll-domain",
            "enroll-repository",
            "enroll-mailer",
            "enroll-identity-provider",
            "enroll-credentials",
            "enroll-system",
        ],
    ),
    // A driving adapter knows the application; a driven adapter knows its own port; none knows another adapter.
    ("enroll-actix", &["enroll-application", "enroll-domain"]),
    ("enroll-diesel", &["enroll-repository", "enroll-domain"]),
    ("enroll-smtp", &["enroll-mailer", "enroll-domain"]),
    ("enroll-keycloak", &["enroll-identity-provider", "enroll-domain"]),
    ("enroll-passwords", &["enroll-credentials", "enroll-domain"]),
    ("enroll-tokens", &["enroll-credentials", "enroll-domain"]),
    (
        "enroll-memory",
        &[
            "enroll-repository",
            "enroll-mailer",
            "enroll-identity-provider",
            "enroll-credentials",
            "enroll-system",
            "enroll-domain",
        ],
    ),
    // The facade wires the adapters; the server knows the facade alone.
    (
        "enroll",
        &[
            "enroll-application",
            "enroll-domain",
            "enroll-repository",
            "enroll-mailer",
            "enroll-identity-provider",
            "enroll-credentials",
            "enroll-system",
            "enroll-actix",
            "enroll-diesel",
            "enroll-smtp",
            "enroll-keycloak",
            "enroll-passwords",
            "enroll-tokens",
            "enroll-memory",
        ],
    ),
    ("enroll-server", &["enroll"]),
];

/// Sees everything, and is seen by nobody.
const SEES_EVERYTHING: &str = "enroll-tests";

#[test]
fn every_edge_between_two_crates_stands_in_the_table_and_every_line_of_the_table_is_an_edge() {
    let names: BTreeSet<&str> = GRAPH.members().map(|member| &*member.name).collect();
    let edges = |kind: Kind| -> BTreeMap<&str, BTreeSet<&str>> {
        GRAPH
            .members()
            .filter(|member| member.name != SEES_EVERYTHING)
            .map(|member| {
                (
                    &*member.name,
                    member.names(kind).intersection(&names).copied().collect(),
                )
            })
            .collect()
    };
    let table: BTreeMap<&str, BTreeSet<&str>> = MAY_KNOW
        .iter()
        .map(|(name, known)| (*name, known.iter().copied().collect()))
        .collect();
    assert_eq!(edges(Kind::Normal), table);
    assert!(
        edges(Kind::Build).values().all(BTreeSet::is_empty),
        "a build script depends on the workspace"
    );
}

#[test]
fn nothing_but_a_member_of_the_workspace_depends_on_one() {
    let names: BTreeSet<&str> = GRAPH.members().map(|member| &*member.name).collect();
    for name in &names {
        let strangers: Vec<_> = GRAPH
            .dependants(name)
            .into_iter()
            .filter(|who| !names.contains(who))
            .collect();
        assert!(strangers.is_empty(), "{name} is used by {strangers:?}");
        let known_by_tests = GRAPH.member(name).names(Kind::Normal).contains(SEES_EVERYTHING);
        assert!(!known_by_tests, "{name} depends on the tests");
    }
}

#[test]
fn a_conformance_suite_is_asked_for_by_dev_dependencies_only() {
    for member in GRAPH.members() {
        for line in member.dependencies.iter().filter(|line| line.kind != Kind::Dev) {
            let asked = line.features.iter().any(|feature| feature == "conformance");
            assert!(
                !asked,
                "{} turns on the suite of {} for everybody",
                member.name, line.name
            );
        }
        for (feature, on) in &member.features {
            let asked = on.iter().any(|turned_on| turned_on.ends_with("/conformance"));
            assert!(!asked, "{} turns on a suite by its feature {feature}", member.name);
        }
    }
}
