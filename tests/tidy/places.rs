//! Where things stand: the names at the top, the names of modules, and the two folders of migrations.

use std::collections::BTreeSet;

use enroll_tests::workspace::{names_in, read, rust_files};

/// Everything at the top level that is not hidden.
const TOP: &[&str] = &[
    "Cargo.lock",
    "Cargo.toml",
    "LICENSE-APACHE",
    "LICENSE-MIT",
    "README.md",
    "crates/",
    "docs/",
    "justfile",
    "migrations/",
    "tests/",
];

/// What is made, and kept out of the repository.
const MADE: &[&str] = &[
    "target/",
    "enroll.db",
    "enroll.db-shm",
    "enroll.db-wal",
    "enroll.secret",
    "enroll.toml",
];

/// Names that say nothing about what lives there.
const SAY_NOTHING: &[&str] = &[
    "common", "dto", "dtos", "helper", "helpers", "manager", "misc", "service", "services", "shared", "util", "utils",
];

#[test]
fn the_top_level_holds_what_is_listed_here_and_nothing_else() {
    let there: BTreeSet<String> = names_in("")
        .into_iter()
        .filter(|name| !name.starts_with('.') && !MADE.contains(&&**name))
        .collect();
    let planned: BTreeSet<String> = TOP.iter().map(|name| (*name).to_owned()).collect();
    assert_eq!(there, planned);
}

#[test]
fn every_module_is_named_for_what_lives_in_it() {
    let says_nothing = |path: &str| path.split(['/', '.']).any(|name| SAY_NOTHING.contains(&name));
    let files: Vec<String> = rust_files()
        .into_iter()
        .map(|file| file.path)
        .filter(|path| says_nothing(path))
        .collect();
    assert!(files.is_empty(), "{files:#?}");
    for file in rust_files() {
        let modules = file.text.lines().filter_map(|line| {
            let line = line
                .trim_start()
                .trim_start_matches("pub(crate) ")
                .trim_start_matches("pub ");
            line.strip_prefix("mod ")
        });
        for module in modules.map(|rest| rest.trim_end_matches([';', '{', ' '])) {
            assert!(!SAY_NOTHING.contains(&module), "{} has a module {module}", file.path);
        }
    }
}

#[test]
fn every_migration_stands_in_both_folders_with_its_way_up_and_its_way_down() {
    let (sqlite, postgres) = (names_in("migrations/sqlite"), names_in("migrations/postgres"));
    assert!(!sqlite.is_empty(), "there are no migrations");
    assert_eq!(sqlite, postgres);
    for migration in sqlite {
        for backend in ["sqlite", "postgres"] {
            for way in ["up.sql", "down.sql"] {
                let path = format!("migrations/{backend}/{migration}{way}");
                assert!(
                    read(&path).is_some_and(|sql| !sql.trim().is_empty()),
                    "{path} is missing or empty"
                );
            }
        }
    }
}

#[test]
fn the_migrations_of_the_published_crate_are_those_of_the_workspace() {
    for backend in ["sqlite", "postgres"] {
        let (here, there) = (
            format!("migrations/{backend}"),
            format!("crates/adapters/diesel/migrations/{backend}"),
        );
        assert_eq!(names_in(&here), names_in(&there));
        for migration in names_in(&here) {
            for way in ["up.sql", "down.sql"] {
                assert_eq!(
                    read(&format!("{here}/{migration}{way}")),
                    read(&format!("{there}/{migration}{way}"))
                );
            }
        }
    }
}
