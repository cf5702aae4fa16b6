//! The workspace on disk: where it is, and the files of its own that it holds. No network and no build in here.

use std::fs;
use std::path::{Path, PathBuf};

/// A text file of the workspace.
#[derive(Debug, Clone)]
pub struct SourceFile {
    /// Its path from the root, with `/` between the names.
    pub path: String,
    /// What it holds.
    pub text: String,
}

/// The root of the workspace.
#[must_use]
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("the tests stand in the workspace")
        .to_owned()
}

/// The text of a file, by its path from the root; `None` if there is none.
#[must_use]
pub fn read(path: &str) -> Option<String> {
    fs::read_to_string(root().join(path)).ok()
}

/// Every file below `folder` whose name ends with `.<extension>`, in the order of their paths. Hidden folders, links and
/// `target` are left out.
#[must_use]
pub fn files(folder: &str, extension: &str) -> Vec<SourceFile> {
    let mut found = Vec::new();
    walk(&root().join(folder), extension, &mut found);
    found.sort_by(|one: &SourceFile, other| one.path.cmp(&other.path));
    found
}

/// Every Rust file of the workspace.
#[must_use]
pub fn rust_files() -> Vec<SourceFile> {
    files("crates", "rs").into_iter().chain(files("tests", "rs")).collect()
}

/// The names that stand directly in a folder, in order; a folder's name ends with `/`.
#[must_use]
pub fn names_in(folder: &str) -> Vec<String> {
    let entries = fs::read_dir(root().join(folder)).unwrap_or_else(|error| panic!("{folder}: {error}"));
    let mut names: Vec<String> = entries
        .map(|entry| {
            let path = entry.expect("a folder can be read").path();
            let name = path
                .file_name()
                .expect("an entry has a name")
                .to_string_lossy()
                .into_owned();
            if path.is_dir() { format!("{name}/") } else { name }
        })
        .collect();
    names.sort();
    names
}

fn walk(folder: &Path, extension: &str, found: &mut Vec<SourceFile>) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for path in entries.map(|entry| entry.expect("a folder can be read").path()) {
        let name = path
            .file_name()
            .expect("an entry has a name")
            .to_string_lossy()
            .into_owned();
        if path.is_symlink() || name.starts_with('.') || name == "target" {
            continue;
        }
        if path.is_dir() {
            walk(&path, extension, found);
        } else if path.extension().is_some_and(|found| found == extension) {
            let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
            let inside = path.strip_prefix(root()).expect("the file stands in the workspace");
            found.push(SourceFile {
                path: inside.to_string_lossy().replace('\\', "/"),
                text,
            });
        }
    }
}
