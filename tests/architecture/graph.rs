//! What cargo says of the workspace: its members, what each depends on, and every package that is built. No rule in here.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;
use std::sync::LazyLock;

use enroll_tests::workspace::root;
use serde_json::Value;

/// A package.
pub(crate) struct Package {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) version: String,
    pub(crate) licence: String,
    pub(crate) manifest: String,
    /// What its manifest asks for.
    pub(crate) dependencies: Vec<Dependency>,
    /// Its features, each with what it turns on.
    pub(crate) features: BTreeMap<String, Vec<String>>,
}

/// A line of a manifest.
pub(crate) struct Dependency {
    pub(crate) name: String,
    pub(crate) kind: Kind,
    pub(crate) features: Vec<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Normal,
    Build,
    Dev,
}

/// Everything that cargo says.
pub(crate) struct Graph {
    pub(crate) packages: Vec<Package>,
    members: BTreeSet<String>,
    /// By package id, the ids of the packages that it is built with, tests included.
    edges: BTreeMap<String, Vec<String>>,
}

/// The graph, read once.
pub(crate) static GRAPH: LazyLock<Graph> = LazyLock::new(|| {
    let host = host();
    let text = cargo(&[
        "metadata",
        "--format-version",
        "1",
        "--locked",
        "--filter-platform",
        &host,
    ]);
    Graph::from_metadata(&serde_json::from_str(&text).unwrap())
});

impl Graph {
    fn from_metadata(said: &Value) -> Self {
        let packages = list(said, "packages").iter().map(package).collect();
        let members = list(said, "workspace_members")
            .iter()
            .map(|id| id.as_str().unwrap().to_owned())
            .collect();
        let edge = |node: &Value| {
            let to = list(node, "deps")
                .iter()
                .map(|dependency| text(dependency, "pkg"))
                .collect();
            (text(node, "id"), to)
        };
        let edges = list(&said["resolve"], "nodes").iter().map(edge).collect();
        Self {
            packages,
            members,
            edges,
        }
    }

    /// The crates of this workspace.
    pub(crate) fn members(&self) -> impl Iterator<Item = &Package> {
        self.packages
            .iter()
            .filter(|package| self.members.contains(&package.id))
    }

    /// The crate of this name.
    pub(crate) fn member(&self, name: &str) -> &Package {
        self.members()
            .find(|member| member.name == name)
            .unwrap_or_else(|| panic!("there is no member {name}"))
    }

    /// Everything that is built with `package`, tests included.
    pub(crate) fn reachable<'a>(&'a self, package: &'a Package) -> BTreeSet<&'a str> {
        let mut seen = BTreeSet::new();
        let mut open = vec![package.id.as_str()];
        while let Some(id) = open.pop() {
            if seen.insert(id) {
                open.extend(self.edges[id].iter().map(String::as_str));
            }
        }
        seen
    }

    /// The names of the packages that depend on one of this name.
    pub(crate) fn dependants(&self, name: &str) -> BTreeSet<&str> {
        let ids: BTreeSet<&str> = self
            .packages
            .iter()
            .filter(|found| found.name == name)
            .map(|found| &*found.id)
            .collect();
        let depends = |package: &&Package| self.edges[&package.id].iter().any(|to| ids.contains(to.as_str()));
        self.packages
            .iter()
            .filter(depends)
            .map(|package| &*package.name)
            .collect()
    }
}

impl Package {
    /// The names of its dependencies of this kind.
    pub(crate) fn names(&self, kind: Kind) -> BTreeSet<&str> {
        self.dependencies
            .iter()
            .filter(|line| line.kind == kind)
            .map(|line| &*line.name)
            .collect()
    }
}

/// The packages that `member` alone is built with (no tests, no build scripts, no macros), as `name` and its features.
pub(crate) fn tree_of(member: &str) -> BTreeMap<String, BTreeSet<String>> {
    let format = ["--prefix", "none", "--format", "{p}|{f}"];
    let said = cargo(
        &[
            &["tree", "--locked", "-p", member, "-e", "normal,no-proc-macro"],
            &format[..],
        ]
        .concat(),
    );
    let mut tree: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for line in said.lines().filter(|line| !line.is_empty()) {
        let (package, features) = line.split_once('|').unwrap();
        let name = package.split(' ').next().unwrap();
        let features = features
            .trim_end_matches(" (*)")
            .split(',')
            .filter(|feature| !feature.is_empty());
        tree.entry(name.to_owned())
            .or_default()
            .extend(features.map(str::to_owned));
    }
    tree
}

fn package(said: &Value) -> Package {
    let dependency = |line: &Value| Dependency {
        name: text(line, "name"),
        kind: match line["kind"].as_str() {
            None => Kind::Normal,
            Some("build") => Kind::Build,
            Some("dev") => Kind::Dev,
            Some(other) => panic!("cargo speaks of a kind of dependency called {other}"),
        },
        features: strings(&line["features"]),
    };
    let features = said["features"].as_object().unwrap().iter();
    Package {
        id: text(said, "id"),
        name: text(said, "name"),
        version: text(said, "version"),
        licence: said["license"].as_str().unwrap_or_default().to_owned(),
        manifest: text(said, "manifest_path"),
        dependencies: list(said, "dependencies").iter().map(dependency).collect(),
        features: features.map(|(name, on)| (name.clone(), strings(on))).collect(),
    }
}

fn list<'a>(value: &'a Value, key: &str) -> &'a [Value] {
    value[key].as_array().unwrap_or_else(|| panic!("cargo says no {key}"))
}

fn text(value: &Value, key: &str) -> String {
    value[key]
        .as_str()
        .unwrap_or_else(|| panic!("cargo says no {key}"))
        .to_owned()
}

fn strings(value: &Value) -> Vec<String> {
    value
        .as_array()
        .unwrap()
        .iter()
        .map(|text| text.as_str().unwrap().to_owned())
        .collect()
}

fn host() -> String {
    let said = run(Command::new(std::path::Path::new(env!("CARGO")).with_file_name("rustc")).arg("-vV"));
    said.lines()
        .find_map(|line| line.strip_prefix("host: "))
        .expect("rustc names its host")
        .to_owned()
}

fn cargo(arguments: &[&str]) -> String {
    run(Command::new(env!("CARGO")).args(arguments))
}

fn run(command: &mut Command) -> String {
    let done = command.current_dir(root()).output().unwrap();
    assert!(
        done.status.success(),
        "{command:?}: {}",
        String::from_utf8_lossy(&done.stderr)
    );
    String::from_utf8(done.stdout).unwrap()
}
