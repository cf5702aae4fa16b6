//! What every manifest says alike: lints, edition, licence and version come from the workspace.

use std::fs;

use crate::graph::GRAPH;

/// What every member takes from the workspace, under `[package]`.
const INHERITED: &[&str] = &["version", "edition", "rust-version", "license"];

#[test]
fn every_member_takes_lints_and_facts_from_the_workspace() {
    for member in GRAPH.members() {
        let manifest = fs::read_to_string(&member.manifest).unwrap();
        for key in INHERITED {
            let inherits = section(&manifest, "[package]").any(|line| line == format!("{key}.workspace = true"));
            assert!(inherits, "{} states its own {key}", member.name);
        }
        let lints: Vec<&str> = section(&manifest, "[lints]").collect();
        assert_eq!(lints, ["workspace = true"], "{} has lints of its own", member.name);
    }
}

#[test]
fn versions_of_libraries_stand_in_the_workspace_alone() {
    for member in GRAPH.members() {
        let manifest = fs::read_to_string(&member.manifest).unwrap();
        for name in ["[dependencies]", "[dev-dependencies]", "[build-dependencies]"] {
            for line in section(&manifest, name) {
                assert!(
                    line.contains("workspace = true"),
                    "{} states a version of its own: {line}",
                    member.name
                );
            }
        }
    }
}

/// The lines of a section that say something.
fn section<'a>(manifest: &'a str, name: &'a str) -> impl Iterator<Item = &'a str> {
    let lines = manifest
        .lines()
        .map(str::trim)
        .skip_while(move |line| *line != name)
        .skip(1);
    lines
        .take_while(|line| !line.starts_with('['))
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
}
