//! What the pages of the documentation keep to: every path and every link in them leads somewhere.

use enroll_tests::workspace::{SourceFile, files, read, root};

/// What the first name of a path is, if the path is one of this workspace.
const TOP: &[&str] = &["crates", "docs", "migrations", "tests", ".ci"];

/// The pages that there must be.
const PAGES: &[&str] = &[
    "README.md",
    "docs/ARCHITECTURE.md",
    "docs/embedding.md",
    "docs/http-api.md",
    "docs/operating.md",
    "docs/security.md",
];

fn pages() -> Vec<SourceFile> {
    let readme = read("README.md").map(|text| SourceFile {
        path: "README.md".to_owned(),
        text,
    });
    readme.into_iter().chain(files("docs", "md")).collect()
}

#[test]
fn the_pages_that_readers_are_sent_to_are_there() {
    let there: Vec<String> = pages().into_iter().map(|page| page.path).collect();
    let missing: Vec<&&str> = PAGES
        .iter()
        .filter(|page| !there.iter().any(|found| found == **page))
        .collect();
    assert!(missing.is_empty(), "{missing:?} are not among {there:#?}");
}

#[test]
fn every_path_that_a_page_names_exists() {
    let mut broken = Vec::new();
    for page in pages() {
        for path in page.text.lines().flat_map(ticked).filter(|ticked| is_path(ticked)) {
            let missing = alternatives(path)
                .into_iter()
                .filter(|path| !root().join(path.trim_end_matches('/')).exists());
            broken.extend(missing.map(|path| format!("{}: {path}", page.path)));
        }
    }
    assert!(broken.is_empty(), "{broken:#?}");
}

#[test]
fn every_link_between_pages_leads_to_one() {
    let mut broken = Vec::new();
    for page in pages() {
        let folder = root()
            .join(&page.path)
            .parent()
            .map(ToOwned::to_owned)
            .unwrap_or_default();
        for link in links(&page.text).filter(|link| !link.contains(':') && !link.starts_with('#')) {
            let path = link.split('#').next().unwrap_or_default();
            if !folder.join(path).exists() {
                broken.push(format!("{}: {link}", page.path));
            }
        }
    }
    assert!(broken.is_empty(), "{broken:#?}");
}

#[test]
fn no_page_holds_an_unfinished_word_or_a_path_of_one_machine() {
    for page in pages() {
        for word in [
            concat!("TO", "DO"),
            concat!("FIX", "ME"),
            concat!("/ro", "ot/"),
            concat!("/ho", "me/"),
            concat!("/wo", "rk/"),
        ] {
            assert!(!page.text.contains(word), "{} holds {word}", page.path);
        }
    }
}

/// What stands between backticks on a line.
fn ticked(line: &str) -> impl Iterator<Item = &str> {
    line.split('`').skip(1).step_by(2)
}

fn links(text: &str) -> impl Iterator<Item = &str> {
    text.split("](").skip(1).filter_map(|rest| rest.split(')').next())
}

fn is_path(text: &str) -> bool {
    let plain = text.chars().all(|c| c.is_ascii_alphanumeric() || "/._-{},".contains(c));
    plain && text.split_once('/').is_some_and(|(first, _)| TOP.contains(&first))
}

/// The paths that `a/{b,c}/d` stands for.
fn alternatives(path: &str) -> Vec<String> {
    let parts = path
        .split_once('{')
        .and_then(|(before, rest)| Some((before, rest.split_once('}')?)));
    let Some((before, (choices, after))) = parts else {
        return vec![path.to_owned()];
    };
    choices
        .split(',')
        .flat_map(|choice| alternatives(&format!("{before}{choice}{after}")))
        .collect()
}

#[test]
fn braces_stand_for_every_choice() {
    assert_eq!(alternatives("a/{b,c}/{d,e}"), ["a/b/d", "a/b/e", "a/c/d", "a/c/e"]);
    assert!(is_path("crates/domain/src") && !is_path("/v1/me") && !is_path("crates/<name>/src") && !is_path("crates"));
}
