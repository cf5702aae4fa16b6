//! What `docs/security.md` names as shown by a test is shown by a test that is there.

use enroll_tests::workspace::read;

/// The page.
const PAGE: &str = "docs/security.md";

/// Every test that the page names: its file and its name.
fn named(page: &str) -> Vec<(&str, &str)> {
    let ticked = page.split('`').skip(1).step_by(2);
    ticked.filter_map(|text| text.split_once(".rs::")).collect()
}

/// Whether a file holds a test of this name: a function, or a name that is given to a trial.
fn holds(text: &str, name: &str) -> bool {
    text.contains(&format!("fn {name}(")) || text.contains(&format!("\"{name}\""))
}

#[test]
fn every_test_that_the_page_on_security_names_is_in_the_tree() {
    let page = read(PAGE).expect("the page on security");
    let named = named(&page);
    assert!(named.len() > 100, "only {} tests are named", named.len());
    let missing: Vec<String> = named
        .iter()
        .filter(|(path, name)| !read(&format!("{path}.rs")).is_some_and(|text| holds(&text, name)))
        .map(|(path, name)| format!("{path}.rs::{name}"))
        .collect();
    assert!(missing.is_empty(), "{missing:#?}");
}

#[test]
fn a_name_is_a_whole_one() {
    let text = "async fn one_and_all() {}\n(\"a_trial\", run)";
    assert!(holds(text, "one_and_all") && holds(text, "a_trial"));
    assert!(!holds(text, "one_and") && !holds(text, "and_all()") && !holds(text, "trial"));
    assert_eq!(named("`a/b.rs::c` and `d/e` and `f.rs`"), [("a/b", "c")]);
}
